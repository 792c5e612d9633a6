import Type from "typebox";
import { exp, expm1 } from "../kernels/families/functions.ts";
import { defineActivation } from "./families/activation.ts";

/** x, or alpha·(eˣ − 1) below 0. torch.nn.ELU. */
export const ELU = defineActivation({
  description: "Keeps positive values and maps negative ones to alpha · (exp(x) − 1).",
  source: "torch.nn.ELU",
  params: Type.Object({
    alpha: Type.Number({ default: 1, description: "Very negative values approach −alpha." }),
  }),
  keeps: "input",
  numbers: ({ alpha }) => ({ alpha }),
  forward: (kernel, x, { alpha }) =>
    kernel.where(kernel.less(kernel.float(0), x), x, kernel.multiply(alpha, expm1(kernel, x))),
  gradient: (kernel, x, g, { alpha }) =>
    kernel.where(kernel.less(kernel.float(0), x), g, kernel.multiply(g, kernel.multiply(alpha, exp(kernel, x)))),
});
