import betainc from "@stdlib/math-base-special-betainc";
import { pow } from "../numbers/math.ts";
import type { Outcomes } from "./outcomes.ts";

/** How often a variant and its baseline diverged, over the seeds (with replicates: runs) at which both ended ok or diverged. */
export interface Divergence {
  readonly seeds: number;
  /** Seeds at which the variant diverged, and at which its baseline did. */
  readonly own: number;
  readonly other: number;
  /** Two-sided p-value of McNemar's exact test. */
  readonly p: number;
}

export function divergenceOf(
  outcomes: Outcomes,
  variant: number,
  baseline: number,
  { variants, seeds: all }: { readonly variants: number; readonly seeds: readonly number[] },
): Divergence {
  let [seeds, both, onlyOwn, onlyOther] = [0, 0, 0, 0];
  for (const seed of all.keys()) {
    const [own, other] = [variant, baseline].map((one) => outcomes.statusOf(seed * variants + one));
    const isKnown = [own, other].every((status) => status === "ok" || status === "diverged");
    if (!isKnown) continue;
    seeds++;
    if (own === other) both += own === "diverged" ? 1 : 0;
    else if (own === "diverged") onlyOwn++;
    else onlyOther++;
  }
  return { seeds, own: both + onlyOwn, other: both + onlyOther, p: mcnemar(onlyOwn, onlyOther) };
}

/**
 * Two-sided p-value of McNemar's exact test: of pairs that disagree, either way is as likely. McNemar, "Note on the sampling
 * error of the difference between correlated proportions or percentages", 1947; statsmodels' mcnemar(exact=True).
 * @param a pairs in which only the one has it
 * @param b pairs in which only the other has it
 */
export function mcnemar(a: number, b: number): number {
  const fewer = Math.min(a, b);
  // The binomial distribution's tail as an incomplete beta function: DLMF 8.17.5.
  return a === b ? 1 : Math.min(1, 2 * betainc(0.5, a + b - fewer, fewer + 1));
}

/**
 * The largest share that is compatible with none of `n` (one-sided 95 % bound of Clopper and Pearson, "The use of
 * confidence or fiducial limits", 1934): 0.26 with none of 10.
 */
export const unseenShare = (n: number) => 1 - pow(0.05, 1 / n);
