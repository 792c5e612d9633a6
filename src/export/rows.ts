import { type EpochColumns, epochHeads } from "../tables/csv.ts";

/** The rows of a run as written in its lines (see epochLines): each column's number, NaN and infinities among them; null: none. */
export function rowsOfLines(lines: string, shown: EpochColumns): readonly Record<string, number | null>[] {
  const columns = epochHeads(shown);
  return lines
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const cells = line.split(",");
      return Object.fromEntries(columns.map((column, at) => [column, cells[at] ? Number(cells[at]) : null]));
    });
}
