import { counted } from "../numbers/counted.ts";
import { indentOf, isBlank, type Mend } from "./lines.ts";

/** How many lines after the first may be moved with it. */
const MOST_LINES = 12;

const spaces = (count: number) => counted(count, "space");

/** A line that is indented otherwise than the lines around it, with what stands beneath it. */
export function indentMends(lines: readonly string[], from: number): readonly Mend[] {
  const line = lines[from];
  if (isBlank(line)) return [];
  const indent = indentOf(line ?? "").length;
  const widths = [...new Set(around(lines, from))].filter((width) => width !== indent);
  const ends = [from + 1, endOfBlock(lines, from, indent + 1), endOfBlock(lines, from, indent)];
  return widths.flatMap((width) =>
    [...new Set(ends)].map((end) => ({
      ...moved(lines, from, end, width - indent),
      message: `this line is indented by ${spaces(indent)}, which is ${width > indent ? "too little" : "too much"}`,
      advice: (width === 0 ? "do not indent it" : `indent it by ${spaces(width)}`) + beneath(end - from),
      column: indent,
    })),
  );
}

const beneath = (lines: number) => (lines > 1 ? ", with what is beneath it" : "");

/** Lines that should be beneath a key, and stand beside it. */
export function unindentedMends(lines: readonly string[], from: number): readonly Mend[] {
  const [line, parent] = [lines[from], lines[previous(lines, from)]];
  // A list may stand at the margin of its key.
  if (
    isBlank(line) ||
    /^\s*- /.test(line ?? "") ||
    parent === undefined ||
    !/^\s*(?:- +)*[\w.]+:\s*(#.*)?$/.test(parent)
  )
    return [];
  const indent = indentOf(line ?? "").length;
  const key = /[\w.]+(?=:)/.exec(parent)?.[0] ?? "";
  if (indent !== indentOf(parent).length) return [];
  const last = Math.min(lines.length, from + MOST_LINES);
  const ends = Array.from({ length: last - from }, (_, i) => from + i + 1);
  const steps = (end: number) => lines.slice(from + 1, end).some((line, i) => isStep(lines[from + i] ?? "", line));
  return ends
    .filter((end) => !steps(end))
    .filter((end) => !isBlank(lines[end - 1]) && (end >= lines.length || indentOf(lines[end] ?? "").length <= indent))
    .map((end) => ({
      ...moved(lines, from, end, 2),
      message: `what belongs to '${key}' must be indented`,
      column: indent,
      advice: `indent ${end === from + 1 ? "this line" : `these ${end - from} lines`} by ${spaces(indent + 2)}`,
    }));
}

/** A key between the items of a list that stands at the margin of its own key. */
export function betweenItems(lines: readonly string[], from: number): readonly Mend[] {
  const line = lines[from] ?? "";
  const indent = indentOf(line);
  const end = endOfBlock(lines, from, indent.length + 1);
  const isItem = (other = "") => other.startsWith(`${indent}- `);
  const before = lines.slice(0, from).findLast((other) => !isBlank(other) && indentOf(other).length <= indent.length);
  if (!/^\s*[\w.]+:(?:\s|$)/.test(line) || !isItem(before) || !isItem(lines[end])) return [];
  return [
    {
      from,
      lines: lines.slice(from, end).map(() => ""),
      message: "a key stands between the items of a list",
      advice: `move it below the list${beneath(end - from)}`,
      column: indent.length,
      isShortened: true,
    },
  ];
}

/** Whether a line is deeper than the one before it, which has its value already. */
function isStep(before: string, line: string): boolean {
  return (
    !isBlank(line) && indentOf(line).length > indentOf(before).length && /^\s*(?:- +)*[\w.]+:\s+[^\s#]/.test(before)
  );
}

/** Widths that a line may have: those of the lines before and after it, and one step below them. */
function around(lines: readonly string[], from: number): readonly number[] {
  const before = lines[previous(lines, from)] ?? "";
  const widths: number[] = [];
  for (let i = previous(lines, from); i >= 0; i = previous(lines, i)) {
    const width = indentOf(lines[i] ?? "").length;
    if (widths.every((other) => width < other)) widths.push(width);
  }
  const isTop = indentOf(lines[from] ?? "") === "";
  const after = isTop ? undefined : lines.slice(from + 1).find((line) => !isBlank(line));
  const below = /:\s*$/.test(before) ? [indentOf(before).length + 2] : [];
  const item = /^\s*- +(?=[\w.]+:)/.exec(before)?.[0].length;
  return [...below, ...(item === undefined ? [] : [item]), ...widths, ...(after ? [indentOf(after).length] : [])];
}

function previous(lines: readonly string[], from: number): number {
  let i = from - 1;
  while (i >= 0 && isBlank(lines[i])) i--;
  return i;
}

/** Where lines that are indented by at least so much end. */
function endOfBlock(lines: readonly string[], from: number, least: number): number {
  let end = from + 1;
  while (end < lines.length && (isBlank(lines[end]) || indentOf(lines[end] ?? "").length >= least)) end++;
  while (end > from + 1 && isBlank(lines[end - 1])) end--;
  return end;
}

function moved(lines: readonly string[], from: number, end: number, by: number): Pick<Mend, "from" | "lines"> {
  const shift = (line: string) => (isBlank(line) ? line : by > 0 ? " ".repeat(by) + line : line.slice(-by));
  return { from, lines: lines.slice(from, end).map(shift) };
}
