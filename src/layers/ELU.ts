import Type from "typebox";
import { defineElementwise } from "../contracts/layer.ts";
import { Op } from "../tape/op.ts";
import { floatBits } from "../tape/tape.ts";

/** x, or alpha·(eˣ − 1) below 0. torch.nn.ELU. */
export const ELU = defineElementwise({
  description: "Bends negative values towards −alpha: alpha · (exp(x) − 1).",
  source: "torch.nn.ELU",
  params: Type.Object({
    alpha: Type.Number({ default: 1, description: "What very negative values tend to, with a minus." }),
  }),
  keeps: "input",
  operands: ({ alpha }) => [floatBits(alpha)],
  forward: Op.ELU,
  backward: Op.ELUGradient,
});
