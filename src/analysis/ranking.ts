import type { Plan } from "../contracts/plan.ts";
import { ascending, asLoss } from "../numbers/direction.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { ObjectiveFigures } from "./objective-figures.ts";
import type { Outcomes } from "./outcomes.ts";
import { mean } from "./statistics.ts";

/** Variants by rank. */
export interface Ranking {
  /** By variant, from 1; 0 stands for none, where no run ended by itself. */
  readonly ranks: Int32Array;
  /** The variants, best first; equals in plan order, those without a rank last. */
  readonly order: Int32Array;
}

/** Fewest diverged first, then by the objective's mean; numbers before NaN. Equals share a rank. */
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

/** By variant: the share of its runs that diverged, of those that did not fail, and the objective's mean, less being better. */
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
