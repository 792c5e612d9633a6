import Type from "typebox";
import { defineLayer } from "../contracts/layer.ts";
import { type PoolWindow, planAveragePool } from "./families/average-pool.ts";
import { imagesOf, pairOf, pairSchema } from "./families/spatial.ts";

/** Means over as many windows as asked for. torch.nn.AdaptiveAvgPool2d. */
export const AdaptiveAvgPool2d = defineLayer({
  description: "Takes the means of windows that cut an image into as many parts as asked for.",
  source: "torch.nn.AdaptiveAvgPool2d",
  params: Type.Object({
    output_size: Type.Union(pairSchema(1).anyOf, { description: "Size of the output, or [height, width]." }),
  }),
  plan({ output_size }, shape) {
    const input = imagesOf(shape);
    const [height, width] = pairOf(output_size);
    return planAveragePool(input, spansOf(input[1], height), spansOf(input[2], width));
  },
});

/** From ⌊i·size/parts⌋ to ⌈(i + 1)·size/parts⌉. */
function spansOf(size: number, parts: number): PoolWindow[] {
  return Array.from({ length: parts }, (_, part) => {
    const first = Math.floor((part * size) / parts);
    const end = Math.ceil(((part + 1) * size) / parts);
    return [first, end, end - first];
  });
}
