import tCdf from "@stdlib/stats-base-dists-t-cdf";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";

/** Mean and sample standard deviation (n − 1), with Student's 95 % interval of the mean. */
export type Estimate =
  | { readonly kind: "none" }
  | { readonly kind: "single"; readonly mean: number }
  | {
      readonly kind: "interval";
      readonly mean: number;
      readonly std: number;
      readonly low: number;
      readonly high: number;
    };

/** A paired difference, with Student's 95 % interval and the p of a two-sided paired t-test. */
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
    };

/** Sums go in the order given, so the same values give the same bits. */
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const quantiles = new Map<number, number>();

/** t₀.₉₇₅ of Student's distribution, worked out once for each number of degrees of freedom. */
function criticalT(freedom: number): number {
  const t = quantiles.get(freedom) ?? tQuantile(0.975, freedom);
  quantiles.set(freedom, t);
  return t;
}

/** Half of the 95 % interval of a mean. */
const halfWidth = (std: number, n: number) => (criticalT(n - 1) * std) / Math.sqrt(n);

/** Of values in the order of their seeds. */
export function estimate(values: readonly number[]): Estimate {
  const n = values.length;
  if (n === 0) return { kind: "none" };
  const mean = sum(values) / n;
  if (n === 1) return { kind: "single", mean };
  const std = Math.sqrt(sum(values.map((value) => (value - mean) * (value - mean))) / (n - 1));
  const half = halfWidth(std, n);
  return { kind: "interval", mean, std, low: mean - half, high: mean + half };
}

/** Of each value less the baseline's at the same seed. */
export function compare(differences: readonly number[]): Comparison {
  if (differences.length > 0 && differences.every((difference) => difference === 0)) return { kind: "identical" };
  const estimated = estimate(differences);
  switch (estimated.kind) {
    case "none":
      return estimated;
    case "single":
      return { kind: "single", difference: estimated.mean };
    case "interval": {
      const t = estimated.mean / (estimated.std / Math.sqrt(differences.length));
      const p = 2 * tCdf(-Math.abs(t), differences.length - 1);
      return { kind: "paired", difference: estimated.mean, low: estimated.low, high: estimated.high, p };
    }
  }
}
