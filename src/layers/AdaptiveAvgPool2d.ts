import Type from "typebox";
import { defineLayer } from "../contracts/layer.ts";
import { type PoolSpan, planAveragePool } from "./families/pool.ts";
import { imagesOf, pairOf, pairSchema } from "./families/spatial.ts";

/** Averages over a given number of windows. [channels, height, width] → [channels, output_size]. torch.nn.AdaptiveAvgPool2d. */
export const AdaptiveAvgPool2d = defineLayer({
  description: "Averages an image over windows, as many as the output has values.",
  source: "torch.nn.AdaptiveAvgPool2d",
  params: Type.Object({
    output_size: Type.Union(pairSchema(1).anyOf, { description: "Size of the output, or [height, width]." }),
  }),
  shift: () => "kept",
  plan({ output_size }, shape) {
    const input = imagesOf(shape);
    const [height, width] = pairOf(output_size);
    const [vertical, horizontal] = [spansOf(input[1], height), spansOf(input[2], width)];
    return planAveragePool({ input, vertical, horizontal, dilation: [1, 1] });
  },
});

/** Window i goes from ⌊i·size/parts⌋ to ⌈(i + 1)·size/parts⌉. */
function spansOf(size: number, parts: number): PoolSpan[] {
  return Array.from({ length: parts }, (_, part) => {
    const first = Math.floor((part * size) / parts);
    const end = Math.ceil(((part + 1) * size) / parts);
    return { first, count: end - first, size: end - first };
  });
}
