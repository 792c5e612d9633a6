import { CsvError, parse } from "csv-parse/sync";
import { holdsNumber } from "./decimal.ts";

export const DELIMITERS = ["auto", ",", ";", "tab", "|"] as const;
/** What stands between the cells of a row. */
export type Delimiter = Exclude<(typeof DELIMITERS)[number], "auto">;

export const characterOf = (delimiter: Delimiter) => (delimiter === "tab" ? "\t" : delimiter);

/** Characters. Without a bound, a quote that is never closed makes one record of the whole file. */
export const LONGEST_RECORD = 1 << 25;

/** How rows are read. */
export const optionsFor = (delimiter: Delimiter) => ({
  delimiter: characterOf(delimiter),
  relax_column_count: true,
  trim: true,
  record_delimiter: ["\r\n", "\n", "\r"],
  max_record_size: LONGEST_RECORD,
});

/** Excel's own first line, which says what separates cells. */
export const SEPARATOR_LINE = /^sep=(.)(?:\r\n|\n|\r)/;

/** What is looked at: characters, and rows. */
const SAMPLE = 65_536;
const SAMPLE_ROWS = 100;

/** Most likely first where several fit: a comma may be a decimal one, and any of them may stand in a text. */
const CANDIDATES: readonly Delimiter[] = ["tab", ";", "|", ","];

/**
 * What separates the cells of a text: what gives the most of its first rows as many cells as the first one has, if
 * that is more than one.
 */
export function findDelimiter(text: string): Delimiter {
  const declared = SEPARATOR_LINE.exec(text)?.[1];
  const named = CANDIDATES.find((candidate) => characterOf(candidate) === declared);
  if (named !== undefined) return named;
  const sample = text.length > SAMPLE ? text.slice(0, SAMPLE).replace(/[^\r\n]*$/, "") : text;
  let best: Delimiter = ",";
  let most = 0;
  for (const candidate of CANDIDATES) {
    const share = regularShare(sample, candidate);
    if (share > most) [best, most] = [candidate, share];
  }
  return most === 0 && isColumnOfDecimals(sample) ? ";" : best;
}

/** Whether one name stands over numbers with a comma. Cells are separated by semicolons where those are written. */
function isColumnOfDecimals(sample: string): boolean {
  const [name = "", ...cells] = sample.trim().split(/\s*[\r\n]\s*/);
  return (
    !name.includes(",") && cells.some((cell) => cell.includes(",")) && cells.every((cell) => MAY_HAVE_COMMA.test(cell))
  );
}

const MAY_HAVE_COMMA = /^[-+]?\d+(?:,\d+)?(?:e[-+]?\d+)?$/i;

/** Share of rows that have as many cells as the first; 0 where that is one cell. */
function regularShare(sample: string, delimiter: Delimiter): number {
  const rows = parsedOrNone(sample, delimiter);
  const width = rows[0]?.length ?? 0;
  return width < 2 ? 0 : rows.filter(({ length }) => length === width).length / rows.length;
}

function parsedOrNone(sample: string, delimiter: Delimiter): readonly (readonly string[])[] {
  try {
    return parse(sample, { ...optionsFor(delimiter), skip_empty_lines: true, to: SAMPLE_ROWS });
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
}

/** The name of a column, from 0, that has none. */
export const nameOfColumn = (index: number) => `column_${index + 1}`;

/**
 * Whether a first row names the columns. A name that is looked for and stands there, or as `column_3` does not, decides;
 * otherwise a number is no name.
 * @param wanted names that are looked for
 * @param rows those that follow
 */
export function isHeader(
  first: readonly string[],
  wanted: readonly string[],
  rows: readonly (readonly string[])[] = [],
): boolean {
  if (wanted.some((name) => first.includes(name))) return !isData(first, wanted, rows);
  const ownNames = new Set(first.map((_, index) => nameOfColumn(index)));
  if (wanted.length > 0 && wanted.every((name) => ownNames.has(name))) return false;
  return !first.some(holdsNumber);
}

/** Whether names that are looked for stand in a row by chance: it holds numbers as data do, or its texts come again. */
function isData(first: readonly string[], wanted: readonly string[], rows: readonly (readonly string[])[]): boolean {
  if (!first.some(holdsNumber)) return false;
  // Years and places are names.
  const isCounted = first.every((cell, i) => /^\d+$/.test(cell) && (i === 0 || Number(cell) > Number(first[i - 1])));
  if (first.every(holdsNumber)) return !isCounted;
  const sample = rows.slice(0, SAMPLE_ROWS);
  return wanted.every((name) => {
    const at = first.indexOf(name);
    return at === -1 || sample.some((cells) => cells[at] === name);
  });
}
