// Linear layers with one output: a row of inputs and the weight are multiplied lane by lane. Arrays are offsets in bytes; rows of
// inputs are `step` bytes apart, outputs and their gradients one vector of 4 lanes, of which the first counts.
import { fixed, type Kernel } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { defineOperation } from "../operation.ts";
import { LANES, VECTOR_BYTES } from "./each-vector.ts";
import { sumOfLanes } from "./lanes.ts";
import { clearPadding } from "./rows.ts";

/** output [rows, 1] = input·weight + bias: a linear layer with one output. */
export const dot = defineOperation<{ input: number; weight: number; bias: number; output: number; inputs: number }>(
  "Dot",
  {
    flops: ({ inputs }) => 2 * inputs,
    emit: (kernel, { inputs, ...arrays }, { rows }) => multiplyRows(kernel, { rows, floats: padded(inputs) }, arrays),
  },
);

/** Its parameters' gradients. */
export const dotGradient = defineOperation<{
  input: number;
  gradient: number;
  ofWeight: number;
  ofBias: number;
  inputs: number;
}>("DotGradient", {
  flops: ({ inputs }) => 2 * inputs,
  emit(kernel, { inputs, ...arrays }, { rows }) {
    sumRows(kernel, { rows, floats: padded(inputs) }, arrays);
    clearPadding(kernel, arrays.ofWeight, 1, inputs, 4 * padded(inputs));
  },
});

/** Its input's gradient. */
export const dotInputGradient = defineOperation<{ gradient: number; weight: number; ofInput: number; inputs: number }>(
  "DotInputGradient",
  {
    flops: ({ inputs }) => 2 * inputs,
    emit(kernel, { inputs, ...arrays }, { rows }) {
      scaleWeight(kernel, { rows, floats: padded(inputs) }, arrays);
      clearPadding(kernel, arrays.ofInput, rows, inputs, 4 * padded(inputs));
    },
  },
);

const padded = (width: number) => 4 * Math.ceil(width / 4);

interface DotShape {
  readonly rows: number;
  /** Floats of a row, padding included. */
  readonly floats: number;
}

/** Bytes from one output to the next. */
const OUTPUT_BYTES = 16;
/** Vectors of a weight's gradient that are summed side by side. */
const SIDE_BY_SIDE = 8;

interface RowVector {
  readonly offset: number;
  readonly count: number;
}

/** The vectors of a row. */
const spansOf = (floats: number): readonly RowVector[] =>
  Array.from({ length: Math.ceil(floats / LANES) }, (_, index) => ({
    offset: VECTOR_BYTES * index,
    count: Math.min(LANES, floats - LANES * index),
  }));

/** output [rows] = input [rows, floats]·weight [floats] + bias. @param bias 0: none */
function multiplyRows(
  kernel: Kernel,
  { rows, floats }: DotShape,
  { input, weight, bias, output }: Readonly<Record<"input" | "weight" | "bias" | "output", number>>,
): void {
  const from = kernel.pointer(fixed(input));
  const to = kernel.pointer(fixed(output));
  const added = bias ? kernel.splat(fixed(bias)) : kernel.float(0);
  const zero = kernel.float(0, 4);
  kernel.repeat(rows, () => {
    const sum = kernel.variable(kernel.float(0));
    for (const { offset, count } of spansOf(floats))
      kernel.accumulate(
        sum,
        kernel.load(from.at(offset), LANES, count),
        kernel.load(fixed(weight + offset), LANES, count),
      );
    kernel.store(to.at(), zero);
    kernel.store(to.at(), kernel.add(sumOfLanes(kernel, sum), added), 1);
    kernel.advance(from, 4 * floats);
    kernel.advance(to, OUTPUT_BYTES);
  });
}

/** Gradients of weight and bias: Σ over rows of gradient·input, and of gradient. @param ofBias 0: none */
function sumRows(
  kernel: Kernel,
  { rows, floats }: DotShape,
  { input, gradient, ofWeight, ofBias }: Readonly<Record<"input" | "gradient" | "ofWeight" | "ofBias", number>>,
): void {
  const spans = spansOf(floats);
  for (let first = 0; first < spans.length; first += SIDE_BY_SIDE) {
    const own = spans.slice(first, first + SIDE_BY_SIDE);
    const from = kernel.pointer(fixed(input));
    const back = kernel.pointer(fixed(gradient));
    const sums = own.map((span) => ({ ...span, sum: kernel.variable(kernel.float(0)) }));
    kernel.repeat(rows, () => {
      const factor = kernel.splat(back.at());
      for (const { offset, count, sum } of sums)
        kernel.accumulate(sum, factor, kernel.load(from.at(offset), LANES, count));
      kernel.advance(from, 4 * floats);
      kernel.advance(back, OUTPUT_BYTES);
    });
    for (const { offset, count, sum } of sums) kernel.store(fixed(ofWeight + offset), sum, count);
  }
  if (ofBias) kernel.store(fixed(ofBias), sumOfOutputs(kernel, rows, gradient), 1);
}

function sumOfOutputs(kernel: Kernel, rows: number, gradient: number): Floats {
  const sum = kernel.variable(kernel.float(0));
  const back = kernel.pointer(fixed(gradient));
  kernel.repeat(rows, () => {
    kernel.assign(sum, kernel.add(sum, kernel.splat(back.at())));
    kernel.advance(back, OUTPUT_BYTES);
  });
  return sum;
}

/** ofInput [rows, floats] = gradient [rows]·weight [floats] */
function scaleWeight(
  kernel: Kernel,
  { rows, floats }: DotShape,
  { gradient, weight, ofInput }: Readonly<Record<"gradient" | "weight" | "ofInput", number>>,
): void {
  const back = kernel.pointer(fixed(gradient));
  const to = kernel.pointer(fixed(ofInput));
  kernel.repeat(rows, () => {
    const factor = kernel.splat(back.at());
    for (const { offset, count } of spansOf(floats))
      kernel.store(to.at(offset), kernel.multiply(factor, kernel.load(fixed(weight + offset), LANES, count)), count);
    kernel.advance(back, OUTPUT_BYTES);
    kernel.advance(to, 4 * floats);
  });
}
