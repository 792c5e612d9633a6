import type { Issue, Span } from "../issues/issue.ts";
import { Grouping } from "./grouping.ts";
import { missingColumns } from "./places.ts";
import { type ImportedRuns, type ImportReading, MOST_ISSUES } from "./row.ts";
import { RowReader } from "./row-reader.ts";

/** Reads the runs of a file, or what is wrong with it: places are those of its text. */
export function readRuns(reading: ImportReading): ImportedRuns | { readonly issues: readonly Issue<Span>[] } {
  const missing = missingColumns(reading.table, reading.columns);
  if (missing.length > 0) return { issues: missing };
  const reader = new RowReader(reading);
  const rows = reading.table.rows.flatMap((_, number) => reader.read(number) ?? []);
  const grouped = new Grouping(reading, rows);
  const issues = reader.issues.length > 0 ? reader.issues : grouped.issues();
  return issues.length > 0 ? { issues: issues.slice(0, MOST_ISSUES) } : grouped.runs();
}
