import { defineElementwise } from "../contracts/layer.ts";
import { Op } from "../tape/op.ts";

/** The hyperbolic tangent. torch.nn.Tanh. */
export const Tanh = defineElementwise({
  description: "Squashes values into −1…1: tanh(x).",
  source: "torch.nn.Tanh",
  keeps: "output",
  forward: Op.Tanh,
  backward: Op.TanhGradient,
});
