import Type from "typebox";
import { defineLayer, type Forward } from "../contracts/layer.ts";
import { idle, Misfit } from "../contracts/part.ts";
import { Op } from "../tape/op.ts";
import type { Tape, Tensor } from "../tape/tape.ts";
import { geometryOf, imagesOf, type Pair, pairOf, pairSchema, placesOf, type Window } from "./families/spatial.ts";

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
    const [channels, height, width] = imagesOf(shape);
    const [steps, spread] = [stride === null ? kernel : pairOf(stride), pairOf(dilation)];
    const places = (size: number, axis: 0 | 1) =>
      placesOf(size, kernel[axis], steps[axis], 2 * before[axis], spread[axis]);
    const output = [channels, places(height, 0), places(width, 1)] as const;
    const input = [channels, height, width] as const;
    const window: Window = { input, kernel, stride: steps, before, dilation: spread, output, groups: 1 };
    return { output, parameters: [], forward: (tape, x) => emit(tape, x, window) };
  },
});

function requireHalf(padding: Pair, kernel: Pair): void {
  if (padding[0] * 2 <= kernel[0] && padding[1] * 2 <= kernel[1]) return;
  throw new Misfit("padding", "padding must be at most half of kernel_size");
}

function emit(tape: Tape, input: Tensor, window: Window): Forward {
  const [output, places] = [tape.tensor(window.output), tape.tensor(window.output)];
  const geometry = tape.constant(geometryOf(window));
  tape.record(Op.MaxPool, input.offset, output.offset, places.offset, geometry);
  return {
    output,
    backward({ offset }, needsInput) {
      if (!needsInput) return undefined;
      const gradient = tape.tensor(input.shape);
      tape.record(Op.MaxPoolGradient, offset, places.offset, gradient.offset, geometry);
      return gradient;
    },
  };
}
