import { Outcomes } from "../analysis/outcomes.ts";
import { summarize } from "../analysis/summary.ts";
import type { Plan } from "../experiment/plan.ts";
import { rowsOfLines } from "../export/rows.ts";
import type { JournalReader } from "../journal/reader.ts";
import { pooled } from "../replicates/pool.ts";
import { recordOf } from "../saved/final-plan.ts";
import { runsOf } from "../saved/find-run.ts";
import { CONFIRMS, headsOf, rowOf } from "../tables/column.ts";
import { type CsvCell, isConfirming, runCells } from "../tables/csv.ts";
import { runColumns } from "../tables/run-columns.ts";
import { summaryColumns } from "../tables/summary-columns.ts";
import type { EpochRow, Results, RunRow, SummaryRow, Value } from "./experiment-types.ts";

/**
 * The rows of a plan whose runs have all ended.
 * @param plan with the points that a search arrived at
 */
export function rowsIn(plan: Plan, journal: JournalReader): Omit<Results, "folder"> {
  const { name, heads } = plan;
  const ofCells = ["run", ...heads, "seed", ...(isConfirming(plan) ? [CONFIRMS.head] : [])];
  const [ofRun, ofVariant] = [runColumns(plan), summaryColumns(pooled(plan))];
  const outcomes = new Outcomes(plan);
  const runs: RunRow[] = [];
  const epochs: EpochRow[] = [];
  for (const planned of runsOf(plan)) {
    const { id, variant, seed } = planned;
    const result = recordOf(plan, journal, planned);
    if (result === undefined) throw new Error(`${name}: the run ${id} is missing`);
    outcomes.push(result.outcome);
    const cells = runCells(plan, id, plan.variant(variant).cells, seed);
    runs.push(record(headsOf(ofRun), rowOf(ofRun, { cells, outcome: result.outcome })) as RunRow);
    const own = record(ofCells, cells);
    for (const row of rowsOfLines(result.lines, plan)) epochs.push({ ...own, ...row } as EpochRow);
  }
  const summary = summarize(plan, outcomes);
  const rows = Array.from(
    summary.ranked(),
    (variant) => record(headsOf(ofVariant), rowOf(ofVariant, variant)) as SummaryRow,
  );
  return { name, answer: summary.answer, summary: rows, runs, epochs };
}

function record(heads: readonly CsvCell[], row: readonly CsvCell[]): Readonly<Record<string, Value>> {
  return Object.fromEntries(heads.map((head, column) => [String(head), row[column] ?? null]));
}
