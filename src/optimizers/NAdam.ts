import Type from "typebox";
import { defineOptimizer } from "../contracts/optimizer.ts";
import { betas, decoupled, eps, idleDecoupling, lr, maximize, weightDecay } from "../contracts/update.ts";
import { defineUpdate } from "../kernels/families/updates.ts";
import type { Floats } from "../kernels/language/values.ts";
import { pow } from "../numbers/math.ts";
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

/**
 * With µ = beta1·(1 − ½·0.96^(t·decay)), µ' that of the next step, P the product of all µ so far, d = √(v/(1 − beta2ᵗ)) + eps:
 * p −= lr·((1 − µ)/(1 − P)·g + µ'/(1 − P·µ')·m)/d
 */
const nadam = defineUpdate<MomentFlag>("NAdam", { factors: 9, states: 2 }, (kernel, vectors, factors, flags) => {
  const [ofGradient, ofMoment, correction, ...moments] = factors as readonly [Floats, Floats, Floats, ...MomentFactors];
  const [, , keep, take, eps, decay] = moments;
  const [m, v] = vectors.states as readonly [Floats, Floats];
  const [value, g] = decayed(kernel, vectors, decay, flags);
  const mean = firstMoment(kernel, m, g, moments);
  const square = meanSquare(kernel, v, g, keep, take);
  const scale = kernel.add(kernel.sqrt(kernel.divide(square, correction)), eps);
  const move = kernel.fma(ofGradient, g, kernel.multiply(ofMoment, mean));
  return [kernel.add(value, kernel.divide(move, scale)), mean, square];
});

/** Adam with Nesterov momentum. Dozat 2016. torch.optim.NAdam. */
export const NAdam = defineOptimizer({
  description: "Adam with Nesterov momentum, which grows at the start of training.",
  source: "torch.optim.NAdam",
  use: {
    when: "Where you would use Adam: Nesterov momentum is often a little faster in the first epochs.",
    not: "You cycle or compare momentum: its own momentum schedule (momentum_decay) acts on top of yours.",
  },
  params: Type.Object({
    lr: lr(2e-3),
    betas: betas(0.9, 0.999),
    eps: eps(1e-8),
    weight_decay: weightDecay(),
    momentum_decay: Type.Number({
      minimum: 0,
      default: 4e-3,
      description: "Speed at which the momentum approaches the first of the betas.",
    }),
    decoupled_weight_decay: decoupled(),
    maximize: maximize(),
  }),
  // 1.13 counts the last momentum twice in a product.
  since: { type: "2.0", decoupled_weight_decay: "2.1", maximize: "2.5" },
  cycled: "betas.0",
  idle: idleDecoupling,
  plan(options) {
    const { lr, betas, eps, momentum_decay, decoupled_weight_decay } = options;
    const [beta1, beta2] = betas;
    const shareAt = (t: number) => 1 - 0.5 * pow(0.96, t * momentum_decay);
    return updatePlan(
      { lr, momentum: beta1 },
      {
        update: nadam,
        flags: momentFlags(options, decoupled_weight_decay),
        counters: 4,
        factors(step, counters) {
          const t = tick(counters);
          const correction = 1 - power(counters, 1, beta2, t);
          const [mu, next] = [step.momentum * shareAt(t), step.momentum * shareAt(t + 1)];
          const product = (t === 1 ? 1 : (counters[3] as number)) * mu;
          counters[3] = product;
          const ofGradient = (-step.rate * (1 - mu)) / (1 - product);
          const ofMoment = (-step.rate * next) / (1 - product * next);
          const moments = momentFactors(options, decoupled_weight_decay, step);
          return [ofGradient, ofMoment, correction, ...moments];
        },
        spoilsPadding: isNothing(eps),
      },
    );
  },
});
