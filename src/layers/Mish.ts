import { defineElementwise } from "../contracts/layer.ts";
import { Op } from "../tape/op.ts";

/** x·tanh(log(1 + eˣ)). torch.nn.Mish. */
export const Mish = defineElementwise({
  description: "A smooth activation: x · tanh(softplus(x)).",
  source: "torch.nn.Mish",
  keeps: "input",
  forward: Op.Mish,
  backward: Op.MishGradient,
});
