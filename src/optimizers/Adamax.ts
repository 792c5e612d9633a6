import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { betas, eps, lr, maximize, momentPlan, weightDecay } from "../contracts/update.ts";
import { Op } from "../tape/op.ts";

/** Adam with the infinity norm. Kingma and Ba 2015, section 7. torch.optim.Adamax. */
export const Adamax = defineOptimizer({
  description: "Adam that divides by the largest recent gradient instead of a mean.",
  source: "torch.optim.Adamax",
  use: {
    when: "Gradients with rare large values: they disturb its infinity norm less than Adam's mean of squares.",
    not: "Your gradients have no such values: Adam works as well and is better known.",
  },
  params: Type.Object({
    lr: lr(2e-3),
    betas: betas(0.9, 0.999),
    eps: eps(1e-8),
    weight_decay: weightDecay(),
    maximize: maximize(),
  }),
  cycled: "betas.0",
  plan: (options) => momentPlan(Op.Adamax, options),
});
