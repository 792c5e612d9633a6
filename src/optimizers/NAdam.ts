import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { betas, decoupled, eps, idleDecoupling, lr, maximize, momentPlan, weightDecay } from "../contracts/update.ts";
import { Op } from "../tape/op.ts";

/** Adam with Nesterov momentum. Dozat 2016. torch.optim.NAdam. */
export const NAdam = defineOptimizer({
  description: "Adam with Nesterov momentum, which grows at the start of training.",
  source: "torch.optim.NAdam",
  use: {
    when: "Where you would use Adam: Nesterov momentum is often a little faster in the first epochs.",
    not: "You cycle or compare momentum: its own momentum schedule (momentum_decay) acts on top of yours.",
  },
  params: Type.Object({
    lr: lr(2e-3),
    betas: betas(0.9, 0.999),
    eps: eps(1e-8),
    weight_decay: weightDecay(),
    momentum_decay: Type.Number({
      minimum: 0,
      default: 4e-3,
      description: "Speed at which the momentum approaches the first of the betas.",
    }),
    decoupled_weight_decay: decoupled(),
    maximize: maximize(),
  }),
  cycled: "betas.0",
  idle: idleDecoupling,
  plan: (options) =>
    momentPlan(Op.NAdam, options, { isDecoupled: options.decoupled_weight_decay, more: [options.momentum_decay] }),
});
