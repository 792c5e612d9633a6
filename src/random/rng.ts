import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import { cos, log } from "../numbers/math.ts";
import { sha256Bytes } from "../numbers/sha256.ts";

/** A source of chance. Drawing from it changes it. */
export type Rng = RandomGenerator;

/**
 * The stream of that name: the same numbers for the same names, unrelated ones for others.
 * @param name a seed first, then what is drawn: stream(seed, "order", epoch)
 */
export function stream(...name: readonly (string | number)[]): Rng {
  const digest = new DataView(sha256Bytes(JSON.stringify(name)).buffer);
  return xoroshiro128plusFromState([0, 4, 8, 12].map((at) => digest.getInt32(at, true)));
}

/** Uniform in [low, high), with 53 random bits. */
export function uniform(rng: Rng, low: number, high: number): number {
  return low + (high - low) * uniformFloat64(rng);
}

/** Standard normal. Box and Muller, "A Note on the Generation of Random Normal Deviates", 1958; the cosine half. */
export function normal(rng: Rng): number {
  const radius = Math.sqrt(-2 * log(1 - uniformFloat64(rng)));
  return radius * cos(2 * Math.PI * uniformFloat64(rng));
}

/**
 * Puts 0, 1, …, n−1 into a random order (Fisher and Yates). Overwrites order.
 * A place is a 32-bit draw times the number of places, over 2³²: a chance may be off by n / 2³², and a third of the time
 * of an unbiased draw is saved.
 */
export function shuffleInPlace(order: Int32Array, rng: Rng): void {
  for (let i = 0; i < order.length; i++) order[i] = i;
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(((rng.next() >>> 0) * (i + 1)) / 0x100000000);
    const swapped = order[i] as number;
    order[i] = order[j] as number;
    order[j] = swapped;
  }
}
