import { tanh } from "../kernels/families/functions.ts";
import { defineActivation } from "./families/activation.ts";

/** The hyperbolic tangent. torch.nn.Tanh. */
export const Tanh = defineActivation({
  description: "Maps values to the range −1 to 1: tanh(x).",
  source: "torch.nn.Tanh",
  keeps: "output",
  forward: tanh,
  gradient: (kernel, y, g) => kernel.multiply(g, kernel.fnma(y, y, kernel.float(1))),
});
