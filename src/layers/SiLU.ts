import { sigmoid } from "../kernels/families/functions.ts";
import { defineActivation } from "./families/activation.ts";

/** x·sigmoid(x). torch.nn.SiLU. */
export const SiLU = defineActivation({
  description: "A smooth activation, also called swish: x · sigmoid(x).",
  source: "torch.nn.SiLU",
  keeps: "input",
  forward: (kernel, x) => kernel.multiply(x, sigmoid(kernel, x)),
  // s·(1 + x·(1 − s))
  gradient(kernel, x, g) {
    const [one, s] = [kernel.float(1), sigmoid(kernel, x)];
    return kernel.multiply(g, kernel.multiply(s, kernel.fma(x, kernel.subtract(one, s), one)));
  },
});
