import { defineActivation } from "./families/activation.ts";

/** max(0, x), NaN as it is. torch.nn.ReLU. */
export const ReLU = defineActivation({
  description: "Sets negative values to zero: max(0, x).",
  source: "torch.nn.ReLU",
  keeps: "output",
  forward: (kernel, x) => kernel.where(kernel.less(x, kernel.float(0)), kernel.float(0), x),
  // Where the output is NaN the gradient passes, as in PyTorch.
  gradient: (kernel, y, g) => kernel.where(kernel.lessOrEqual(y, kernel.float(0)), kernel.float(0), g),
});
