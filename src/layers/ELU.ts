import Type from "typebox";
import { defineElementwise } from "../contracts/layer.ts";
import { Op } from "../tape/op.ts";
import { floatBits } from "../tape/tape.ts";

/** x, or alpha·(eˣ − 1) below 0. torch.nn.ELU. */
export const ELU = defineElementwise({
  description: "Keeps positive values and maps negative ones to alpha · (exp(x) − 1).",
  source: "torch.nn.ELU",
  params: Type.Object({
    alpha: Type.Number({ default: 1, description: "Very negative values approach −alpha." }),
  }),
  keeps: "input",
  operands: ({ alpha }) => [floatBits(alpha)],
  forward: Op.ELU,
  backward: Op.ELUGradient,
});
