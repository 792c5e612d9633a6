import type { Diagnostic } from "./issue.ts";

/** Columns of a long line that are shown, and how many of them before the caret. */
const WINDOW = 120;
const BEFORE = 60;

type Severity = "error" | "warning";

/** Problems as they are printed: place and message, the line with a caret, what to do, and what the grid placed. */
export function renderProblems(diagnostics: readonly Diagnostic[], severity: Severity = "error"): string {
  return diagnostics.map((diagnostic) => render(diagnostic, severity)).join("\n");
}

function render({ file, line, column, message, remedy, placed, source }: Diagnostic, severity: Severity): string {
  if (source === "")
    return [`${file}:${line}:${column}: ${severity}: ${message}`, ...(remedy ? [`      = ${remedy}`] : [])].join("\n");
  const margin = " ".repeat(Math.max(String(line).length, 5));
  const [shown, caret] = excerpt(source, column - 1);
  const lines = [`${file}:${line}:${column}: ${severity}: ${message}`];
  lines.push(`${String(line).padStart(margin.length)} | ${shown}`.trimEnd());
  lines.push(`${margin} | ${" ".repeat(caret)}^${remedy === undefined ? "" : ` ${remedy}`}`);
  if (placed !== undefined) lines.push(`${margin} = ${placed}`);
  return lines.join("\n");
}

/** The part of a line around a column, and the column within it. Tabs and control characters count as one space. */
function excerpt(source: string, column: number): readonly [string, number] {
  const printable = source.replace(/\p{Cc}/gu, " ");
  if (printable.length <= WINDOW) return [printable, column];
  const from = Math.max(0, Math.min(column - BEFORE, printable.length - WINDOW));
  const before = from > 0 ? "…" : "";
  const after = from + WINDOW < printable.length ? "…" : "";
  return [`${before}${printable.slice(from, from + WINDOW)}${after}`, column - from + before.length];
}
