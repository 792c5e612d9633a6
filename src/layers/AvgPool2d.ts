import Type from "typebox";
import { defineLayer } from "../contracts/layer.ts";
import { idle, Misfit } from "../contracts/part.ts";
import { itemAt } from "../numbers/item-at.ts";
import { type PoolSpan, planAveragePool } from "./families/pool.ts";
import { imagesOf, pairOf, pairSchema, placesOf } from "./families/spatial.ts";

/** Averages each window: [channels, height, width] → [channels, …]. torch.nn.AvgPool2d. */
export const AvgPool2d = defineLayer({
  description: "Averages each window of an image.",
  source: "torch.nn.AvgPool2d",
  params: Type.Object({
    kernel_size: Type.Union(pairSchema(1).anyOf, { description: "Size of the window: a number or [height, width]." }),
    stride: Type.Union([...pairSchema(1).anyOf, Type.Null()], {
      default: null,
      description: "Distance between windows, in pixels. null means the size of the window.",
    }),
    padding: Type.Union(pairSchema(0).anyOf, {
      default: 0,
      description: "Pixels of zeros around the image: at most half the window.",
    }),
    count_include_pad: Type.Boolean({
      default: true,
      description: "Whether the padding counts in the averages.",
    }),
  }),
  idle: ({ padding }) =>
    pairOf(padding).some((pixels) => pixels > 0) ? [] : idle(["count_include_pad"], "without padding", "padding: 1"),
  shift: () => "kept",
  plan({ kernel_size, stride, padding, count_include_pad }, shape) {
    const input = imagesOf(shape);
    const [kernel, around] = [pairOf(kernel_size), pairOf(padding)];
    if (around[0] * 2 > kernel[0] || around[1] * 2 > kernel[1]) {
      throw new Misfit("padding", "padding must be at most half of kernel_size");
    }
    const steps = stride === null ? kernel : pairOf(stride);
    const spans = (axis: 0 | 1) =>
      spansOf(itemAt(input, axis + 1), kernel[axis], steps[axis], around[axis], count_include_pad);
    return planAveragePool({ input, vertical: spans(0), horizontal: spans(1), dilation: [1, 1] });
  },
});

function spansOf(size: number, kernel: number, step: number, padding: number, countsPadding: boolean): PoolSpan[] {
  return Array.from({ length: placesOf(size, kernel, step, 2 * padding, 1) }, (_, place) => {
    const first = place * step - padding;
    const [from, end] = [Math.max(0, first), Math.min(size, first + kernel)];
    return { first: from, count: end - from, size: countsPadding ? kernel : end - from };
  });
}
