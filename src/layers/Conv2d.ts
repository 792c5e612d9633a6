import Type from "typebox";
import { defineLayer } from "../contracts/layer.ts";
import { convolutionOptions, idleInConvolution, planConvolution, torchConvolution } from "./families/convolution.ts";
import { imagesOf, pairOf, pairSchema } from "./families/spatial.ts";

/** Cross-correlation with learnt kernels: [channels, height, width] → [out_channels, …]. torch.nn.Conv2d. */
export const Conv2d = defineLayer({
  description: "Slides learnt kernels over images; each makes a channel of the output.",
  source: "torch.nn.Conv2d",
  params: Type.Object({
    ...convolutionOptions,
    kernel_size: Type.Union(pairSchema(1).anyOf, { description: "Size of the kernels, or [height, width]." }),
    stride: Type.Union(pairSchema(1).anyOf, { default: 1, description: "Pixels from one place to the next." }),
    padding: Type.Union([...pairSchema(0).anyOf, Type.Literal("same"), Type.Literal("valid")], {
      default: 0,
      description: "Zeros around the image; same keeps its size, valid is none.",
    }),
    dilation: Type.Union(pairSchema(1).anyOf, {
      default: 1,
      description: "Pixels from one value of a kernel to the next.",
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
