import { figureAt, figuresOf, type Outcome } from "../analysis/figures.ts";
import type { EpochRecord } from "../contracts/record.ts";
import type { Objective } from "../experiment/plan.ts";
import { hiddenRates } from "../journal/layout.ts";
import { encodeRun } from "../journal/record.ts";
import { type EpochColumns, epochLines } from "../tables/csv.ts";
import type { RunTiming } from "../tables/timing-columns.ts";
import type { RunReport } from "./protocol.ts";

/** How a run ended. */
export type RunEnd =
  | { readonly status: "ok" | "diverged" | "pruned" }
  | { readonly status: "failed" | "timeout"; readonly error: string };

/** The report of a run that has these records. */
export function reportOf(
  end: RunEnd,
  records: readonly EpochRecord[],
  timing: RunTiming,
  { columns, objective }: { readonly columns: EpochColumns; readonly objective: Objective },
): RunReport {
  const outcome: Outcome = { ...end, figures: figuresOf(records, columns.metrics, objective) };
  const lines = epochLines(records, columns);
  const text = encodeRun({ outcome, lines, hidden: hiddenRates(records, columns.rates), timing });
  return "error" in outcome
    ? { status: outcome.status, text, error: outcome.error }
    : { status: outcome.status, text, figure: figureAt(outcome.figures, objective) };
}
