import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { betas, decoupled, eps, idleDecoupling, lr, maximize, weightDecay } from "../contracts/update.ts";
import { defineUpdate } from "../kernels/families/updates.ts";
import type { Floats } from "../kernels/language/values.ts";
import {
  decayed,
  firstMoment,
  type MomentFactors,
  type MomentFlag,
  meanSquare,
  momentFactors,
  momentFlags,
} from "./families/moments.ts";
import { isNothing, power, tick, updatePlan } from "./families/update-plan.ts";

/** p −= size·m, once it adapts to the gradient's size divided by √v + eps. */
const radam = defineUpdate<MomentFlag>("RAdam", { factors: 8, states: 2 }, (kernel, vectors, factors, flags) => {
  const [size, isAdaptive, ...moments] = factors as readonly [Floats, Floats, ...MomentFactors];
  const [, , keep, take, eps, decay] = moments;
  const [m, v] = vectors.states as readonly [Floats, Floats];
  const [value, g] = decayed(kernel, vectors, decay, flags);
  const mean = firstMoment(kernel, m, g, moments);
  const square = meanSquare(kernel, v, g, keep, take);
  const [zero, one] = [kernel.float(0), kernel.float(1)];
  const scale = kernel.where(kernel.equal(isAdaptive, zero), one, kernel.add(kernel.sqrt(square), eps));
  return [kernel.add(value, kernel.divide(kernel.multiply(size, mean), scale)), mean, square];
});

/**
 * With ρ∞ = 2/(1 − beta2) − 1, ρ = ρ∞ − 2t·beta2ᵗ/(1 − beta2ᵗ), once ρ > 5:
 * √(1 − beta2ᵗ)·√((ρ−4)(ρ−2)ρ∞/((ρ∞−4)(ρ∞−2)ρ)); 0 before.
 */
function rectification(beta2: number, t: number, correction: number): number {
  const longest = 2 / (1 - beta2) - 1;
  const length = longest - (2 * t * (1 - correction)) / correction;
  if (!(length > 5)) return 0;
  const ratio = ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length);
  return Math.sqrt(ratio) * Math.sqrt(correction);
}

/** Rectified Adam. Liu et al. 2020. torch.optim.RAdam. */
export const RAdam = defineOptimizer({
  description: "Adam with a built-in warm-up: it scales by the running mean of the square only once that is reliable.",
  source: "torch.optim.RAdam",
  use: {
    when: "You want Adam without a warm-up: the first steps are damped until the variance estimate is reliable.",
    not: "You already use a warm-up: both do the same, and Adam with a warm-up is better known.",
  },
  params: Type.Object({
    lr: lr(1e-3),
    betas: betas(0.9, 0.999),
    eps: eps(1e-8),
    weight_decay: weightDecay(),
    decoupled_weight_decay: decoupled(),
    maximize: maximize(),
  }),
  since: { decoupled_weight_decay: "2.2", maximize: "2.5" },
  cycled: "betas.0",
  idle: idleDecoupling,
  plan(options) {
    const { lr, betas, eps, decoupled_weight_decay } = options;
    const [beta1, beta2] = betas;
    return updatePlan(
      { lr, momentum: beta1 },
      {
        update: radam,
        flags: momentFlags(options, decoupled_weight_decay),
        counters: 5,
        factors(step, counters) {
          const t = tick(counters);
          const size = -step.rate / (1 - power(counters, 1, step.momentum, t));
          const adapted = rectification(beta2, t, 1 - power(counters, 3, beta2, t));
          const moments = momentFactors(options, decoupled_weight_decay, step);
          return [size * (adapted || 1), Number(adapted !== 0), ...moments];
        },
        spoilsPadding: isNothing(eps),
      },
    );
  },
});
