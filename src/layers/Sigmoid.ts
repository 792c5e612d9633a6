import { sigmoid } from "../kernels/families/functions.ts";
import { defineActivation } from "./families/activation.ts";

/** 1 / (1 + e⁻ˣ). torch.nn.Sigmoid. */
export const Sigmoid = defineActivation({
  description: "Maps values to the range 0 to 1: 1 / (1 + exp(−x)).",
  source: "torch.nn.Sigmoid",
  use: {
    when: "Gates and outputs between 0 and 1.",
    not: "Before BCEWithLogitsLoss, which takes logits; and in deep models, where gradients vanish.",
  },
  keeps: "output",
  forward: sigmoid,
  gradient: (kernel, y, g) => kernel.multiply(g, kernel.multiply(kernel.subtract(kernel.float(1), y), y)),
});
