import type { Plan } from "../experiment/plan.ts";
import { asLoss } from "../numbers/direction.ts";
import { expectedBestOf } from "../statistics/tuned-statistics.ts";
import { type Ordered, objectiveOf } from "./variant-summary.ts";
import { short } from "./wording.ts";

/** With fewer points, there is nothing to say of a part of them. */
const FEWEST_POINTS = 8;

/**
 * `The best of 10 points drawn at random from these 40 has final val_loss 4.9 on average; of 20, 4.3`: what fewer tries of a search
 * would have found, and so what more may find. After Dodge et al., "Show Your Work", 2019. Not where points follow from
 * results, nor where runs were pruned: those that were left are no sample.
 */
export function triesText(plan: Plan, summary: Ordered): string {
  const { compare, adaptive, objective, variants } = plan;
  if (!compare.isSearched || adaptive !== undefined || summary.tuned !== undefined || variants < FEWEST_POINTS)
    return "";
  const losses = Array.from(summary, (variant) => {
    const estimate = objectiveOf(plan, variant);
    return estimate.kind === "none" ? Infinity : asLoss(objective.mode, estimate.mean);
  });
  const [few, more] = [4, 2].map((part) => {
    const points = Math.ceil(variants / part);
    const best = expectedBestOf(losses, points);
    return { points, figure: best === undefined ? undefined : short(asLoss(objective.mode, best)) };
  });
  if (few?.figure === undefined || more?.figure === undefined) return "";
  const start = `The best of ${few.points} points drawn at random from these ${variants} has`;
  return `${start} ${objective.at} ${objective.metric} ${few.figure} on average; of ${more.points}, ${more.figure}.`;
}
