import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { betas, decoupled, eps, idleDecoupling, lr, maximize, weightDecay } from "../contracts/update.ts";
import { adamPlan } from "./families/adam.ts";

/** Running means of the gradient and of its square. Kingma and Ba 2015; amsgrad: Reddi et al. 2018. torch.optim.Adam. */
export const Adam = defineOptimizer({
  description: "Divides the running mean of the gradient by the root of the running mean of its square.",
  source: "torch.optim.Adam",
  use: {
    when: "A quick baseline for almost any model: lr 0.001 usually works.",
    not: "You want weight decay: here it is an L2 penalty, which the adaptive step weakens. AdamW decouples it.",
  },
  params: Type.Object({
    lr: lr(1e-3),
    betas: betas(0.9, 0.999),
    eps: eps(1e-8),
    weight_decay: weightDecay(),
    amsgrad: Type.Boolean({
      default: false,
      description: "Whether to use the largest running mean of the square so far.",
    }),
    maximize: maximize(),
    decoupled_weight_decay: decoupled(),
  }),
  since: { decoupled_weight_decay: "2.7" },
  cycled: "betas.0",
  idle: idleDecoupling,
  plan: (options) => adamPlan(options, options.decoupled_weight_decay),
});
