import { defineElementwise } from "../contracts/layer.ts";
import { Op } from "../tape/op.ts";

/** 1 / (1 + e⁻ˣ). torch.nn.Sigmoid. */
export const Sigmoid = defineElementwise({
  description: "Maps values to the range 0 to 1: 1 / (1 + exp(−x)).",
  source: "torch.nn.Sigmoid",
  use: {
    when: "Gates and outputs between 0 and 1.",
    not: "Before BCEWithLogitsLoss, which takes logits; and in deep models, where gradients vanish.",
  },
  keeps: "output",
  forward: Op.Sigmoid,
  backward: Op.SigmoidGradient,
});
