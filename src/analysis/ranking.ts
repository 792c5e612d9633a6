import type { Plan } from "../experiment/plan.ts";
import { ascending, asLoss } from "../numbers/direction.ts";
import { itemAt } from "../numbers/item-at.ts";
import { mean } from "../statistics/estimate.ts";
import type { ObjectiveFigures } from "./objective-figures.ts";
import type { Outcomes } from "./outcomes.ts";

/** Variants by rank. */
export interface Ranking {
  /** Rank by variant, counted from 1. 0 means no rank, because no run finished. */
  readonly ranks: Int32Array;
  /** The variants, best first. Equal ones are in plan order; those without a rank come last. */
  readonly order: Int32Array;
}

/** Ranks by the share of diverged runs, then by the mean of the objective, numbers before NaN. Equal variants share a rank. */
export function rankVariants(plan: Plan, outcomes: Outcomes, figures: ObjectiveFigures): Ranking {
  const { shares, means } = keysOf(plan, outcomes, figures);
  const compareKeys = (a: number, b: number) => ascending(shares[a], shares[b]) || ascending(means[a], means[b]);
  const order = Int32Array.from({ length: plan.variants }, (_, variant) => variant);
  order.sort((a, b) => compareKeys(a, b) || a - b);
  const ranks = new Int32Array(plan.variants);
  for (const [place, variant] of order.entries()) {
    const before = order[place - 1];
    const isEqual = before !== undefined && compareKeys(before, variant) === 0;
    const hasNone = Number.isNaN(shares[variant]);
    ranks[variant] = hasNone ? 0 : isEqual ? itemAt(ranks, before) : place + 1;
  }
  return { ranks, order };
}

/** By variant: the share of diverged runs among those that did not fail, and the mean of the objective, turned so that less is better. */
interface Keys {
  readonly shares: Float64Array;
  readonly means: Float64Array;
}

function keysOf(plan: Plan, outcomes: Outcomes, figures: ObjectiveFigures): Keys {
  const shares = new Float64Array(plan.variants);
  const means = new Float64Array(plan.variants);
  for (let variant = 0; variant < plan.variants; variant++) {
    const { diverged, ok } = outcomes.tally(variant);
    shares[variant] = diverged / (diverged + ok);
    means[variant] = asLoss(plan.objective.mode, mean(figures.of(variant)));
  }
  return { shares, means };
}
