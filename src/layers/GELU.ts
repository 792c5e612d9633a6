import Type from "typebox";
import { defineElementwise } from "../contracts/layer.ts";
import { Op } from "../tape/op.ts";

/** x·Φ(x). torch.nn.GELU. */
export const GELU = defineElementwise({
  description: "A smooth activation: x · Φ(x), with Φ the normal distribution function.",
  source: "torch.nn.GELU",
  params: Type.Object({
    approximate: Type.Enum(["none", "tanh"], {
      default: "none",
      description:
        "Which form. none: exact, with the error function. tanh: the approximation that BERT and GPT-2 used.",
    }),
  }),
  keeps: "input",
  forward: ({ approximate }) => (approximate === "tanh" ? Op.GELUTanh : Op.GELU),
  backward: ({ approximate }) => (approximate === "tanh" ? Op.GELUTanhGradient : Op.GELUGradient),
});
