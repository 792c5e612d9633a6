import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { clearPadding, doubles, eps, lr, maximize, operandsOf, weightDecay } from "../contracts/update.ts";
import { Op } from "../tape/op.ts";

/** Divides by the root of the sum of squares. Duchi, Hazan and Singer 2011. torch.optim.Adagrad. */
export const Adagrad = defineOptimizer({
  description: "Divides the gradient by the root of the sum of all its squares so far.",
  source: "torch.optim.Adagrad",
  use: {
    when: "Sparse inputs, such as embeddings of rare words: rare features keep a high rate.",
    not: "Long runs and comparisons of schedules: its own step size keeps shrinking, on top of any schedule.",
  },
  params: Type.Object({
    lr: lr(1e-2),
    lr_decay: Type.Number({
      minimum: 0,
      default: 0,
      description: "Decay of the rate: it is divided by 1 + steps · lr_decay.",
    }),
    weight_decay: weightDecay(),
    initial_accumulator_value: Type.Number({ minimum: 0, default: 0, description: "Initial value of the sums." }),
    eps: eps(1e-10),
    maximize: maximize(),
  }),
  cycled: undefined,
  plan: ({ lr, lr_decay, weight_decay, initial_accumulator_value, eps, maximize }) => ({
    lr,
    momentum: undefined,
    emit(tape, group) {
      const [counter, sums] = [tape.allocate(2), tape.allocate(group.floats)];
      const numbers = doubles(lr_decay, weight_decay, initial_accumulator_value, eps);
      tape.record(Op.Adagrad, ...operandsOf(group), counter, sums, Number(maximize), ...numbers);
      if (eps === 0) clearPadding(tape, group);
    },
  }),
});
