import betainc from "@stdlib/math-base-special-betainc";
import erfc from "@stdlib/math-base-special-erfc";
import erfcinv from "@stdlib/math-base-special-erfcinv";
import gammaln from "@stdlib/math-base-special-gammaln";
import tCdf from "@stdlib/stats-base-dists-t-cdf";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { exp, log } from "../numbers/math.ts";

/** The power at which a difference counts as one that would have been seen. */
const POWER = 0.8;

/** The standard normal distribution, and the value that it exceeds with a probability. */
const normalCdf = (x: number) => erfc(-x / Math.SQRT2) / 2;
const upperNormal = (probability: number) => Math.SQRT2 * erfcinv(2 * probability);

/**
 * P(T ≤ t) of the noncentral t distribution, for t ≥ 0. Lenth, "Algorithm AS 243", 1989: a sum over Poisson weights, begun
 * at the largest of them so that none underflows.
 */
function noncentralTCdf(t: number, freedom: number, shift: number): number {
  if (shift === 0) return tCdf(t, freedom);
  if (t === Infinity) return 1;
  const half = (shift * shift) / 2;
  const x = (t * t) / (t * t + freedom);
  const weightAt = (j: number, ahead: number) => exp(-half + (j + ahead) * log(half) - gammaln(j + ahead + 1));
  const termAt = (j: number) =>
    weightAt(j, 0) * betainc(x, j + 0.5, freedom / 2) +
    Math.sign(shift) * weightAt(j, 0.5) * betainc(x, j + 1, freedom / 2);
  const middle = Math.floor(half);
  let sum = 0;
  for (let j = middle; ; j++) {
    const term = termAt(j);
    sum += term;
    if (Math.abs(term) < 1e-13) break;
  }
  for (let j = middle - 1; j >= 0; j--) {
    const term = termAt(j);
    sum += term;
    if (Math.abs(term) < 1e-13) break;
  }
  return Math.min(1, normalCdf(-shift) + sum / 2);
}

/**
 * The chance that |t| of `n` paired differences exceeds a critical value.
 * @param effect the true mean difference over the standard deviation of the differences
 */
export function powerOf(n: number, effect: number, critical: number): number {
  const shift = Math.abs(effect) * Math.sqrt(n);
  // P(T < −c) at a shift is P(T > c) at the opposite shift.
  return 1 - noncentralTCdf(critical, n - 1, shift) + (1 - noncentralTCdf(critical, n - 1, -shift));
}

const smallest = new Map<string, number>();

/** The smallest effect that `n` seeds show with a chance of 80 %. Infinity where no |t| is above the critical value. */
export function smallestEffect(n: number, critical: number): number {
  if (critical === Infinity) return Infinity;
  const key = `${n} ${critical}`;
  const found = smallest.get(key) ?? searchSmallest(n, critical);
  smallest.set(key, found);
  return found;
}

function searchSmallest(n: number, critical: number): number {
  let [low, high] = [0, 1];
  while (powerOf(n, high, critical) < POWER) high *= 2;
  // Six digits: more are never shown.
  while (high - low > 1e-6 * high) {
    const middle = (low + high) / 2;
    if (powerOf(n, middle, critical) < POWER) low = middle;
    else high = middle;
  }
  return high;
}

const criticals = new Map<string, number>();

/** |t| at which a two-sided p of `n` differences is at a level. */
export function criticalOf(n: number, level: number): number {
  const key = `${n} ${level}`;
  const found = criticals.get(key) ?? tQuantile(1 - level / 2, n - 1);
  criticals.set(key, found);
  return found;
}

/**
 * About how many seeds show an effect with a chance of 80 %, at a two-sided level: of the normal distribution, with the
 * correction for a t-test by Guenther, "Sample Size Formulas for Normal Theory t Tests", 1981. At least two. Infinity where
 * splits share so many rows that no number of them does.
 * @param overlap rows held out over rows trained on, if they are splits of one data set: what no number of them averages out
 */
export function seedsFor(effect: number, level: number, overlap = 0): number {
  const [critical, power] = [upperNormal(level / 2), upperNormal(1 - POWER)];
  const ratio = effect / (critical + power);
  const left = ratio * ratio - overlap;
  if (left <= 0) return Infinity;
  // t's own spread makes the variance look larger by 1 + c² / 2n, what is shared included.
  const correction = (critical * critical) / 2;
  const shared = 1 + overlap * correction;
  return Math.max(2, Math.ceil(shared / left + correction / shared));
}

/**
 * Hedges' factor, which takes the bias from a standardised mean of `n` differences: Γ(ν/2) / (√(ν/2) Γ((ν − 1)/2)), ν = n − 1.
 * Hedges, "Distribution Theory for Glass's Estimator of Effect Size and Related Estimators", 1981, equation 6e. It needs three.
 */
export function hedgesFactor(n: number): number {
  const half = (n - 1) / 2;
  return n < 3 ? Number.NaN : exp(gammaln(half) - gammaln(half - 0.5)) / Math.sqrt(half);
}
