import { defineElementwise } from "../contracts/layer.ts";
import { Op } from "../tape/op.ts";

/** x·sigmoid(x). torch.nn.SiLU. */
export const SiLU = defineElementwise({
  description: "A smooth activation, also called swish: x · sigmoid(x).",
  source: "torch.nn.SiLU",
  keeps: "input",
  forward: Op.SiLU,
  backward: Op.SiLUGradient,
});
