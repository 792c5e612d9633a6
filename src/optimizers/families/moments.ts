import type { MomentOptions } from "../../contracts/update.ts";
import { flushDenormals } from "../../kernels/families/functions.ts";
import { lerp, type UpdateVectors } from "../../kernels/families/updates.ts";
import type { Kernel } from "../../kernels/language/kernel.ts";
import type { Floats } from "../../kernels/language/values.ts";

// What Adam and its relatives share. m: the gradient's exponential mean. v: its square's.

export type MomentFlag = "maximizes" | "isDecoupled" | "decays";

/** 1 − beta1, beta1, beta2, 1 − beta2, eps, and weight decay: what parameters are multiplied by if it is decoupled. */
export type MomentFactors = readonly [Floats, Floats, Floats, Floats, Floats, Floats];

export const momentFlags = ({ maximize, weight_decay }: MomentOptions, isDecoupled: boolean) => ({
  maximizes: maximize,
  isDecoupled,
  decays: weight_decay !== 0,
});

/** Of a step, see {@link MomentFactors}. */
export function momentFactors(
  { betas: [, beta2], eps, weight_decay }: MomentOptions,
  isDecoupled: boolean,
  { rate, momentum: beta1 }: { readonly rate: number; readonly momentum: number },
): readonly number[] {
  const decay = isDecoupled ? 1 - rate * weight_decay : weight_decay;
  return [1 - beta1, beta1, beta2, 1 - beta2, eps, decay];
}

/** Weight decay, and the sign of the gradient: the parameters and the gradient to go on with. */
export function decayed(
  kernel: Kernel,
  { p, g: written }: UpdateVectors,
  decay: Floats,
  { maximizes, decays, isDecoupled = false }: { maximizes: boolean; decays: boolean; isDecoupled?: boolean },
): readonly [p: Floats, g: Floats] {
  const gradient = maximizes ? kernel.negate(written) : written;
  // Not for weight decay 0: a parameter that overflowed would become NaN.
  if (!decays) return [p, gradient];
  return isDecoupled ? [kernel.multiply(p, decay), gradient] : [p, kernel.fma(decay, p, gradient)];
}

/** m = beta1·m + (1 − beta1)·g */
export const firstMoment = (kernel: Kernel, m: Floats, g: Floats, [weight, rest]: MomentFactors): Floats =>
  flushDenormals(kernel, lerp(kernel, m, g, weight, rest));

/** keep·v + take·g² */
export const meanSquare = (kernel: Kernel, v: Floats, g: Floats, keep: Floats, take: Floats): Floats =>
  flushDenormals(kernel, kernel.fma(keep, v, kernel.multiply(kernel.multiply(take, g), g)));
