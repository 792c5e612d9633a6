import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { maximize, operandsOf } from "../contracts/update.ts";
import { Op } from "../tape/op.ts";
import { floatBits } from "../tape/tape.ts";

/** Resilient propagation. Riedmiller and Braun 1993. torch.optim.Rprop. */
export const Rprop = defineOptimizer({
  description:
    "Moves along the sign of the gradient. Each step size grows while the sign stays the same and shrinks when it changes.",
  source: "torch.optim.Rprop",
  use: {
    when: "Full batches of small data sets, where the sign of each gradient is reliable.",
    not: "Mini-batches, where changes of sign are mostly noise; and schedules, which have no effect: lr is only the first step size.",
  },
  params: Type.Object({
    lr: Type.Number({ minimum: 0, default: 1e-2, description: "First step size. Later rates are ignored." }),
    etas: Type.Tuple(
      [Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }), Type.Number({ exclusiveMinimum: 1 })],
      { default: [0.5, 1.2], description: "Factors by which a step size shrinks and grows." },
    ),
    step_sizes: Type.Tuple([Type.Number(), Type.Number()], {
      default: [1e-6, 50],
      description: "Smallest and largest step size.",
    }),
    maximize: maximize(),
  }),
  cycled: undefined,
  ignoresRate: "it takes the rate for its first step only",
  plan: ({ lr, etas, step_sizes, maximize }) => ({
    lr,
    momentum: undefined,
    emit(tape, group) {
      const state = [tape.allocate(2), tape.allocate(group.floats), tape.allocate(group.floats)];
      const numbers = [...etas, ...step_sizes].map(floatBits);
      tape.record(Op.Rprop, ...operandsOf(group), ...state, Number(maximize), ...numbers);
    },
  }),
});
