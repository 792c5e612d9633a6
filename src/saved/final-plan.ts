import { InputError } from "../command-line/input-error.ts";
import type { Plan } from "../contracts/plan.ts";
import { rounds } from "../execution/rounds.ts";
import { standingIn } from "../execution/standings.ts";
import { cutAt } from "../journal/layout.ts";
import type { JournalReader } from "../journal/reader.ts";
import type { RunResult } from "../journal/record.ts";

/** A run of a plan. */
export interface PlannedRun {
  readonly id: string;
  readonly variant: number;
  readonly seed: number;
}

/**
 * The plan of a finished sweep with the points that its search arrived at and what was pruned, decided again from its
 * results. Throws InputError where these are not all there.
 */
export function finalPlan(plan: Plan, journal: JournalReader): Plan {
  const read = (id: string): RunResult => {
    const found = journal.read(id);
    if (found) return found;
    throw new InputError(`${plan.name}: ${id} is not trained yet, and the search depends on it. Run the sweep first:`, [
      "sweep",
    ]);
  };
  const course = rounds(plan, (known, variant, until) => standingIn({ read }, known, variant, until));
  for (let next = course.next(); ; next = course.next()) if (next.done) return next.value.plan;
}

/** What was recorded of a run, up to where a decided plan pruned it; undefined where there is nothing. */
export function recordOf(plan: Plan, journal: JournalReader, { id, variant }: PlannedRun): RunResult | undefined {
  const whole = journal.read(id);
  const end = plan.adaptive?.prunedAt(variant);
  return whole === undefined || end === undefined ? whole : cutAt(whole, end, plan);
}
