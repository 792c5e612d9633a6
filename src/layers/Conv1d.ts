import Type from "typebox";
import { defineLayer } from "../contracts/layer.ts";
import { Misfit } from "../contracts/part.ts";
import { formatShape, type Shape } from "../tape/shape.ts";
import { convolutionOptions, idleInConvolution, planConvolution, torchConvolution } from "./families/convolution.ts";
import type { Pair } from "./families/spatial.ts";

/** Cross-correlation with learned kernels: [channels, length] → [out_channels, …]. torch.nn.Conv1d. */
export const Conv1d = defineLayer({
  description: "Slides learned kernels over sequences. Each kernel gives one channel of the output.",
  source: "torch.nn.Conv1d",
  params: Type.Object({
    ...convolutionOptions,
    kernel_size: Type.Integer({ minimum: 1, description: "Length of the kernels." }),
    stride: Type.Integer({ minimum: 1, default: 1, description: "Distance between positions of the kernel." }),
    padding: Type.Union([Type.Integer({ minimum: 0 }), Type.Literal("same"), Type.Literal("valid")], {
      default: 0,
      description: "Zeros before and after the sequence. same keeps its length, valid adds none.",
    }),
    dilation: Type.Integer({ minimum: 1, default: 1, description: "Distance between values under the kernel." }),
  }),
  idle: idleInConvolution,
  torch: torchConvolution,
  plan({ kernel_size, stride, padding, dilation, ...options }, input) {
    const sizes = { kernel: flat(kernel_size), stride: flat(stride), dilation: flat(dilation) };
    const around: Pair | "same" = padding === "same" ? padding : [0, padding === "valid" ? 0 : padding];
    return planConvolution({ ...options, ...sizes, padding: around }, sequenceOf(input), (_, length) => [length]);
  },
});

/** The same setting for an image of one line. */
const flat = (size: number): Pair => [1, size];

function sequenceOf(input: Shape): readonly [number, number, number] {
  const [channels, length, ...more] = input;
  if (length === undefined || more.length > 0) {
    const message = `it takes [channels, length], but its input has the shape ${formatShape(input)}`;
    throw new Misfit(undefined, message, "use it on sequences, before any Flatten");
  }
  return [channels as number, 1, length];
}
