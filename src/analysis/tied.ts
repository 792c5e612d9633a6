import type { Plan } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { ALPHA } from "../statistics/alpha.ts";
import type { ObjectiveFigures } from "./objective-figures.ts";
import type { Outcomes } from "./outcomes.ts";
import type { Ranking } from "./ranking.ts";
import { lookCorrection, testable, testFamily } from "./test-family.ts";

/**
 * The variants that may be the best: by variant 1 if it cannot be told from the first by rank at the seeds of both, with the
 * correction for all of them, and diverged no more often; otherwise 0. The first is one of them. There is
 * none if no run finished.
 * @param isWorse whether another test has shown a variant to be worse than some other
 */
export function tiedWithBest(
  plan: Plan,
  outcomes: Outcomes,
  figures: ObjectiveFigures,
  ranking: Ranking,
  isWorse: (variant: number) => boolean,
): Uint8Array {
  const tied = new Uint8Array(plan.variants);
  const [leader = 0] = ranking.order;
  if (ranking.ranks[leader] !== 1 || outcomes.tally(leader).ok === 0) return tied;
  const shareOf = (variant: number) => {
    const { diverged, ok } = outcomes.tally(variant);
    return diverged / (diverged + ok);
  };
  const least = shareOf(leader);
  const isCandidate = (variant: number) => shareOf(variant) === least;
  const rowOf = (variant: number) =>
    variant !== leader && isCandidate(variant) ? testable(figures.differences(variant, leader)) : undefined;
  const overlapOf = (variant: number) => figures.populationOf(variant, leader).overlap;
  const correction = lookCorrection(plan);
  const family = testFamily(plan.variants, plan.compare.test, rowOf, { overlapOf, correction });
  for (let variant = 0; variant < plan.variants; variant++) {
    const tested = family.at(variant);
    const isBehind = variant !== leader && ((tested !== undefined && tested.adjusted < ALPHA) || isWorse(variant));
    tied[variant] = Number(itemAt(ranking.ranks, variant) > 0 && isCandidate(variant) && !isBehind);
  }
  return tied;
}
