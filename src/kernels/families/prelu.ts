// PReLU: x, or weight·x below 0, with a learnt weight for each channel. Batches are [rows, lines, stride(width)], weights
// [stride(channels)]. Offsets are in bytes.
import { fixed, type Kernel } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { defineOperation } from "../operation.ts";
import { alongLines, LANES, TurnedSums } from "./each-vector.ts";
import { clearPadding } from "./rows.ts";

type ChannelLines = {
  readonly width: number;
  readonly lines: number;
  /** Lines of a channel; 0: channels are the columns of a sample's only line. */
  readonly linesEach: number;
};

type PReLUPlaces<Names extends string> = Readonly<Record<Names, number>>;

export const prelu = defineOperation<ChannelLines & PReLUPlaces<"input" | "weight" | "output">>("PReLU", {
  emit: (kernel, { input, weight, output, ...shape }, { rows }) =>
    eachWithWeight(kernel, { ...shape, rows }, { values: input, weight, to: output }, (x, slope) =>
      kernel.where(kernel.less(kernel.float(0), x), x, kernel.multiply(x, slope)),
    ),
});

/** Overwrites the gradient: gradient · (1 or weight). */
export const preluGradient = defineOperation<ChannelLines & PReLUPlaces<"input" | "weight" | "gradient">>(
  "PReLUGradient",
  {
    emit: (kernel, { input, weight, gradient, ...shape }, { rows }) =>
      eachWithWeight(kernel, { ...shape, rows }, { values: input, weight, to: gradient }, (x, slope, old) => {
        const g = old();
        return kernel.where(kernel.less(kernel.float(0), x), g, kernel.multiply(g, slope));
      }),
  },
);

/** Its weight's gradient: Σ gradient·x where x is below 0. */
export const preluWeightGradient = defineOperation<ChannelLines & PReLUPlaces<"input" | "gradient" | "ofWeight">>(
  "PReLUWeightGradient",
  {
    emit(kernel, { input, gradient, ofWeight, ...shape }, { rows }) {
      if (shape.linesEach === 0) sumColumns(kernel, shape.width, rows, { input, gradient, ofWeight });
      else sumChannels(kernel, shape, rows, { input, gradient, ofWeight });
    },
  },
);

const floatsOf = (width: number) => 4 * Math.ceil(width / 4);

function eachWithWeight(
  kernel: Kernel,
  { rows, width, lines, linesEach }: ChannelLines & { readonly rows: number },
  { values, weight, to }: PReLUPlaces<"values" | "weight" | "to">,
  formula: (x: Floats, slope: Floats, old: () => Floats) => Floats,
): void {
  const step = floatsOf(width);
  const byColumn = linesEach === 0;
  // One weight for all: the whole batch is one stretch of values.
  const isOne = linesEach === lines;
  const span = step * (byColumn ? 1 : isOne ? rows * lines : linesEach);
  const [from, target] = [kernel.pointer(fixed(values)), kernel.pointer(fixed(to))];
  kernel.repeat(isOne ? 1 : rows, () => {
    const own = kernel.pointer(fixed(weight));
    kernel.repeat(byColumn ? 1 : lines / linesEach, () => {
      const slope = kernel.splat(own.at());
      alongLines(kernel, span, { from, target, own }, ({ at, count }) => {
        const slopes = byColumn ? kernel.load(at.own, LANES, count) : slope;
        const old = () => kernel.load(at.target, LANES, count);
        kernel.store(at.target, formula(kernel.load(at.from, LANES, count), slopes, old), count);
      });
      kernel.advance(own, 4);
      for (const pointer of [from, target]) kernel.advance(pointer, 4 * span);
    });
  });
  // 0·∞ is NaN where a run has diverged.
  clearPadding(kernel, to, rows * lines, width, 4 * step);
}

/** gradient·min(x, 0), where NaN stays. */
const negativePart = (kernel: Kernel, x: Floats) => kernel.min(kernel.float(0), x);

function sumColumns(
  kernel: Kernel,
  width: number,
  rows: number,
  { input, gradient, ofWeight }: PReLUPlaces<"input" | "gradient" | "ofWeight">,
): void {
  const step = floatsOf(width);
  const starts = { x: fixed(input), g: fixed(gradient), sums: fixed(ofWeight) };
  alongLines(kernel, step, starts, ({ at, count }) => {
    const [x, g] = [kernel.pointer(at.x), kernel.pointer(at.g)];
    const sum = kernel.variable(kernel.float(0));
    kernel.repeat(rows, () => {
      kernel.accumulate(
        sum,
        negativePart(kernel, kernel.load(x.at(), LANES, count)),
        kernel.load(g.at(), LANES, count),
      );
      for (const pointer of [x, g]) kernel.advance(pointer, 4 * step);
    });
    kernel.store(at.sums, sum, count);
  });
}

function sumChannels(
  kernel: Kernel,
  { width, lines, linesEach }: ChannelLines,
  rows: number,
  { input, gradient, ofWeight }: PReLUPlaces<"input" | "gradient" | "ofWeight">,
): void {
  const span = linesEach * floatsOf(width);
  const sample = (span * lines) / linesEach;
  const starts = [kernel.pointer(fixed(input)), kernel.pointer(fixed(gradient))] as const;
  const to = kernel.pointer(fixed(ofWeight));
  kernel.repeat(lines / linesEach, () => {
    const sums = new TurnedSums(kernel);
    const [x, g] = [kernel.pointer(starts[0].at()), kernel.pointer(starts[1].at())];
    kernel.repeat(rows, () => {
      alongLines(kernel, span, { x, g }, ({ at, count, turn }) =>
        sums.accumulate(turn, negativePart(kernel, kernel.load(at.x, LANES, count)), kernel.load(at.g, LANES, count)),
      );
      for (const pointer of [x, g]) kernel.advance(pointer, 4 * sample);
    });
    kernel.store(to.at(), sums.total(), 1);
    kernel.advance(to, 4);
    for (const pointer of starts) kernel.advance(pointer, 4 * span);
  });
}
