import Type from "typebox";
import { defineLayer } from "../contracts/layer.ts";
import { convolutionOptions, idleInConvolution, planConvolution, torchConvolution } from "./families/convolution.ts";
import { imagesOf, pairOf, pairSchema } from "./families/spatial.ts";

/** Cross-correlation with learned kernels: [channels, height, width] → [out_channels, …]. torch.nn.Conv2d. */
export const Conv2d = defineLayer({
  description: "Slides learned kernels over images. Each kernel gives one channel of the output.",
  source: "torch.nn.Conv2d",
  params: Type.Object({
    ...convolutionOptions,
    kernel_size: Type.Union(pairSchema(1).anyOf, { description: "Size of the kernels: a number or [height, width]." }),
    stride: Type.Union(pairSchema(1).anyOf, {
      default: 1,
      description: "Distance between positions of the kernel, in pixels.",
    }),
    padding: Type.Union([...pairSchema(0).anyOf, Type.Literal("same"), Type.Literal("valid")], {
      default: 0,
      description: "Pixels of zeros around the image. same keeps its size, valid adds none.",
    }),
    dilation: Type.Union(pairSchema(1).anyOf, {
      default: 1,
      description: "Distance between values under the kernel, in pixels.",
    }),
  }),
  torch: torchConvolution,
  idle: idleInConvolution,
  plan({ kernel_size, stride, padding, dilation, ...options }, input) {
    const sizes = { kernel: pairOf(kernel_size), stride: pairOf(stride), dilation: pairOf(dilation) };
    const around = padding === "same" ? padding : pairOf(padding === "valid" ? 0 : padding);
    const own = { ...options, ...sizes, padding: around };
    return planConvolution(own, imagesOf(input), (height, width) => [height, width]);
  },
});
