import { defineElementwise } from "../contracts/layer.ts";
import { Op } from "../tape/op.ts";

/** The hyperbolic tangent. torch.nn.Tanh. */
export const Tanh = defineElementwise({
  description: "Maps values to the range −1 to 1: tanh(x).",
  source: "torch.nn.Tanh",
  keeps: "output",
  forward: Op.Tanh,
  backward: Op.TanhGradient,
});
