import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { clearPadding, doubles, eps, lr, maximize, operandsOf, weightDecay } from "../contracts/update.ts";
import { Op } from "../tape/op.ts";

/** Scales each step by the size of earlier steps. Zeiler 2012. torch.optim.Adadelta. */
export const Adadelta = defineOptimizer({
  description:
    "Scales the gradient by the ratio of two running root mean squares: of the updates and of the gradients.",
  source: "torch.optim.Adadelta",
  use: {
    when: "You want a method that hardly needs a learning rate.",
    not: "You compare learning-rate schedules: it sizes its own steps, for which lr 1 is the natural scale, and the schedule only multiplies them.",
  },
  params: Type.Object({
    lr: lr(1),
    rho: Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0.9,
      description: "Decay rate of the running means.",
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
