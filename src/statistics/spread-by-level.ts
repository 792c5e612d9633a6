import tCdf from "@stdlib/stats-base-dists-t-cdf";
import { itemAt } from "../numbers/item-at.ts";
import { log } from "../numbers/math.ts";
import { ALPHA } from "./alpha.ts";
import { medianOf } from "./estimate.ts";
import { ranksOf } from "./ranks.ts";

/** The mean of some figures, and their standard deviation. Both are above 0. */
export interface SpreadAtLevel {
  readonly mean: number;
  readonly std: number;
}

/** With fewer, or where the levels are within that factor, nothing is said. */
const FEWEST = 6;
const WIDEST = 1.5;

/**
 * The power of the level with which the spread grows: 1 where it is a share of the level, so that logarithms have equal spreads
 * (Bartlett, "The Use of Transformations", 1947; the spread-versus-level plot of Tukey, "Exploratory Data Analysis", 1977). It is
 * the slope of Tukey's resistant line over the logarithms, which a run that exploded does not decide. undefined where it is nearer
 * to 0 than to 1, or Spearman's rank correlation does not show that the spread grows at all (two-sided 5 %).
 */
export function spreadPower(all: readonly SpreadAtLevel[]): number | undefined {
  if (all.length < FEWEST || !growsByRank(all)) return undefined;
  const sorted = all.toSorted((a, b) => a.mean - b.mean);
  const third = Math.floor(sorted.length / 3);
  const middles = [sorted.slice(0, third), sorted.slice(-third)].map((part) => ({
    mean: medianOf(part.map(({ mean }) => log(mean))),
    std: medianOf(part.map(({ std }) => log(std))),
  }));
  const [low, high] = [itemAt(middles, 0), itemAt(middles, 1)];
  if (high.mean - low.mean < log(WIDEST)) return undefined;
  const power = (high.std - low.std) / (high.mean - low.mean);
  return power >= 0.5 ? power : undefined;
}

function growsByRank(all: readonly SpreadAtLevel[]): boolean {
  const r = correlation(ranksOf(all.map(({ mean }) => mean)), ranksOf(all.map(({ std }) => std)));
  if (!(r > 0)) return false;
  const freedom = all.length - 2;
  return r >= 1 || 2 * tCdf(-r * Math.sqrt(freedom / (1 - r * r)), freedom) < ALPHA;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = a.reduce((sum, value) => sum + value, 0) / a.length;
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    // Ranks have the same mean, ties or not.
    const [x, y] = [value - mean, itemAt(b, i) - mean];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}
