import Type from "typebox";
import { defineElementwise } from "../contracts/layer.ts";
import { Op } from "../tape/op.ts";

/** x·Φ(x). torch.nn.GELU. */
export const GELU = defineElementwise({
  description: "Weights values by the share of a normal distribution below them: x · Φ(x).",
  source: "torch.nn.GELU",
  params: Type.Object({
    approximate: Type.Enum(["none", "tanh"], {
      default: "none",
      description: "Exact, by the error function, or the approximation by tanh that BERT and GPT-2 used.",
    }),
  }),
  keeps: "input",
  forward: ({ approximate }) => (approximate === "tanh" ? Op.GELUTanh : Op.GELU),
  backward: ({ approximate }) => (approximate === "tanh" ? Op.GELUTanhGradient : Op.GELUGradient),
});
