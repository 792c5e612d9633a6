import type { Summary } from "../analysis/variant-summary.ts";
import type { Plan } from "../experiment/plan.ts";
import { pooled } from "../replicates/pool.ts";
import { TABLES } from "../tables/all-tables.ts";
import { type Row, rowOf } from "../tables/column.ts";
import type { NumberRows } from "../tables/csv.ts";
import { epochColumns } from "../tables/epoch-columns.ts";
import { marginalColumns, marginalRows } from "../tables/marginal-columns.ts";
import { runColumns } from "../tables/run-columns.ts";
import { summaryColumns } from "../tables/summary-columns.ts";
import { timingColumns } from "../tables/timing-columns.ts";
import { tunedColumns } from "../tables/tuned-columns.ts";
import { numberRows, type TableSheet, workbookBytes } from "../tables/workbook.ts";
import { answerSheets, type EpochRows } from "./answer-sheet.ts";

/** The rows of a run in the tables. */
interface RunRows {
  readonly id: string;
  readonly isFinished: boolean;
  readonly epochs: NumberRows;
  readonly run: Row;
  readonly timing: Row;
}

/** Gathers the sheets of a workbook: the answer, all tables, what their columns mean; the epochs come last, as the longest. */
export class Sheets {
  readonly #epochs: Row[] = [];
  readonly #spans: EpochRows["runs"][number][] = [];
  readonly #runs: Row[] = [];
  readonly #timings: Row[] = [];

  constructor(private readonly plan: Plan) {}

  add({ id, isFinished, epochs, run, timing }: RunRows): void {
    const from = this.#epochs.length;
    for (const row of numberRows(epochs)) this.#epochs.push(row);
    this.#spans.push({ id, isFinished, from, to: this.#epochs.length });
    this.#runs.push(run);
    this.#timings.push(timing);
  }

  async bytes(summary: Summary): Promise<Uint8Array> {
    const { plan } = this;
    const { front, curves } = answerSheets(plan, summary, { rows: this.#epochs, runs: this.#spans });
    const [ofVariant, ofTuned] = [summaryColumns(pooled(plan)), tunedColumns(pooled(plan))];
    return workbookBytes(front, [
      { name: "summary", columns: ofVariant, rows: Array.from(summary.ranked(), (one) => rowOf(ofVariant, one)) },
      { name: "tuned", columns: ofTuned, rows: (summary.tuned ?? []).map((one) => rowOf(ofTuned, one)) },
      {
        name: "marginals",
        columns: marginalColumns,
        rows: marginalRows(summary.marginals).map((one) => rowOf(marginalColumns, one)),
      },
      { name: "runs", columns: runColumns(plan), rows: this.#runs },
      { name: "timings", columns: timingColumns, rows: this.#timings },
      curves,
      meaningSheet(plan),
      { name: "epochs", columns: epochColumns(plan), rows: this.#epochs },
    ]);
  }
}

/** The sheet that says what the columns of the others mean. */
function meaningSheet(plan: Plan): TableSheet {
  const rows = TABLES.flatMap(({ file, isSheet, columns }) => {
    const sheet = file.replace(/\.csv$/, "");
    return isSheet ? columns(plan).map(({ head, meaning }) => [sheet, head, meaning.replaceAll("`", "")]) : [];
  });
  return { name: "columns", columns: ["sheet", "column", "meaning"].map((head) => ({ head, meaning: "" })), rows };
}
