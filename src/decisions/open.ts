import { compareAll } from "../analysis/comparisons.ts";
import { ObjectiveFigures } from "../analysis/objective-figures.ts";
import type { Outcomes } from "../analysis/outcomes.ts";
import { tune } from "../analysis/tuned.ts";
import { strataOf } from "../analysis/tuned-groups.ts";
import { verdictFacts } from "../analysis/verdict.ts";
import type { Plan } from "../experiment/plan.ts";

/**
 * The variants that need more seeds: those of comparisons without an answer, and what these are compared with. Where something is
 * tuned, a comparison is that of two schedules at their best points, so all points of both need them; schedules that cannot be
 * tested so go on as long as some of their variants has no answer. More seeds give none where a side has no run that ended ok.
 */
export function openVariants(plan: Plan, outcomes: Outcomes): ReadonlySet<number> {
  const figures = new ObjectiveFigures(plan, outcomes);
  const comparisons = compareAll(plan, outcomes, figures);
  const open = new Set<number>();
  // Where every run diverged or failed so far, the next ones will, too.
  const hasFigures = (variant: number) => outcomes.tally(variant).ok > 0;
  const isOpen = (variant: number): boolean => {
    const { verdict } = comparisons.at(variant);
    const baseline = plan.baselineOf(variant);
    // Who has less than all seeds had an answer before.
    const hasAll = (plan.adaptive?.seeding?.seedsOf(variant) ?? 0) === plan.seeds.length;
    return (
      hasAll &&
      baseline !== undefined &&
      verdictFacts(verdict).isOpen === true &&
      hasFigures(variant) &&
      hasFigures(baseline)
    );
  };
  const tuned = tune(plan, figures, outcomes);
  if (tuned === undefined) {
    for (let variant = 0; variant < plan.variants; variant++)
      if (isOpen(variant)) open.add(variant).add(plan.baselineOf(variant) ?? variant);
    return open;
  }
  const points = new Map(
    strataOf(plan).flatMap(({ cells, groups }) =>
      groups.map((group) => [JSON.stringify([cells, group.schedule]), group.points] as const),
    ),
  );
  for (const { stratum, schedule, verdict, against } of tuned) {
    if (against === undefined) continue;
    const [own = [], other = []] = [schedule, against.schedule].map((one) =>
      points.get(JSON.stringify([stratum, one])),
    );
    const [first = 0] = own;
    const hasAll = (plan.adaptive?.seeding?.seedsOf(first) ?? 0) === plan.seeds.length;
    const isTunedOpen = verdict === "not distinguishable" || (verdict === "untested" && own.some(isOpen));
    if (hasAll && isTunedOpen) for (const variant of [...own, ...other]) open.add(variant);
  }
  return open;
}
