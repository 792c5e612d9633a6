import Type from "typebox";
import { defineElementwise } from "../contracts/layer.ts";
import { Op } from "../tape/op.ts";
import { floatBits } from "../tape/tape.ts";

/** log(1 + e^(beta·x)) / beta. torch.nn.Softplus. */
export const Softplus = defineElementwise({
  description: "A smooth form of ReLU: log(1 + exp(beta · x)) / beta.",
  source: "torch.nn.Softplus",
  params: Type.Object({
    beta: Type.Number({ exclusiveMinimum: 0, default: 1, description: "Sharpness of the bend at 0." }),
    threshold: Type.Number({ default: 20, description: "Above this value of beta · x, the output is x." }),
  }),
  keeps: "input",
  operands: ({ beta, threshold }) => [floatBits(beta), floatBits(threshold)],
  forward: Op.Softplus,
  backward: Op.SoftplusGradient,
});
