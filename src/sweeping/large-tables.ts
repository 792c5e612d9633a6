import { InputError } from "../command-line/input-error.ts";
import type { Plan } from "../experiment/plan.ts";
import { type Format, SHEET_ROWS } from "../tables/profile.ts";
import { rowsOf } from "../tables/table.ts";
import { fitsWorkbook, MOST_CELLS, workbookSize } from "../tables/workbook.ts";

const SHORTER = "to shorten it, write results: {epochs: last} in the experiment (or best, or n for every n-th epoch)";

/** Warns if epochs.csv has more rows than a spreadsheet shows. */
export function warnOfRows(plan: Plan, { profile: { mostRows } }: Format): void {
  const rows = rowsOf(plan);
  if (rows < SHEET_ROWS) return;
  const parts = mostRows === undefined ? 1 : Math.ceil(rows / (mostRows - 1));
  console.error(
    parts > 1
      ? `${plan.name}: the ${rows} rows of epochs.csv are split into ${parts} files (epochs-2.csv and so on); ${SHORTER}`
      : `${plan.name}: epochs.csv will have ${rows} rows, more than the ${SHEET_ROWS} that spreadsheets show; ${SHORTER}, ` +
          "or split it with --csv excel",
  );
}

/** Throws InputError if the workbook would not fit into memory. Called before anything is trained. */
export function refuseLargeWorkbook(plan: Plan): void {
  if (fitsWorkbook(plan)) return;
  const { cells } = workbookSize(plan);
  throw new InputError(
    `${plan.name}: error: --xlsx: the workbook would have ${cells} cells; at most ${MOST_CELLS} fit into memory\n` +
      `  ${SHORTER}; or use --csv excel instead`,
  );
}
