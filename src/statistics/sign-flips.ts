import { itemAt } from "../numbers/item-at.ts";
import { stream } from "../random/rng.ts";

/** With at most this many seeds, every pattern of signs is tried. With more, so many are drawn. */
const MOST_EXACT = 14;
const DRAWN = 9999;
/** Statistics that differ by less are equal: sums in another order round differently. */
const ROUNDING = 1e-9;

/** Tests of some comparisons together, in their order. */
export interface FlippedTests {
  /** p of each on its own. */
  readonly p: Float64Array;
  /** p after the correction for all of them. */
  readonly adjusted: Float64Array;
  /** |t| above which an adjusted p is below a level. Infinity where none is. */
  critical(level: number): number;
}

/**
 * Whether means of paired differences are 0: how often |t| is as large if each seed's differences change their sign at
 * random, as they may where variant and baseline are exchangeable at a seed. A seed's sign is the same in all comparisons, so
 * the correction heeds how they depend on each other: it compares each |t| with the largest of all (single-step max T;
 * Westfall and Young, "Resampling-Based Multiple Testing", 1993, 2.3; Winkler et al., "Permutation inference for the general
 * linear model", 2014, appendix). Exact with up to 14 seeds.
 * @param rows differences by comparison, then by seed; NaN where there is none. Each has at least two
 */
export function flipSigns(rows: readonly Float64Array[]): FlippedTests {
  const seeds = rows[0]?.length ?? 0;
  const sizes = rows.map(sizeOf);
  const observed = rows.map((row, i) => statistic(row, undefined, itemAt(sizes, i)));
  const patterns = patternsOf(seeds);
  const [beyond, maxima] = [new Float64Array(rows.length), new Float64Array(patterns.count)];
  for (let pattern = 0; pattern < patterns.count; pattern++) {
    const signs = patterns.at(pattern);
    let largest = 0;
    for (let i = 0; i < rows.length; i++) {
      const t = statistic(rows[i] as Float64Array, signs, sizes[i] as RowSize);
      if (t >= (observed[i] as number) * (1 - ROUNDING)) beyond[i] = (beyond[i] as number) + 1;
      if (t > largest) largest = t;
    }
    maxima[pattern] = largest;
  }
  maxima.sort();
  return {
    p: beyond.map((count) => count / patterns.count),
    adjusted: Float64Array.from(observed, (t) => countFrom(maxima, t * (1 - ROUNDING)) / patterns.count),
    critical(level) {
      const place = patterns.count - Math.ceil(level * patterns.count);
      return (maxima[place] ?? Infinity) / (1 - ROUNDING);
    },
  };
}

/** Number and sum of squares of a comparison's differences, which no sign changes. */
interface RowSize {
  readonly n: number;
  readonly squares: number;
}

function sizeOf(row: Float64Array): RowSize {
  let [n, squares] = [0, 0];
  for (const value of row) {
    if (Number.isNaN(value)) continue;
    n++;
    squares += value * value;
  }
  return { n, squares };
}

/** |t| of the differences with these signs. Infinity where they are all the same. */
function statistic(row: Float64Array, signs: Float64Array | undefined, { n, squares }: RowSize): number {
  let sum = 0;
  for (let seed = 0; seed < row.length; seed++) {
    const value = row[seed] as number;
    if (!Number.isNaN(value)) sum += signs === undefined ? value : value * (signs[seed] as number);
  }
  const spread = n * squares - sum * sum;
  if (spread <= 1e-12 * n * squares) return sum === 0 ? 0 : Infinity;
  return Math.abs(sum) * Math.sqrt((n - 1) / spread);
}

interface SignPatterns {
  readonly count: number;
  /** The signs of a pattern, by seed; overwritten by the next. The first pattern changes none. */
  at(pattern: number): Float64Array;
}

/** All patterns but their opposites, which have the same |t|; or some, drawn. */
function patternsOf(seeds: number): SignPatterns {
  const signs = new Float64Array(seeds).fill(1);
  if (seeds <= MOST_EXACT)
    return {
      count: 1 << Math.max(0, seeds - 1),
      at(pattern) {
        for (let seed = 1; seed < seeds; seed++) signs[seed] = (pattern >> (seed - 1)) & 1 ? -1 : 1;
        return signs;
      },
    };
  const rng = stream(0, "sign flips", seeds);
  return {
    count: DRAWN + 1,
    at(pattern) {
      if (pattern === 0) return signs;
      for (let seed = 0, bits = 0; seed < seeds; seed++, bits >>>= 1) {
        if (seed % 32 === 0) bits = rng.next();
        signs[seed] = bits & 1 ? -1 : 1;
      }
      return signs;
    },
  };
}

/** How many of the sorted values are at least so large. */
function countFrom(sorted: Float64Array, least: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] as number) >= least) to = middle;
    else from = middle + 1;
  }
  return sorted.length - from;
}
