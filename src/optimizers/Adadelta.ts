import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { clearPadding, doubles, eps, lr, maximize, operandsOf, weightDecay } from "../contracts/update.ts";
import { Op } from "../tape/op.ts";

/** Steps of the size of earlier ones. Zeiler 2012. torch.optim.Adadelta. */
export const Adadelta = defineOptimizer({
  description: "Scales the gradient by the ratio of the running means of squared updates and squared gradients.",
  source: "torch.optim.Adadelta",
  use: {
    when: "You want a method that hardly needs a learning rate, as in its paper.",
    not: "You compare learning-rate schedules: lr 1 is its natural scale, and the schedule only multiplies its own steps.",
  },
  params: Type.Object({
    lr: lr(1),
    rho: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.9,
      description: "Share that the means keep at each step.",
    }),
    eps: eps(1e-6),
    weight_decay: weightDecay(),
    maximize: maximize(),
  }),
  cycled: undefined,
  plan: ({ lr, rho, eps, weight_decay, maximize }) => ({
    lr,
    momentum: undefined,
    emit(tape, group) {
      const state = [tape.allocate(group.floats), tape.allocate(group.floats)];
      tape.record(Op.Adadelta, ...operandsOf(group), ...state, Number(maximize), ...doubles(rho, eps, weight_decay));
      if (eps === 0) clearPadding(tape, group);
    },
  }),
});
