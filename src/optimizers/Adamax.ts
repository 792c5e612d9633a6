import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { betas, eps, lr, maximize, weightDecay } from "../contracts/update.ts";
import { flushDenormals } from "../kernels/families/functions.ts";
import { defineUpdate } from "../kernels/families/updates.ts";
import type { Floats } from "../kernels/language/values.ts";
import {
  decayed,
  firstMoment,
  type MomentFactors,
  type MomentFlag,
  momentFactors,
  momentFlags,
} from "./families/moments.ts";
import { isNothing, power, tick, updatePlan } from "./families/update-plan.ts";

/** u = max(beta2·u, |g| + eps); p −= lr/(1 − beta1ᵗ)·m/u */
const adamax = defineUpdate<MomentFlag>("Adamax", { factors: 7, states: 2 }, (kernel, vectors, factors, flags) => {
  const [size, ...moments] = factors as readonly [Floats, ...MomentFactors];
  const [, , keep, , eps, decay] = moments;
  const [m, u] = vectors.states as readonly [Floats, Floats];
  const [value, g] = decayed(kernel, vectors, decay, flags);
  const mean = firstMoment(kernel, m, g, moments);
  const norm = flushDenormals(kernel, kernel.max(kernel.multiply(keep, u), kernel.add(kernel.abs(g), eps)));
  return [kernel.add(value, kernel.divide(kernel.multiply(size, mean), norm)), mean, norm];
});

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
  plan(options) {
    const { lr, betas, eps } = options;
    return updatePlan(
      { lr, momentum: betas[0] },
      {
        update: adamax,
        flags: momentFlags(options, false),
        counters: 3,
        factors(step, counters) {
          const size = -step.rate / (1 - power(counters, 1, step.momentum, tick(counters)));
          return [size, ...momentFactors(options, false, step)];
        },
        spoilsPadding: isNothing(eps),
      },
    );
  },
});
