import { defineElementwise } from "../contracts/layer.ts";
import { Op } from "../tape/op.ts";

/** max(0, x). torch.nn.ReLU. */
export const ReLU = defineElementwise({
  description: "Sets negative values to zero: max(0, x).",
  source: "torch.nn.ReLU",
  keeps: "output",
  forward: Op.ReLU,
  backward: Op.ReLUGradient,
});
