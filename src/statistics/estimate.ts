import tCdf from "@stdlib/stats-base-dists-t-cdf";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { hedgesFactor } from "./power.ts";

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
 * A paired difference with Student's 95 % interval, the p-value of a two-sided paired t-test, and the effect size: the mean
 * of the differences over their standard deviation (Cohen's d_z, "Statistical Power Analysis for the Behavioral Sciences",
 * 1988, 2.3.5; Lakens, "Calculating and reporting effect sizes", 2013) with Hedges' correction, from three seeds on.
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
      readonly effect: number | undefined;
      /** Number of differences, their standard deviation (n − 1), the standard error of their mean, and their median. */
      readonly n: number;
      readonly std: number;
      readonly error: number;
      readonly median: number;
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

/**
 * The standard error of a mean. Where values are correlated because they come from rows that they share, by Nadeau and Bengio,
 * "Inference for the Generalization Error", Machine Learning 52, 2003: the variance times (1/n + n_test/n_train).
 * @param overlap n_test/n_train, or 0
 */
const errorOf = (std: number, n: number, overlap: number) =>
  overlap === 0 ? std / Math.sqrt(n) : std * Math.sqrt(1 / n + overlap);

/** The median. NaN counts as larger than any number. */
export function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[sorted.length / 2 - 1] as number) + upper) / 2;
}

/** What a figure in float32 may be off by, as a share of it. */
const ROUNDING = 1 / 0x1000000;

/** What the largest of some figures may be off by. */
export const roundingOf = (figures: readonly number[]) =>
  ROUNDING * figures.reduce((most, figure) => Math.max(most, Math.abs(figure)), 0);

/**
 * The estimate from values in the order of their seeds.
 * @param rounding what a mean or deviation may come to by rounding alone: less than that is 0
 * @param overlap rows held out over rows trained on, if the values come from splits or folds of one data set
 */
export function estimate(values: readonly number[], rounding = 0, overlap = 0): Estimate {
  const n = values.length;
  if (n === 0) return { kind: "none" };
  const [first] = values as readonly [number];
  const summed = values.every((value) => value === first) ? first : mean(values);
  const centre = Math.abs(summed) < rounding ? 0 : summed;
  if (n === 1) return { kind: "single", mean: centre, median: centre };
  let squares = 0;
  for (const value of values) squares += (value - centre) * (value - centre);
  const deviation = Math.sqrt(squares / (n - 1));
  const std = deviation < rounding ? 0 : deviation;
  const half = criticalT(n - 1) * errorOf(std, n, overlap);
  return { kind: "interval", mean: centre, std, median: medianOf(values), low: centre - half, high: centre + half };
}

/**
 * The comparison, from each value minus the baseline's at the same seed.
 * @param rounding what a difference may come to by rounding alone: less than that is none
 * @param overlap as of {@link estimate}; then this is the corrected resampled t-test
 */
export function compare(differences: readonly number[], rounding = 0, overlap = 0): Comparison {
  const isNone = (difference: number) => difference === 0 || Math.abs(difference) < rounding;
  if (differences.length > 0 && differences.every(isNone)) return { kind: "identical" };
  const estimated = estimate(differences, rounding, overlap);
  switch (estimated.kind) {
    case "none":
      return estimated;
    case "single":
      return { kind: "single", difference: estimated.mean };
    case "interval": {
      const { mean, std, low, high, median } = estimated;
      const n = differences.length;
      const error = errorOf(std, n, overlap);
      const paired = { kind: "paired", difference: mean, low, high, n, std, error, median } as const;
      if (mean === 0) return { ...paired, p: 1, effect: 0 };
      const p = 2 * tCdf(-Math.abs(mean / error), n - 1);
      const effect = (hedgesFactor(n) * mean) / std;
      return { ...paired, p, effect: Number.isNaN(effect) ? undefined : effect };
    }
  }
}
