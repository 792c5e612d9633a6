import { mcnemar } from "../statistics/rare-events.ts";
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
