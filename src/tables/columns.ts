import { oneLine } from "../issues/printable.ts";
import { itemAt } from "../numbers/item-at.ts";

/** A table of texts. */
export interface TextGrid {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Indices of the columns to align right. */
  readonly numeric: ReadonlySet<number>;
  /** Heads to take where there is no room for the others. */
  readonly shortHeads?: readonly string[];
  /** Indices of the columns to leave out where there is no room, the first of them first. */
  readonly spare?: readonly number[];
}

/** A table that fits into some width: its texts have line breaks. */
interface FittedGrid extends TextGrid {
  /** Heads of the columns for which there was no room. */
  readonly leftOut: readonly string[];
}

const GAP = "  ";
const NARROWEST = 6;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** Characters that a terminal draws two cells wide: CJK, full-width forms, emoji. Unicode Standard Annex 11. */
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation})/u;

const graphemesOf = (text: string) => Array.from(graphemes.segment(text), ({ segment }) => segment);
const graphemeWidth = (grapheme: string) => (WIDE.test(grapheme) ? 2 : 1);

/** Width of a text in terminal cells. The text must not have control characters. */
export function displayWidth(text: string): number {
  return graphemesOf(text).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0);
}

/** Cuts a text to a number of cells. A cut text ends in `…`. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = "";
  let left = width - 1;
  for (const grapheme of graphemesOf(text)) {
    left -= graphemeWidth(grapheme);
    if (left < 0) break;
    kept += grapheme;
  }
  return `${kept}…`;
}

const linesOf = (text: string) => text.split("\n");
const textsIn = ({ heads, rows }: TextGrid, column: number) => [
  heads[column] ?? "",
  ...rows.map((row) => row[column] ?? ""),
];
const widest = (width: number, text: string) => Math.max(width, displayWidth(text));
const widthsOf = (grid: TextGrid) =>
  grid.heads.map((_, column) => textsIn(grid, column).flatMap(linesOf).reduce(widest, 0));
const total = (widths: readonly number[]) => widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);

/**
 * Makes a table fit into `width` cells: heads are shortened, texts wrapped at words, spare columns left out. Only if that is
 * not enough, words are broken, and columns left out from the right.
 */
export function fitColumns(grid: TextGrid, width: number): FittedGrid {
  const whole = cleaned(grid);
  if (total(widthsOf(whole)) <= width) return { ...whole, leftOut: [] };
  const clean = { ...whole, heads: whole.shortHeads ?? whole.heads };
  const narrowest = widthsIf(clean, (text, isNumber) => piecesOf(text, isNumber).reduce(widest, 0));
  const kept = new Set(clean.heads.keys());
  const least = () => total(narrowest.filter((_, column) => kept.has(column)));
  for (const column of clean.spare ?? []) if (least() > width) kept.delete(column);
  const floors = narrowest.map((own, column) => (clean.numeric.has(column) ? own : Math.min(own, NARROWEST)));
  const columns = [...kept];
  const widths = widthsOf(clean);
  const room = () => width - total(columns.map((column) => itemAt(widths, column)));
  for (const limits of [narrowest, floors]) {
    while (room() < 0) {
      const over = columns.filter((column) => itemAt(widths, column) > itemAt(limits, column));
      const [first, ...rest] = over;
      if (first === undefined) break;
      const most = rest.reduce((a, b) => (itemAt(widths, b) > itemAt(widths, a) ? b : a), first);
      widths[most] = itemAt(widths, most) - 1;
    }
  }
  while (room() < 0 && columns.length > 1) columns.pop();
  const wrap = (texts: readonly string[]) =>
    columns.map((column) => {
      const own = Math.min(itemAt(widths, column), width);
      return wrapped(texts[column] ?? "", own, clean.numeric.has(column)).join("\n");
    });
  return {
    heads: wrap(clean.heads),
    rows: clean.rows.map(wrap),
    numeric: new Set([...columns.keys()].filter((place) => clean.numeric.has(itemAt(columns, place)))),
    leftOut: clean.heads.filter((_, column) => !columns.includes(column)),
  };
}

