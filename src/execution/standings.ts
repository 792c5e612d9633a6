import { figureAt } from "../analysis/figures.ts";
import type { Standing } from "../contracts/standing.ts";
import type { Plan } from "../experiment/plan.ts";
import { cutAt } from "../journal/layout.ts";
import type { RunResult } from "../journal/record.ts";
import { asLoss } from "../numbers/direction.ts";

/** The standing of a variant, and the total number of epochs of its runs. */
export interface TrainedStanding extends Standing {
  readonly trained: number;
}

/** Finds trained runs by their identity. */
interface TrainedRuns {
  read(id: string): RunResult;
  /** A run as it was when it paused after some epochs; undefined if it never did. */
  pausedAt(id: string, epochs: number): RunResult | undefined;
}

/**
 * The standing of a variant after a number of epochs, according to the journal.
 * @param until the number of epochs; undefined: at its end
 */
export function standingIn(
  journal: TrainedRuns,
  plan: Plan,
  variant: number,
  until: number | undefined,
): TrainedStanding {
  let [diverged, finished, trained, sum] = [0, 0, 0, 0];
  for (const seed of plan.seeds) {
    const id = plan.runId(variant, seed);
    // A program may have been trained anew since; what was decided then stands.
    const paused = until === undefined ? undefined : journal.pausedAt(id, until);
    const whole = paused ?? journal.read(id);
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
