import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { idle } from "../contracts/part.ts";
import { lr, maximize, weightDecay } from "../contracts/update.ts";
import { defineUpdate } from "../kernels/families/updates.ts";
import type { Floats } from "../kernels/language/values.ts";
import { pow } from "../numbers/math.ts";
import { decayed } from "./families/moments.ts";
import { tick, updatePlan } from "./families/update-plan.ts";

/** p = (1 − lambd·η)·p − η·g */
const asgd = defineUpdate<"maximizes" | "decays">(
  "ASGD",
  { factors: 3, states: 0 },
  (kernel, vectors, factors, flags) => {
    const [shrink, size, decay] = factors as readonly [Floats, Floats, Floats];
    const [p, g] = decayed(kernel, vectors, decay, flags);
    return [kernel.fma(size, g, kernel.multiply(p, shrink))];
  },
);

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
  plan: ({ lr, lambd, alpha, weight_decay, maximize }) =>
    updatePlan(
      { lr },
      {
        update: asgd,
        flags: { maximizes: maximize, decays: weight_decay !== 0 },
        counters: 2,
        factors({ rate }, counters) {
          const t = tick(counters);
          const eta = t === 1 ? rate : (counters[1] as number);
          // As in PyTorch, a new rate acts a step late.
          counters[1] = rate / pow(1 + lambd * rate * t, alpha);
          return [1 - lambd * eta, -eta, weight_decay];
        },
      },
    ),
});
