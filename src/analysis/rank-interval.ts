import type { Plan } from "../experiment/plan.ts";
import { ascending, isBetter } from "../numbers/direction.ts";
import { ALPHA } from "../statistics/alpha.ts";
import { mean } from "../statistics/estimate.ts";
import type { ObjectiveFigures } from "./objective-figures.ts";
import type { Outcomes } from "./outcomes.ts";
import { lookCorrection, testable, testFamily } from "./test-family.ts";

/** The ranks, from 1, that a variant may have. */
export interface RankInterval {
  readonly low: number;
  readonly high: number;
}

/** Pairs of more variants take too long. */
const MOST_VARIANTS = 45;

/**
 * The ranks that each variant may have, all of them at once with 95 %: below it stand those shown to be better, above it those
 * shown to be worse, of all pairs tested together. Who diverged at a smaller share of its seeds stands before, as in the ranks.
 * Mohamad, Goeman and van Zwet, "Simultaneous confidence intervals for ranks with application to ranking institutions", 2022.
 * undefined without a finished run; by variant, and empty with more than 45 variants.
 */
export function rankIntervals(
  plan: Plan,
  outcomes: Outcomes,
  figures: ObjectiveFigures,
): readonly (RankInterval | undefined)[] {
  if (plan.variants > MOST_VARIANTS) return [];
  const shares = Array.from({ length: plan.variants }, (_, variant) => {
    const { diverged, ok } = outcomes.tally(variant);
    return diverged / (diverged + ok);
  });
  const ranked = [...shares.keys()].filter((variant) => !Number.isNaN(shares[variant]));
  const pairs = ranked.flatMap((a, i) => ranked.slice(i + 1).map((b) => [a, b] as const));
  const pairAt = (pair: number) => pairs[pair] as readonly [number, number];
  const differencesOf = (pair: number) => {
    const [a, b] = pairAt(pair);
    return shares[a] === shares[b] ? testable(figures.differences(a, b)) : undefined;
  };
  const overlapOf = (pair: number) => figures.populationOf(...pairAt(pair)).overlap;
  const correction = lookCorrection(plan, (pair) => pairAt(pair)[0]);
  const family = testFamily(pairs.length, plan.compare.test, differencesOf, { overlapOf, correction });
  const found = shares.map((share) => (Number.isNaN(share) ? undefined : { low: 1, high: ranked.length }));
  for (const [pair, [a, b]] of pairs.entries()) {
    const order =
      ascending(shares[a], shares[b]) || orderOf(plan, family.at(pair)?.adjusted, figures.differences(a, b));
    const [before, after] = order < 0 ? [found[a], found[b]] : [found[b], found[a]];
    if (order === 0 || before === undefined || after === undefined) continue;
    after.low++;
    before.high--;
  }
  return found;
}

/** Which of two is shown to be better: below 0 the first, above 0 the second, 0 neither. */
function orderOf(plan: Plan, adjusted: number | undefined, differences: Float64Array): number {
  if (adjusted === undefined || !(adjusted < ALPHA)) return 0;
  return isBetter(plan.objective.mode, mean(differences.filter((one) => !Number.isNaN(one))), 0) ? -1 : 1;
}
