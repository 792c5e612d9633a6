import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { idle } from "../contracts/part.ts";
import { doubles, lr, maximize, operandsOf, weightDecay } from "../contracts/update.ts";
import { Op } from "../tape/op.ts";

/** Averaged gradient descent. Polyak and Juditsky 1992. torch.optim.ASGD. No step and no loss uses the average. */
export const ASGD = defineOptimizer({
  description:
    "Gradient descent at a rate that falls with the number of steps. A rate set by a schedule takes effect one step late.",
  source: "torch.optim.ASGD",
  use: {
    when: "Convex problems where you want the average of all iterates.",
    not: "You compare schedules: it already decays the rate, and evaluation does not use its average. To evaluate an average, use weight_averaging.",
  },
  params: Type.Object({
    lr: lr(1e-2),
    lambd: Type.Number({ default: 1e-4, description: "Speed at which the rate and the parameters decay." }),
    alpha: Type.Number({ default: 0.75, description: "Exponent of the decay of the rate." }),
    t0: Type.Number({ default: 1e6, description: "Step at which averaging starts. It does not change training." }),
    weight_decay: weightDecay(),
    maximize: maximize(),
  }),
  cycled: undefined,
  idle: () => idle(["t0"], "on training: it concerns an average that nothing uses", "weight_averaging in the chain"),
  plan: ({ lr, lambd, alpha, weight_decay, maximize }) => ({
    lr,
    momentum: undefined,
    emit(tape, group) {
      const counters = tape.allocate(4);
      const numbers = doubles(lambd, alpha, weight_decay);
      tape.record(Op.ASGD, ...operandsOf(group), counters, Number(maximize), ...numbers);
    },
  }),
});
