import Type from "typebox";
import { defineActivation } from "./families/activation.ts";

/** x, or negative_slope·x below 0. torch.nn.LeakyReLU. */
export const LeakyReLU = defineActivation({
  description: "ReLU with a small slope for negative values: max(0, x) + slope · min(0, x).",
  source: "torch.nn.LeakyReLU",
  params: Type.Object({
    negative_slope: Type.Number({ default: 0.01, description: "Slope for negative values." }),
  }),
  keeps: "input",
  numbers: ({ negative_slope }) => ({ slope: negative_slope }),
  forward: (kernel, x, { slope }) => kernel.where(kernel.less(kernel.float(0), x), x, kernel.multiply(x, slope)),
  gradient: (kernel, x, g, { slope }) => kernel.where(kernel.less(kernel.float(0), x), g, kernel.multiply(g, slope)),
});
