import { ObjectiveFigures } from "../analysis/objective-figures.ts";
import type { Outcomes } from "../analysis/outcomes.ts";
import { baselineIn, tune } from "../analysis/tuned.ts";
import type { Plan } from "../experiment/plan.ts";

/** The variants to confirm: of each schedule that is compared, and of what it is compared with, the best point. */
export function chosenPoints(plan: Plan, outcomes: Outcomes): ReadonlySet<number> {
  const tuned = tune(plan, new ObjectiveFigures(plan, outcomes), outcomes) ?? [];
  const chosen = new Set<number>();
  for (const { variant, stratum, against } of tuned) {
    const baseline = baselineIn(tuned, stratum, against?.schedule)?.variant;
    if (variant !== undefined && baseline !== undefined) chosen.add(variant).add(baseline);
  }
  return chosen;
}
