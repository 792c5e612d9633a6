import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { clearPadding, doubles, eps, lr, maximize, momentaOf, operandsOf, weightDecay } from "../contracts/update.ts";
import { Op } from "../tape/op.ts";

/** Divides by the root of the mean square. Hinton 2012; centered: Graves 2013. torch.optim.RMSprop. */
export const RMSprop = defineOptimizer({
  description: "Divides the gradient by the root of its running mean square.",
  source: "torch.optim.RMSprop",
  use: {
    when: "Recurrent networks, and older recipes that name it.",
    not: "New models without such a recipe: Adam adds momentum and bias correction.",
  },
  params: Type.Object({
    lr: lr(1e-2),
    alpha: Type.Number({
      minimum: 0,
      default: 0.99,
      description: "Decay rate of the running mean square.",
    }),
    eps: eps(1e-8),
    weight_decay: weightDecay(),
    momentum: Type.Number({ minimum: 0, default: 0, description: "Share of the last update to keep." }),
    centered: Type.Boolean({
      default: false,
      description: "Whether to divide by the gradient's standard deviation instead of its root mean square.",
    }),
    maximize: maximize(),
  }),
  cycled: "momentum",
  plan: ({ lr, alpha, eps, weight_decay, momentum, centered, maximize }) => ({
    lr,
    momentum,
    emit(tape, group) {
      const reserve = (isNeeded: boolean) => (isNeeded ? tape.allocate(group.floats) : 0);
      const state = [reserve(true), reserve(centered), reserve(momentum !== 0 || group.cyclesMomentum)];
      const numbers = doubles(alpha, eps, weight_decay, momentum);
      tape.record(Op.RMSprop, ...operandsOf(group), momentaOf(group), ...state, Number(maximize), ...numbers);
      if (eps === 0) clearPadding(tape, group);
    },
  }),
});
