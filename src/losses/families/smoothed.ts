import type { ElementwiseLossFormula } from "../../kernels/families/losses.ts";
import type { Kernel } from "../../kernels/language/kernel.ts";
import type { Floats } from "../../kernels/language/values.ts";

/** The difference clamped to ±threshold. NaN stays. */
const clamped = (kernel: Kernel, difference: Floats, threshold: Floats): Floats =>
  kernel.min(threshold, kernel.max(kernel.negate(threshold), difference));

/**
 * Quadratic in the difference d within ±threshold, a straight line beyond. With c = d clamped to ±threshold both are
 * curvature·c·(d − c/2), and the gradient is curvature·c.
 */
export const smoothed: ElementwiseLossFormula<"threshold" | "curvature"> = {
  loss(kernel, output, target, { threshold, curvature }) {
    const difference = kernel.subtract(output, target);
    const bounded = clamped(kernel, difference, threshold);
    const rest = kernel.fma(bounded, kernel.float(-0.5), difference);
    return kernel.multiply(kernel.multiply(curvature, bounded), rest);
  },
  slope: (kernel, output, target, { threshold, curvature }) =>
    kernel.multiply(curvature, clamped(kernel, kernel.subtract(output, target), threshold)),
};
