import Type from "typebox";
import { defineLayer, type Forward } from "../contracts/layer.ts";
import { idle, Misfit } from "../contracts/part.ts";
import { maxPool, maxPoolGradient } from "../kernels/families/pooling.ts";
import { maxPoolOfSquares, maxPoolOfSquaresGradient } from "../kernels/families/pooling-squares.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Tape, Tensor } from "../tape/tape.ts";
import { outputOf, type PoolSpan, type PoolWindows, poolShape } from "./families/pool.ts";
import { imagesOf, type Pair, pairOf, pairSchema, placesOf } from "./families/spatial.ts";

/** The maximum of each window: [channels, height, width] → [channels, …]. torch.nn.MaxPool2d. */
export const MaxPool2d = defineLayer({
  description: "Takes the maximum of each window of an image.",
  source: "torch.nn.MaxPool2d",
  params: Type.Object({
    kernel_size: Type.Union(pairSchema(1).anyOf, { description: "Size of the window: a number or [height, width]." }),
    stride: Type.Union([...pairSchema(1).anyOf, Type.Null()], {
      default: null,
      description: "Distance between windows, in pixels. null means the size of the window.",
    }),
    padding: Type.Union(pairSchema(0).anyOf, {
      default: 0,
      description: "Pixels of padding around the image: at most half the window. They are never the maximum.",
    }),
    dilation: Type.Union(pairSchema(1).anyOf, {
      default: 1,
      description: "Distance between values in a window, in pixels.",
    }),
  }),
  idle: ({ kernel_size }) =>
    pairOf(kernel_size).some((size) => size > 1) ? [] : idle(["dilation"], "with kernel_size: 1"),
  shift: () => "kept",
  plan({ kernel_size, stride, padding, dilation }, shape) {
    const kernel = pairOf(kernel_size);
    const before = pairOf(padding);
    requireHalf(before, kernel);
    const input = imagesOf(shape);
    const [steps, spread] = [stride === null ? kernel : pairOf(stride), pairOf(dilation)];
    const spans = (axis: 0 | 1) =>
      spansOf(itemAt(input, axis + 1), kernel[axis], steps[axis], before[axis], spread[axis]);
    const windows = { input, vertical: spans(0), horizontal: spans(1), dilation: spread };
    const are = (pair: Pair, size: number) => pair.every((own) => own === size);
    const areSquares = are(kernel, 2) && are(steps, 2) && are(before, 0) && are(spread, 1);
    const forward = areSquares ? emitSquares : emit;
    return { output: outputOf(windows), parameters: [], forward: (tape, x) => forward(tape, x, windows) };
  },
});

function requireHalf(padding: Pair, kernel: Pair): void {
  if (padding[0] * 2 <= kernel[0] && padding[1] * 2 <= kernel[1]) return;
  throw new Misfit("padding", "padding must be at most half of kernel_size");
}

/** What windows take of a dimension of that size. Padding is never the maximum. */
function spansOf(size: number, kernel: number, step: number, padding: number, dilation: number): PoolSpan[] {
  return Array.from({ length: placesOf(size, kernel, step, 2 * padding, dilation) }, (_, place) => {
    const all = Array.from({ length: kernel }, (_, index) => place * step - padding + index * dilation);
    const inside = all.filter((at) => at >= 0 && at < size);
    return { first: inside[0] ?? 0, count: inside.length, size: kernel };
  });
}

function emit(tape: Tape, input: Tensor, windows: PoolWindows): Forward {
  const output = tape.tensor(outputOf(windows));
  const shape = poolShape(tape, windows);
  const groups = Math.ceil((tape.rows * shape.channels) / 16);
  const places = tape.allocate(16 * groups * shape.height * shape.width);
  tape.record(maxPool({ ...shape, places, input: input.offset, output: output.offset }));
  return {
    output,
    backward({ offset }, needsInput) {
      if (!needsInput) return undefined;
      const gradient = tape.tensor(input.shape);
      tape.record(maxPoolGradient({ ...shape, places, gradient: offset, ofInput: gradient.offset }));
      return gradient;
    },
  };
}

/** The same for squares of two by two, side by side. */
function emitSquares(tape: Tape, input: Tensor, windows: PoolWindows): Forward {
  const output = tape.tensor(outputOf(windows));
  const [channels, height, width] = windows.input;
  const shared = { channels, height, width, input: input.offset, output: output.offset };
  tape.record(maxPoolOfSquares(shared));
  return {
    output,
    backward({ offset }, needsInput) {
      if (!needsInput) return undefined;
      const gradient = tape.tensor(input.shape);
      tape.record(maxPoolOfSquaresGradient({ ...shared, gradient: offset, ofInput: gradient.offset }));
      return gradient;
    },
  };
}
