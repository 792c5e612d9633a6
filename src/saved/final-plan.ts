import { InputError } from "../command-line/input-error.ts";
import { rounds } from "../execution/rounds.ts";
import { standingIn } from "../execution/standings.ts";
import type { Plan } from "../experiment/plan.ts";
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
 * The plan of a finished sweep, with the points that its search chose and the runs that it pruned; both are derived from
 * the results again. Throws InputError if results are missing.
 */
export function finalPlan(plan: Plan, journal: JournalReader): Plan {
  const course = courseOf(plan, journal);
  for (let next = course.next(); ; next = course.next()) if (next.done) return next.value.plan;
}

/** The plan of a sweep that may not have come to its end, with the points and the decisions that follow from what it has. */
export function planSoFar(plan: Plan, journal: JournalReader): Plan {
  const course = courseOf(plan, journal);
  let known = plan;
  try {
    for (let next = course.next(); ; next = course.next()) {
      known = next.value.plan;
      if (next.done) return known;
    }
  } catch (error) {
    if (error instanceof NotTrained) return known;
    throw error;
  }
}

/** A decision depends on a run that has not ended. */
class NotTrained extends InputError {}

/** The rounds of a sweep, as they follow from its journal. */
function courseOf(plan: Plan, journal: JournalReader): ReturnType<typeof rounds> {
  const read = (id: string): RunResult => {
    const found = journal.read(id);
    if (found) return found;
    throw new NotTrained(
      `${plan.name}: ${id} is not trained yet, and further runs depend on it. Run the sweep first:`,
      ["sweep"],
    );
  };
  const pausedAt = (id: string, epochs: number) => journal.pausedAt(id, epochs);
  return rounds(
    plan,
    (known, variant, until) => standingIn({ read, pausedAt }, known, variant, until),
    (id) => read(id).outcome,
  );
}

/** The record of a run, up to the epoch at which it was pruned; undefined if there is none. */
export function recordOf(plan: Plan, journal: JournalReader, { id, variant }: PlannedRun): RunResult | undefined {
  const whole = journal.read(id);
  const end = plan.adaptive?.prunedAt(variant);
  return whole === undefined || end === undefined ? whole : cutAt(whole, end, plan);
}
