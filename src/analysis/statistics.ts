import tCdf from "@stdlib/stats-base-dists-t-cdf";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";

/** Mean, sample standard deviation (n − 1) and median, with Student's 95 % interval of the mean. */
export type Estimate =
  | { readonly kind: "none" }
  | { readonly kind: "single"; readonly mean: number; readonly median: number }
  | {
      readonly kind: "interval";
      readonly mean: number;
      readonly std: number;
      readonly median: number;
      readonly low: number;
      readonly high: number;
    };

/**
 * A paired difference with Student's 95 % interval, the p-value of a two-sided paired t-test, and the effect size: Cohen's
 * d_z, the mean of the differences over their standard deviation (Cohen, "Statistical Power Analysis for the Behavioral
 * Sciences", 1988, 2.3.5; Lakens, "Calculating and reporting effect sizes", 2013).
 */
export type Comparison =
  | { readonly kind: "none" }
  | { readonly kind: "identical" }
  | { readonly kind: "single"; readonly difference: number }
  | {
      readonly kind: "paired";
      readonly difference: number;
      readonly low: number;
      readonly high: number;
      readonly p: number;
      readonly effect: number;
    };

const quantiles = new Map<number, number>();

/** t₀.₉₇₅ of Student's distribution, computed once for each number of degrees of freedom. */
function criticalT(freedom: number): number {
  const t = quantiles.get(freedom) ?? tQuantile(0.975, freedom);
  quantiles.set(freedom, t);
  return t;
}

/** The mean; NaN without values. It sums in the given order, so the same values give the same bits. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
}

/** Half the width of the 95 % interval of a mean. */
const halfWidth = (std: number, n: number) => (criticalT(n - 1) * std) / Math.sqrt(n);

/** The median. NaN counts as larger than any number. */
export function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[sorted.length / 2 - 1] as number) + upper) / 2;
}

/** The estimate from values in the order of their seeds. */
export function estimate(values: readonly number[]): Estimate {
  const n = values.length;
  if (n === 0) return { kind: "none" };
  const centre = mean(values);
  if (n === 1) return { kind: "single", mean: centre, median: centre };
  let squares = 0;
  for (const value of values) squares += (value - centre) * (value - centre);
  const std = Math.sqrt(squares / (n - 1));
  const half = halfWidth(std, n);
  return { kind: "interval", mean: centre, std, median: medianOf(values), low: centre - half, high: centre + half };
}

/** The comparison, from each value minus the baseline's at the same seed. */
export function compare(differences: readonly number[]): Comparison {
  if (differences.length > 0 && differences.every((difference) => difference === 0)) return { kind: "identical" };
  const estimated = estimate(differences);
  switch (estimated.kind) {
    case "none":
      return estimated;
    case "single":
      return { kind: "single", difference: estimated.mean };
    case "interval": {
      const { mean, std, low, high } = estimated;
      const t = mean / (std / Math.sqrt(differences.length));
      const p = 2 * tCdf(-Math.abs(t), differences.length - 1);
      return { kind: "paired", difference: mean, low, high, p, effect: mean / std };
    }
  }
}
