import erfc from "@stdlib/math-base-special-erfc";
import erfcinv from "@stdlib/math-base-special-erfcinv";
import { exp, log } from "../numbers/math.ts";

/** Of the chance `alpha` of a false claim, what may be used up by a share `t` of all seeds. */
const spent = (alpha: number, t: number) => alpha * log(1 + (Math.E - 1) * t);

/** A stretch of paths that have crossed no boundary so far: their density over the sum of the differences, on a grid. */
interface Paths {
  readonly places: Float64Array;
  /** Density times the weight of the place, by Simpson's rule. */
  readonly weights: Float64Array;
}

/** The normal distribution's probability above a value. */
const above = (z: number) => erfc(z / Math.SQRT2) / 2;

/**
 * The two-sided levels at which a comparison is tested at each look, so that with normal differences the chance of a false claim
 * at any of them is `alpha`. Lan and DeMets, "Discrete sequential boundaries for clinical trials", 1983, with the spending
 * function that comes near to Pocock's equal levels; by the recursive integration of Armitage, McPherson and Rowe, "Repeated
 * significance tests on accumulating data", 1969.
 * @param times share of all seeds at each look, ascending; the last is 1
 */
export function levelsOf(times: readonly number[], alpha: number): readonly number[] {
  let paths: Paths | undefined;
  let [before, used] = [0, 0];
  return times.map((time, look) => {
    const step = Math.sqrt(time - before);
    const allowed = spent(alpha, time) - used;
    const level = paths === undefined ? allowed : levelThatSpends(allowed, paths, time, step);
    const next = times[look + 1];
    if (next !== undefined) paths = continued(paths, edgeOf(level) * Math.sqrt(time), step, Math.sqrt(next - time));
    [before, used] = [time, used + allowed];
    return level;
  });
}

/** The value that a standard normal exceeds, up or down, with a probability. */
const edgeOf = (level: number) => Math.SQRT2 * erfcinv(level);

/** The level whose boundary is first crossed at this look with a chance. */
function levelThatSpends(allowed: number, { places, weights }: Paths, time: number, step: number): number {
  let [low, high] = [0, 40];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    const edge = middle * Math.sqrt(time);
    // Paths are as likely upwards as downwards.
    const crossed =
      2 * weights.reduce((sum, weight, at) => sum + weight * above((edge - (places[at] as number)) / step), 0);
    if (crossed > allowed) low = middle;
    else high = middle;
  }
  return 2 * above((low + high) / 2);
}

/** The fewest places of a grid, and the most. */
const PLACES = [64, 4000] as const;

/** Paths that stay within ± `edge` after a step. @param onward the step after it, which the grid has to be fine enough for */
function continued(before: Paths | undefined, edge: number, step: number, onward: number): Paths {
  const intervals = 2 * Math.ceil(Math.min(PLACES[1], Math.max(PLACES[0], (8 * edge) / onward)) / 2);
  const width = (2 * edge) / intervals;
  const places = Float64Array.from({ length: intervals + 1 }, (_, i) => -edge + i * width);
  const density = (x: number) => exp((-x * x) / (2 * step * step)) / (step * Math.sqrt(2 * Math.PI));
  const weights = places.map((place, i) => {
    const simpson = i === 0 || i === intervals ? 1 : i % 2 === 1 ? 4 : 2;
    const own =
      before === undefined
        ? density(place)
        : before.weights.reduce((sum, weight, at) => sum + weight * density(place - (before.places[at] as number)), 0);
    return (own * simpson * width) / 3;
  });
  return { places, weights };
}

/** Chances of a false claim for which levels are worked out; between them, they are interpolated. */
const GRID = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 1e-4, 1e-6, 1e-9];

/** Tests of comparisons that are looked at after given numbers of seeds. */
export class Looks {
  /** By look: the level for each chance of {@link GRID}. */
  readonly #levels: readonly (readonly number[])[];

  private constructor(private readonly seeds: readonly number[]) {
    const most = seeds.at(-1) ?? 1;
    const byChance = GRID.map((alpha) =>
      levelsOf(
        seeds.map((count) => count / most),
        alpha,
      ),
    );
    this.#levels = seeds.map((_, look) => byChance.map((levels) => levels[look] as number));
  }

  static readonly #known = new Map<string, Looks>();

  /** Those after so many seeds, ascending: worked out once. */
  static after(seeds: readonly number[]): Looks {
    const key = seeds.join();
    const looks = Looks.#known.get(key) ?? new Looks(seeds);
    Looks.#known.set(key, looks);
    return looks;
  }

  /** The level at which a test at that look claims a difference. */
  level(seeds: number, alpha: number): number {
    return interpolated(GRID, this.#at(seeds), alpha);
  }

  /** The p-value that counts: the smallest chance of a false claim, over all looks, with which the test claims a difference. */
  corrected(seeds: number, p: number): number {
    const levels = this.#at(seeds);
    return p >= (levels[0] as number) ? 1 : interpolated(levels, GRID, p);
  }

  /** Of a look between two, that of the later. */
  #at(seeds: number): readonly number[] {
    const look = this.seeds.findIndex((count) => count >= seeds);
    return this.#levels.at(look) as readonly number[];
  }
}

/** The curve through points, of which both coordinates descend, at x: linear in logarithms; proportional beyond the last. */
function interpolated(xs: readonly number[], ys: readonly number[], x: number): number {
  const next = xs.findIndex((known) => known <= x);
  if (next <= 0) return next === 0 ? (ys[0] as number) : (x * (ys.at(-1) as number)) / (xs.at(-1) as number);
  const [x0, x1, y0, y1] = [xs[next - 1], xs[next], ys[next - 1], ys[next]] as [number, number, number, number];
  return y1 * exp((log(x / x1) * log(y0 / y1)) / log(x0 / x1));
}
