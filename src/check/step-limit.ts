import type { Composed } from "../grid/compose.ts";
import { type Issue, issue, type Span, type Within } from "../issues/issue.ts";
import { issueIn } from "./places.ts";

/** Optimizer steps of a run: at a microsecond each, a quarter of an hour. */
const MOST_STEPS = 1_000_000_000;

/** Reports a run with too many steps, even if its number of epochs is allowed. */
export function stepsIssue(
  epochs: number,
  perEpoch: number,
  training: Composed,
  beside: readonly Composed[],
): Issue<Span> | undefined {
  const steps = epochs * perEpoch;
  if (steps <= MOST_STEPS) return undefined;
  const message = `training: ${epochs} epochs of ${perEpoch} steps are ${steps} steps, more than ${MOST_STEPS}`;
  const place: Within = { path: ["epochs"], of: "value" };
  const found = issue("misfit", place, message, "fewer epochs, or a larger batch_size");
  return issueIn(training, found, beside);
}
