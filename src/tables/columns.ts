import { oneLine } from "../issues/printable.ts";
import { itemAt } from "../numbers/item-at.ts";

/** A table of texts. */
export interface TextGrid {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Indices of the columns to align right. */
  readonly numeric: ReadonlySet<number>;
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

const widthsOf = ({ heads, rows }: TextGrid) =>
  heads.map((head, column) => [head, ...rows.map((row) => row[column] ?? "")].reduce(widest, 0));
const widest = (width: number, text: string) => Math.max(width, displayWidth(text));
const total = (widths: readonly number[]) => widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);

/** Narrows the widest columns, except numbers, until the table fits into `width` cells. If it never fits, drops columns from the right. */
export function fitColumns(grid: TextGrid, width: number): TextGrid {
  const clean = cleaned(grid);
  const widths = widthsOf(clean);
  const floors = floorsOf(clean);
  while (total(widths) > width) {
    const room = widths.map((own, column) => (own > itemAt(floors, column) ? own : 0));
    const widestColumn = room.indexOf(Math.max(...room));
    if (!room[widestColumn]) break;
    widths[widestColumn] = itemAt(widths, widestColumn) - 1;
  }
  while (total(widths) > width && widths.length > 1) widths.pop();
  const cut = (texts: readonly string[]) =>
    widths.map((own, column) => truncate(texts[column] ?? "", Math.min(own, width)));
  return { heads: cut(clean.heads), rows: clean.rows.map(cut), numeric: clean.numeric };
}

/** The smallest width of a column. Numbers are never cut. */
function floorsOf({ heads, rows, numeric }: TextGrid): readonly number[] {
  const texts = (column: number) => rows.map((row) => row[column] ?? "");
  return heads.map((_, column) => (numeric.has(column) ? texts(column).reduce(widest, NARROWEST) : NARROWEST));
}

/** Replaces control characters, because a line break or an escape sequence in a name would break the table. */
function cleaned({ heads, rows, numeric }: TextGrid): TextGrid {
  return { heads: heads.map(oneLine), rows: rows.map((row) => row.map(oneLine)), numeric };
}

/** Aligned lines without trailing spaces, heads first. */
export function renderColumns(grid: TextGrid): string {
  const widths = widthsOf(grid);
  const line = (texts: readonly string[]) => {
    const padded = texts.map((text, column) => {
      const padding = " ".repeat(itemAt(widths, column) - displayWidth(text));
      return grid.numeric.has(column) ? padding + text : text + padding;
    });
    return `${padded.join(GAP).trimEnd()}\n`;
  };
  return [grid.heads, ...grid.rows].map(line).join("");
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
