import type { OptimizerPlan } from "../../contracts/optimizer.ts";
import type { MomentOptions } from "../../contracts/update.ts";
import { defineUpdate } from "../../kernels/families/updates.ts";
import type { Floats } from "../../kernels/language/values.ts";
import {
  decayed,
  firstMoment,
  type MomentFactors,
  type MomentFlag,
  meanSquare,
  momentFactors,
  momentFlags,
} from "./moments.ts";
import { isNothing, power, tick, updatePlan } from "./update-plan.ts";

/** p −= rate/(1 − beta1ᵗ) · m/(√v/√(1 − beta2ᵗ) + eps). Kingma and Ba 2015; the maximum (Reddi et al. 2018) is taken of v itself. */
const define = (keepsMaxima: boolean) =>
  defineUpdate<MomentFlag>(
    keepsMaxima ? "AMSGrad" : "Adam",
    { factors: 8, states: keepsMaxima ? 3 : 2 },
    (kernel, vectors, factors, flags) => {
      const [size, root, ...moments] = factors as readonly [Floats, Floats, ...MomentFactors];
      const [, , keep, take, eps, decay] = moments;
      const [m, v, most] = vectors.states as readonly [Floats, Floats, Floats?];
      const [value, g] = decayed(kernel, vectors, decay, flags);
      const mean = firstMoment(kernel, m, g, moments);
      const square = meanSquare(kernel, v, g, keep, take);
      const largest = most ? kernel.max(most, square) : square;
      const scale = kernel.add(kernel.divide(kernel.sqrt(largest), root), eps);
      const next = kernel.add(value, kernel.divide(kernel.multiply(size, mean), scale));
      return most ? [next, mean, square, largest] : [next, mean, square];
    },
  );

const plain = define(false);
const withMaxima = define(true);

/** @param isDecoupled whether parameters shrink by weight decay of their own */
export function adamPlan(options: MomentOptions & { readonly amsgrad: boolean }, isDecoupled: boolean): OptimizerPlan {
  const { lr, betas, eps, amsgrad } = options;
  const [beta1, beta2] = betas;
  return updatePlan(
    { lr, momentum: beta1 },
    {
      update: amsgrad ? withMaxima : plain,
      flags: momentFlags(options, isDecoupled),
      counters: 5,
      factors(step, counters) {
        const t = tick(counters);
        const size = -step.rate / (1 - power(counters, 1, step.momentum, t));
        const root = Math.sqrt(1 - power(counters, 3, beta2, t));
        return [size, root, ...momentFactors(options, isDecoupled, step)];
      },
      spoilsPadding: isNothing(eps),
    },
  );
}
