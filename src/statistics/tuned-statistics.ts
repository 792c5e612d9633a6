import { itemAt } from "../numbers/item-at.ts";
import type { Rng } from "../random/rng.ts";

/**
 * The losses of a schedule: by point, then by seed. Less is better. Infinity stands for a run that diverged, so that such a
 * point is chosen only where no other is left.
 */
export type Losses = readonly Float64Array[];

/** Up to so many seeds, all permutations are tried; beyond, {@link DRAWS} of them. */
const MOST_EXACT = 10;
const DRAWS = 9999;

/** What sums in another order may differ by, as a share of them. */
const SLACK = 1e-12;

/** The mean of each point over its seeds. */
export const pointMeans = (losses: Losses): readonly number[] =>
  losses.map((own) => own.reduce((sum, loss) => sum + loss, 0) / own.length);

/** The point with the lowest mean; of equal ones, the first. -1 if there is none, or all are infinite. */
export function bestPoint(means: readonly number[]): number {
  let best = -1;
  for (const [point, mean] of means.entries())
    if (mean < Infinity && (best === -1 || mean < itemAt(means, best))) best = point;
  return best;
}

/**
 * The figure to expect of the chosen point at a new seed: for each seed, the point is chosen by the other seeds; the mean of
 * what it has at that seed (leave-one-out). The best mean is lower, as the choice profits from luck. undefined for less than
 * two seeds.
 * @param measured what is averaged, if the choice goes by other figures
 */
export function leaveOneOut(losses: Losses, measured = losses): number | undefined {
  const seeds = losses[0]?.length ?? 0;
  if (seeds < 2) return undefined;
  let sum = 0;
  for (let out = 0; out < seeds; out++) {
    const others = losses.map((own) => own.filter((_, seed) => seed !== out));
    const best = bestPoint(pointMeans(others));
    if (best === -1) return undefined;
    sum += itemAt(itemAt(measured, best), out);
  }
  return Number.isFinite(sum) ? sum / seeds : undefined;
}

/**
 * The mean of the best of k points drawn without replacement: sorted, the i-th of n is the best of C(n − i, k − 1) of the
 * C(n, k) draws. Draws of infinite points alone do not count. undefined if there are no others.
 */
export function expectedBestOf(means: readonly number[], k: number): number | undefined {
  const sorted = means.filter((mean) => mean < Infinity).sort((a, b) => a - b);
  const n = means.length;
  // The chance that the best of the draw is the i-th, from the chance that none before it was drawn.
  let left = 1;
  let [sum, all] = [0, 0];
  for (const [i, mean] of sorted.entries()) {
    const chance = left * Math.min(1, k / (n - i));
    sum += chance * mean;
    all += chance;
    left -= chance;
  }
  return all > 0 ? sum / all : undefined;
}

/** How many points are at most `slack` worse than the best. @param slack by the best mean */
export function pointsWithin(means: readonly number[], slack: (best: number) => number): number {
  const best = Math.min(...means);
  if (best === Infinity) return 0;
  return means.filter((mean) => mean <= best + slack(best)).length;
}

/** The p-values of a comparison of two schedules, each at the best of the same points. Two-sided. */
interface PermutationTest {
  /** Of the difference between the best means. */
  readonly p: number;
  /** Of the difference between the numbers of points within the margin of the best. */
  readonly pWithin: number;
}

/**
 * Permutation test of two schedules at the same points and seeds. The schedules change places at whole seeds, and the best
 * point is chosen anew each time, so the choice is part of chance (Phipson and Smyth, "Permutation P-values Should Never Be
 * Zero", 2010, for the p of drawn permutations). The null hypothesis is that both have the same curve over the points.
 * undefined where a schedule has no point without divergence.
 * @param rng draws permutations if there are too many to try all
 */
export function permutationTest(
  own: Losses,
  other: Losses,
  slack: (best: number) => number,
  rng: () => Rng,
): PermutationTest | undefined {
  const seeds = own[0]?.length ?? 0;
  const observed = new Swapped(own, other, slack).at(new Uint8Array(seeds));
  if (seeds < 2 || !Number.isFinite(observed.difference)) return undefined;
  const least = Math.abs(observed.difference) - SLACK * observed.size;
  const swapped = new Swapped(own, other, slack);
  let [all, asLarge, asWide] = [0, 0, 0];
  for (const swaps of seeds <= MOST_EXACT ? allSwaps(seeds) : drawnSwaps(seeds, rng())) {
    const { difference, within } = swapped.at(swaps);
    all++;
    // NaN: neither has a point left.
    if (!(Math.abs(difference) < least)) asLarge++;
    if (Math.abs(within) >= Math.abs(observed.within)) asWide++;
  }
  const itself = seeds <= MOST_EXACT ? 0 : 1;
  return { p: (asLarge + itself) / (all + itself), pWithin: (asWide + itself) / (all + itself) };
}

/** All ways to swap, but for the last seed: swapping all seeds only turns the signs. Yields the same array each time. */
function* allSwaps(seeds: number): Generator<Uint8Array> {
  const swaps = new Uint8Array(seeds);
  const all = 1 << (seeds - 1);
  for (let bits = 0; bits < all; bits++) {
    for (let seed = 0; seed < seeds - 1; seed++) swaps[seed] = (bits >> seed) & 1;
    yield swaps;
  }
}

/** Yields the same array each time. */
function* drawnSwaps(seeds: number, rng: Rng): Generator<Uint8Array> {
  const swaps = new Uint8Array(seeds);
  for (let draw = 0; draw < DRAWS; draw++) {
    for (let seed = 0; seed < seeds; seed++) swaps[seed] = rng.next() < 0 ? 1 : 0;
    yield swaps;
  }
}

/** The statistics of two schedules that change places at some seeds. */
class Swapped {
  readonly #means: readonly [own: number[], other: number[]];

  constructor(
    private readonly own: Losses,
    private readonly other: Losses,
    private readonly slack: (best: number) => number,
  ) {
    this.#means = [own.map(() => 0), other.map(() => 0)];
  }

  at(swaps: Uint8Array): { readonly difference: number; readonly size: number; readonly within: number } {
    const [own, other] = this.#means;
    for (const [point, mine] of this.own.entries()) {
      const theirs = itemAt(this.other, point);
      let [a, b] = [0, 0];
      for (let seed = 0; seed < swaps.length; seed++) {
        const isSwapped = swaps[seed] === 1;
        a += (isSwapped ? theirs[seed] : mine[seed]) as number;
        b += (isSwapped ? mine[seed] : theirs[seed]) as number;
      }
      own[point] = a / swaps.length;
      other[point] = b / swaps.length;
    }
    const [a, b] = [Math.min(...own), Math.min(...other)];
    const within = pointsWithin(own, this.slack) - pointsWithin(other, this.slack);
    return { difference: a - b, size: Math.max(Math.abs(a), Math.abs(b)), within };
  }
}
