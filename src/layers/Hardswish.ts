import { defineElementwise } from "../contracts/layer.ts";
import { Op } from "../tape/op.ts";

/** x·min(max(x + 3, 0), 6) / 6. torch.nn.Hardswish. */
export const Hardswish = defineElementwise({
  description: "A piecewise approximation of SiLU: x · min(max(x + 3, 0), 6) / 6.",
  source: "torch.nn.Hardswish",
  keeps: "input",
  forward: Op.Hardswish,
  backward: Op.HardswishGradient,
});
