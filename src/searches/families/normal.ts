import { exp } from "../../numbers/math.ts";
import { normal, type Rng } from "../../random/rng.ts";

const SQRT_2PI = Math.sqrt(2 * Math.PI);
/** Beyond, double precision knows only 0 and 1. */
const FAR = 8.5;

/** Standard normal density. */
export const density = (z: number) => exp(-0.5 * z * z) / SQRT_2PI;

/** The share of a standard normal below z, to 1e-15. Marsaglia, "Evaluating the Normal Distribution", 2004. */
export function below(z: number): number {
  if (z <= -FAR) return 0;
  if (z >= FAR) return 1;
  let term = z;
  let sum = z;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + sum * density(z);
}

/** Draws from a normal cut off at both ends, by rejection: for a mean between them and a std of at most their distance, a third are accepted at least. */
export function cutNormal(rng: Rng, mean: number, std: number, low: number, high: number): number {
  for (;;) {
    const drawn = mean + std * normal(rng);
    if (drawn >= low && drawn <= high) return drawn;
  }
}
