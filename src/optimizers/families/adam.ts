import type { OptimizerPlan } from "../../contracts/optimizer.ts";
import type { MomentOptions } from "../../contracts/update.ts";
import { flushDenormals } from "../../kernels/families/functions.ts";
import { defineUpdate, lerp } from "../../kernels/families/updates.ts";
import type { Floats } from "../../kernels/language/values.ts";
import { power, tick, updatePlan } from "./update-plan.ts";

type AdamFlag = "maximizes" | "isDecoupled" | "decays";

/** p −= rate/(1 − beta1ᵗ) · m/(√v/√(1 − beta2ᵗ) + eps). Kingma and Ba 2015; the maximum (Reddi et al. 2018) is taken of v itself. */
const define = (keepsMaxima: boolean) =>
  defineUpdate<AdamFlag>(
    keepsMaxima ? "AMSGrad" : "Adam",
    { factors: 8, states: keepsMaxima ? 3 : 2 },
    (kernel, { p, g: written, states }, factors, { maximizes, isDecoupled, decays }) => {
      const [size, root, weight, rest, keep, take, eps, decay] = factors as AdamFactors;
      const [m, v, most] = states as readonly [Floats, Floats, Floats?];
      const value = decays && isDecoupled ? kernel.multiply(p, decay) : p;
      const gradient = maximizes ? kernel.negate(written) : written;
      const g = decays && !isDecoupled ? kernel.fma(decay, value, gradient) : gradient;
      const mean = flushDenormals(kernel, lerp(kernel, m, g, weight, rest));
      const scaled = kernel.multiply(kernel.multiply(take, g), g);
      const square = flushDenormals(kernel, kernel.fma(keep, v, scaled));
      const largest = most ? kernel.max(most, square) : square;
      const scale = kernel.add(kernel.divide(kernel.sqrt(largest), root), eps);
      const next = kernel.add(value, kernel.divide(kernel.multiply(size, mean), scale));
      return most ? [next, mean, square, largest] : [next, mean, square];
    },
  );

type AdamFactors = readonly [Floats, Floats, Floats, Floats, Floats, Floats, Floats, Floats];

const plain = define(false);
const withMaxima = define(true);

/** @param isDecoupled whether parameters shrink by weight decay of their own */
export function adamPlan(
  { lr, betas: [beta1, beta2], eps, weight_decay, maximize, amsgrad }: MomentOptions & { readonly amsgrad: boolean },
  isDecoupled: boolean,
): OptimizerPlan {
  return updatePlan(
    { lr, momentum: beta1 },
    {
      update: amsgrad ? withMaxima : plain,
      flags: { maximizes: maximize, isDecoupled, decays: weight_decay !== 0 },
      counters: 5,
      factors({ rate, momentum: beta1 }, counters) {
        const t = tick(counters);
        const size = -rate / (1 - power(counters, 1, beta1, t));
        const root = Math.sqrt(1 - power(counters, 3, beta2, t));
        const decay = isDecoupled ? 1 - rate * weight_decay : weight_decay;
        return [size, root, 1 - beta1, beta1, beta2, 1 - beta2, eps, decay];
      },
      spoilsPadding: eps === 0,
    },
  );
}
