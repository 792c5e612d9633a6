import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { idle } from "../contracts/part.ts";
import { doubles, lr, maximize, operandsOf, weightDecay } from "../contracts/update.ts";
import { Op } from "../tape/op.ts";

/** Averaged gradient descent. Polyak and Juditsky 1992. torch.optim.ASGD, whose average no step and no loss ever uses. */
export const ASGD = defineOptimizer({
  description: "Gradient descent at a rate that falls with the steps. A rate set by a schedule acts a step late.",
  source: "torch.optim.ASGD",
  use: {
    when: "Convex problems, where the average of all iterates is the estimate you want.",
    not: "You compare schedules: it decays the step itself, and the average is not used for evaluation. weight_averaging is.",
  },
  params: Type.Object({
    lr: lr(1e-2),
    lambd: Type.Number({ default: 1e-4, description: "How fast rate and parameters decay." }),
    alpha: Type.Number({ default: 0.75, description: "Power by which the rate falls." }),
    t0: Type.Number({ default: 1e6, description: "Step at which averaging starts; it changes nothing in training." }),
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
