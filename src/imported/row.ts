import type { ImportedColumns } from "../contracts/imported.ts";
import type { EpochRecord, RunStatus } from "../contracts/record.ts";
import type { Cell } from "../experiment/plan.ts";
import type { Table } from "../formats/table.ts";

/** A run of a file: how it ended, and its epochs. */
export interface ImportedRun {
  readonly status: Exclude<RunStatus, "pruned">;
  readonly records: readonly EpochRecord[];
}

/** The runs of a file of results. */
export interface ImportedRuns {
  /** Values of the axes; in the order of the file. */
  readonly variants: readonly (readonly Cell[])[];
  /** Ascending. */
  readonly seeds: readonly number[];
  /** The most epochs of a run. */
  readonly epochs: number;
  /** Throws a RangeError where there is none. */
  run(cells: readonly Cell[], seed: number): ImportedRun;
}
/** A file of results, and what is asked of it. */
export interface ImportReading {
  readonly table: Table;
  readonly columns: ImportedColumns;
  readonly objective: string;
  /** Seeds to take; default: all. */
  readonly seeds?: readonly number[] | undefined;
}

/** A row of the file, read. */
export interface ImportedRow {
  readonly number: number;
  readonly cells: readonly Cell[];
  readonly seed: number;
  readonly epoch: number;
  readonly status: ImportedRun["status"] | undefined;
  readonly metrics: EpochRecord["metrics"];
}

/** More are not told. */
export const MOST_ISSUES = 20;
