import { figureAt } from "../analysis/figures.ts";
import type { Plan } from "../contracts/plan.ts";
import type { Standing } from "../contracts/standing.ts";
import { cutAt } from "../journal/layout.ts";
import type { RunResult } from "../journal/record.ts";
import { asLoss } from "../numbers/direction.ts";

/** How a variant stands, and how many epochs its runs took together. */
export interface TrainedStanding extends Standing {
  readonly trained: number;
}

/** Where runs that were trained are found by their identity. */
interface TrainedRuns {
  read(id: string): RunResult;
}

/**
 * How a variant stands after so many epochs, as the journal has it.
 * @param until undefined: at its end
 */
export function standingIn(
  journal: TrainedRuns,
  plan: Plan,
  variant: number,
  until: number | undefined,
): TrainedStanding {
  let [diverged, finished, trained, sum] = [0, 0, 0, 0];
  for (const seed of plan.seeds) {
    const whole = journal.read(plan.runId(variant, seed));
    const { outcome } = until === undefined ? whole : cutAt(whole, until, plan);
    trained += outcome.figures.epochs;
    if (outcome.status === "diverged") diverged++;
    if (outcome.status !== "ok" && outcome.status !== "pruned") continue;
    finished++;
    sum += figureAt(outcome.figures, plan.objective) ?? Number.NaN;
  }
  return {
    epochs: until ?? plan.variant(variant).config.training.epochs,
    diverged: diverged / (diverged + finished),
    loss: asLoss(plan.objective.mode, sum) / finished,
    trained,
  };
}
