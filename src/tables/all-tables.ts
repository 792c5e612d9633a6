import type { Plan } from "../experiment/plan.ts";
import { pooled } from "../replicates/pool.ts";
import type { ColumnText } from "./column.ts";
import { epochColumns } from "./epoch-columns.ts";
import { marginalColumns } from "./marginal-columns.ts";
import { rangeColumns, scheduleColumns } from "./preview-columns.ts";
import { runColumns } from "./run-columns.ts";
import { summaryColumns } from "./summary-columns.ts";
import { timingColumns } from "./timing-columns.ts";
import { tunedColumns } from "./tuned-columns.ts";

/** What a CSV file of a results folder is. */
interface ResultTable {
  readonly file: string;
  /** Whether a sweep writes it, and so a workbook has it. */
  readonly isSheet: boolean;
  /** What a row stands for, as a sentence or two. */
  readonly rows: string;
  readonly columns: (plan: Plan) => readonly ColumnText[];
}

/** Every CSV file that a results folder may have. */
export const TABLES: readonly ResultTable[] = [
  { file: "epochs.csv", isSheet: true, rows: "One row for each run and epoch, in plan order.", columns: epochColumns },
  { file: "runs.csv", isSheet: true, rows: "One row for each run, in plan order.", columns: runColumns },
  {
    file: "summary.csv",
    isSheet: true,
    rows: "One row for each variant over its seeds and replicates, by rank. Equal ones are in plan order.",
    columns: (plan) => summaryColumns(pooled(plan)),
  },
  {
    file: "marginals.csv",
    isSheet: true,
    rows: "One row for each value of each axis, over everything else.",
    columns: () => marginalColumns,
  },
  {
    file: "tuned.csv",
    isSheet: true,
    rows: "One row for each schedule at the best of its points, for each combination of the axes that are neither compared nor tuned. Empty where there is nothing to tune, or runs are pruned.",
    columns: (plan) => tunedColumns(pooled(plan)),
  },
  {
    file: "timings.csv",
    isSheet: true,
    rows: "Run times, kept apart so that the other files are reproducible.",
    columns: () => timingColumns,
  },
  {
    file: "schedules.csv",
    isSheet: false,
    rows: "Written by `preview`: one row for each variant and epoch, or step where rates change within epochs.",
    columns: (plan) => {
      const { heads, rates } = pooled(plan);
      return scheduleColumns({ heads, isPerStep: rates.includes("lr_end"), cycles: rates.includes("momentum") });
    },
  },
  {
    file: "lr-find.csv",
    isSheet: false,
    rows: "Written by `lr-find`: one row for each step of its test.",
    columns: () => rangeColumns,
  },
];