/** The width of each column if its texts had the widths that are given. */
const widthsIf = (grid: TextGrid, widthOf: (text: string, isNumber: boolean) => number) =>
  grid.heads.map((head, column) => {
    const isNumber = grid.numeric.has(column);
    return Math.max(widthOf(head, false), ...grid.rows.map((row) => widthOf(row[column] ?? "", isNumber)));
  });

/** Where a text may be wrapped: at spaces, in numbers only before what stands in brackets. */
const piecesOf = (text: string, isNumber: boolean) => text.split(isNumber ? / (?=\()/ : " ");

/** The lines of a text that is wrapped at words. A word that is too long is broken, if it can be behind a mark. */
function wrapped(text: string, width: number, isNumber: boolean): readonly string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const piece of piecesOf(text, isNumber)) {
    if (line !== undefined && displayWidth(line) + 1 + displayWidth(piece) <= width) {
      line += ` ${piece}`;
      continue;
    }
    if (line !== undefined) lines.push(line);
    const parts = broken(piece, width);
    lines.push(...parts.slice(0, -1));
    line = parts.at(-1) ?? "";
  }
  return [...lines, line ?? ""];
}

function broken(word: string, width: number): readonly string[] {
  const parts: string[] = [];
  // What is wider than the whole column cannot be shown.
  let rest = graphemesOf(word).map((grapheme) => (graphemeWidth(grapheme) > width ? "…" : grapheme));
  while (rest.reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0) > width) {
    let [taken, mark] = [0, 0];
    for (let used = 0; taken < rest.length; taken++) {
      used += graphemeWidth(itemAt(rest, taken));
      if (used > width) break;
      if (/[./_,=-]/.test(itemAt(rest, taken))) mark = taken + 1;
    }
    const end = Math.max(1, mark > taken / 2 ? mark : taken);
    parts.push(rest.slice(0, end).join(""));
    rest = rest.slice(end);
  }
  return [...parts, rest.join("")];
}

/** A text wrapped at words. */
export const wrapWords = (text: string, width: number): string =>
  linesOf(text)
    .flatMap((line) => wrapped(line, width, false))
    .join("\n");

/** Replaces control characters, because a line break or an escape sequence in a name would break the table. */
function cleaned(grid: TextGrid): TextGrid {
  const { heads, rows, shortHeads } = grid;
  const short = shortHeads && { shortHeads: shortHeads.map(oneLine) };
  return { ...grid, heads: heads.map(oneLine), rows: rows.map((row) => row.map(oneLine)), ...short };
}

/**
 * Aligned lines without trailing spaces, heads first. Line breaks in a text go on in its column.
 * @param paint colours a text, if it does, by its row and column
 */
export function renderColumns(grid: TextGrid, paint = (text: string, _row: number, _column: number) => text): string {
  const widths = widthsOf(grid);
  const linesIn = (texts: readonly string[], row: number) => {
    const cells = texts.map(linesOf);
    const height = Math.max(...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) => {
      const padded = cells.map((lines, column) => {
        const text = lines[line] ?? "";
        const padding = " ".repeat(itemAt(widths, column) - displayWidth(text));
        const shown = text === "" || row < 0 ? text : paint(text, row, column);
        return grid.numeric.has(column) ? padding + shown : shown + padding;
      });
      return `${padded.join(GAP).trimEnd()}\n`;
    }).join("");
  };
  return [grid.heads, ...grid.rows].map((texts, line) => linesIn(texts, line - 1)).join("");
}

/** What would be markup in a name is text, in whatever reads it as Markdown or as HTML. */
export const asMarkdown = (text: string): string =>
  text
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/[\\`*[\]|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\$&");

/** A table of GitHub's Markdown. */
export function renderMarkdown(grid: TextGrid): string {
  const { heads, rows, numeric } = cleaned(grid);
  const line = (texts: readonly string[]) => `| ${texts.map(asMarkdown).join(" | ")} |\n`;
  const rule = heads.map((_, column) => (numeric.has(column) ? "---:" : "---"));
  return [heads, ...rows]
    .map(line)
    .toSpliced(1, 0, `| ${rule.join(" | ")} |\n`)
    .join("");
}
