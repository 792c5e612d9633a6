import type { CsvCell } from "./csv.ts";

export type Row = readonly CsvCell[];

/** How a spreadsheet shows a column's numbers: as they are, without decimals, a measured figure, a share of 1, a p-value. */
type Shown = "as is" | "whole" | "figure" | "share" | "p";

/** What a column is: the one definition behind its head, its cells, the reference, columns.md and the workbook. */
export interface ColumnText {
  readonly head: string;
  readonly meaning: string;
  /** As the reference puts it, where the head depends on the experiment: `final_<metric>`. Default: the same. */
  readonly kind?: { readonly head: string; readonly meaning: string };
  /** Default: as is. */
  readonly shown?: Shown;
}

/** A column of a table whose rows come from things of one type. */
export interface CellColumn<T> extends ColumnText {
  readonly cell: (from: T) => CsvCell;
}

export const headsOf = (columns: readonly ColumnText[]): readonly string[] => columns.map(({ head }) => head);

export const rowOf = <T>(columns: readonly CellColumn<T>[], from: T): Row => columns.map(({ cell }) => cell(from));

/** A column for each axis of the grid, or for some of them. */
export function axisColumns<T>(
  heads: readonly string[],
  cell: (from: T, place: number) => CsvCell,
): readonly CellColumn<T>[] {
  const kind = {
    head: "<axis>",
    meaning: "One column for each axis of the grid, headed by its path. Empty where the axis does not apply.",
  };
  return heads.map((head, place) => ({
    head,
    meaning: "Value of this axis of the grid. Empty where the axis does not apply.",
    kind,
    cell: (from) => cell(from, place),
  }));
}

/** Of columns that several tables have. */
export const SEED = { head: "seed", meaning: "Seed of the run." } as const;
export const CONFIRMS = {
  head: "confirms",
  meaning:
    "Whether the run only confirms what was chosen: `yes` at the fresh seeds of `compare.confirm`, which enter only the last columns of tuned.csv. Only with `confirm`.",
} as const;
export const RUN = { head: "run", meaning: "Identity of the run: `r` and 16 hex digits." } as const;
export const N = {
  head: "n",
  meaning:
    "Runs that count: those that ended `ok`. All figures are over them: over the means of data sets, splits or folds, if several runs have the same.",
  shown: "whole",
} as const;
export const DIVERGED = { head: "diverged", meaning: "Runs that diverged.", shown: "whole" } as const;
