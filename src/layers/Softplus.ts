import Type from "typebox";
import { exp, log1p, sigmoid } from "../kernels/families/functions.ts";
import { defineActivation } from "./families/activation.ts";

/** log(1 + e^(beta·x)) / beta. torch.nn.Softplus. */
export const Softplus = defineActivation({
  description: "A smooth form of ReLU: log(1 + exp(beta · x)) / beta.",
  source: "torch.nn.Softplus",
  params: Type.Object({
    beta: Type.Number({ exclusiveMinimum: 0, default: 1, description: "Sharpness of the bend at 0." }),
    threshold: Type.Number({ default: 20, description: "Above this value of beta · x, the output is x." }),
  }),
  keeps: "input",
  numbers: ({ beta, threshold }) => ({ beta, threshold }),
  forward(kernel, x, { beta, threshold }) {
    const scaled = kernel.multiply(x, beta);
    // log(1 + eᶻ) = max(z, 0) + log(1 + e^−|z|): nothing overflows.
    const rest = log1p(kernel, exp(kernel, kernel.negate(kernel.abs(scaled))));
    const soft = kernel.divide(kernel.add(kernel.max(scaled, kernel.float(0)), rest), beta);
    return kernel.where(kernel.less(threshold, scaled), x, soft);
  },
  gradient(kernel, x, g, { beta, threshold }) {
    const scaled = kernel.multiply(x, beta);
    return kernel.where(kernel.less(threshold, scaled), g, kernel.multiply(g, sigmoid(kernel, scaled)));
  },
});
