import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { betas, decoupled, eps, idleDecoupling, lr, maximize, momentPlan, weightDecay } from "../contracts/update.ts";
import { Op } from "../tape/op.ts";

/** Rectified Adam. Liu et al. 2020. torch.optim.RAdam. */
export const RAdam = defineOptimizer({
  description: "Adam with a built-in warm-up: it scales by the running mean of the square only once that is reliable.",
  source: "torch.optim.RAdam",
  use: {
    when: "You want Adam without a warm-up: the first steps are damped until the variance estimate is reliable.",
    not: "You already use a warm-up: both do the same, and Adam with a warm-up is better known.",
  },
  params: Type.Object({
    lr: lr(1e-3),
    betas: betas(0.9, 0.999),
    eps: eps(1e-8),
    weight_decay: weightDecay(),
    decoupled_weight_decay: decoupled(),
    maximize: maximize(),
  }),
  cycled: "betas.0",
  idle: idleDecoupling,
  plan: (options) => momentPlan(Op.RAdam, options, { isDecoupled: options.decoupled_weight_decay }),
});
