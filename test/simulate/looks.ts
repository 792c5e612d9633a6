import { log } from "../../src/numbers/math.ts";
import { normal, type Rng, stream, uniform } from "../../src/random/rng.ts";
import { compare } from "../../src/statistics/estimate.ts";
import { Looks } from "../../src/statistics/levels.ts";

/** How a comparison that is looked at several times came out. */
interface LooksOutcome {
  /** Share of the repetitions in which a difference was claimed. */
  readonly claims: number;
  /** Seeds on average. */
  readonly seeds: number;
}

/** Draws of differences with mean 0 and a standard deviation of 1, by what they are called. */
export const DIFFERENCES = {
  normal,
  Laplace: (rng: Rng) => {
    const u = uniform(rng, -0.5, 0.5);
    return (-Math.sign(u) * log(1 - 2 * Math.abs(u))) / Math.SQRT2;
  },
  exponential: (rng: Rng) => -log(1 - uniform(rng, 0, 1)) - 1,
} as const;

/** One comparison with a true difference, in standard deviations of the differences. */
export function looksAt(
  looks: readonly number[],
  draw: (rng: Rng) => number,
  difference: number,
  repetitions: number,
): LooksOutcome {
  const levels = Looks.after(looks);
  const rng = stream(0, "simulate", "looks", difference);
  let [claims, seeds] = [0, 0];
  for (let i = 0; i < repetitions; i++) {
    const all = Array.from({ length: looks.at(-1) ?? 0 }, () => difference + draw(rng));
    const end = looks.find((look) => {
      const found = compare(all.slice(0, look));
      return found.kind === "paired" && levels.corrected(look, found.p) < 0.05;
    });
    if (end !== undefined) claims++;
    seeds += end ?? all.length;
  }
  return { claims: claims / repetitions, seeds: seeds / repetitions };
}
