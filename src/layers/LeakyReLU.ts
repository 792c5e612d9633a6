import Type from "typebox";
import { defineElementwise } from "../contracts/layer.ts";
import { Op } from "../tape/op.ts";
import { floatBits } from "../tape/tape.ts";

/** x, or negative_slope·x below 0. torch.nn.LeakyReLU. */
export const LeakyReLU = defineElementwise({
  description: "ReLU with a small slope for negative values: max(0, x) + slope · min(0, x).",
  source: "torch.nn.LeakyReLU",
  params: Type.Object({
    negative_slope: Type.Number({ default: 0.01, description: "Slope for negative values." }),
  }),
  keeps: "input",
  operands: ({ negative_slope }) => [floatBits(negative_slope)],
  forward: Op.LeakyReLU,
  backward: Op.LeakyReLUGradient,
});
