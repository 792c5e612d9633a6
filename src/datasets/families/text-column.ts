import { Misfit } from "../../contracts/part.ts";
import { type Decimal, numberIn, type StrangeNumber, strangeNumber } from "../../formats/decimal.ts";
import type { Table } from "../../formats/table.ts";
import { shortened } from "../../formats/text.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { hasVanished } from "../../numbers/vanished.ts";

/** What a table's cells mean. */
export interface CellReading {
  readonly decimal: Decimal;
  /** Whether a cell stands for a value that is not known. */
  readonly isMissing: (cell: string) => boolean;
}

/** A column of a file, its cells still text. */
export interface TextColumn extends CellReading {
  readonly name: string;
  readonly cells: readonly string[];
  /** The file and line of a row, from 0; for messages. */
  place(row: number): string;
}

/** What stands for a missing value, unless `missing_values` says otherwise. */
export const MISSING_VALUES = ["", "NA", "N/A", "NaN", "null", "?", "-"];

/** @param values texts, and numbers however they are written */
export function missingIn(values: readonly (string | number)[], decimal: Decimal): CellReading["isMissing"] {
  const texts = new Set(values.map(String));
  const numbers = new Set(values.filter((value) => typeof value === "number"));
  return (cell) => texts.has(cell) || (numbers.size > 0 && numbers.has(numberIn(cell, decimal)));
}

export function columnOf({ places, rows, placeOf }: Table, name: string, reading: CellReading): TextColumn {
  const at = places.get(name) as number;
  return {
    ...reading,
    name,
    cells: rows.map((cells) => itemAt(cells, at)),
    place: (row) => `${placeOf(row)}: column "${name}"`,
  };
}

/** The number of a cell; NaN where it holds none that float32 can hold. */
export function valueIn({ decimal }: Pick<CellReading, "decimal">, cell: string): number {
  const value = numberIn(cell, decimal);
  if (value === 0 && hasVanished(cell)) return Number.NaN;
  return Number.isFinite(Math.fround(value)) ? value : Number.NaN;
}

/** What other programs write for a value that is not known, besides {@link MISSING_VALUES}. */
const OTHERS_MISSING = /^(?:n\/?a|nan|null|none|nil|nat|\.|-{2,}|<na>|#n\/a|#[a-z]+[/0-9a-z]*[!?]|missing|undefined)$/i;

/** Whether a cell, which is not missing here, may have been meant to be. */
export const mayBeMissing = (cell: string) => OTHERS_MISSING.test(cell);

/** Whether all that is known of it are numbers. */
export function isNumeric(column: TextColumn): boolean {
  return column.cells.every((cell) => column.isMissing(cell) || !Number.isNaN(valueIn(column, cell)));
}

/** Whether none of its cells is a number: names, not measurements with a slip of the pen. */
export function isText(column: TextColumn): boolean {
  return !column.cells.some((cell) => !column.isMissing(cell) && !Number.isNaN(valueIn(column, cell)));
}

/** 2024-01-31, 31.1.2024, 1/31/24, 31 Jan 2024, Jan 31, 2024 and 12:30; days perhaps with a time. */
const DATES = [
  /^\d{4}-\d{1,2}(?:-\d{1,2})?(?:[ T].*)?$/,
  /^\d{1,4}([./-])\d{1,2}\1\d{1,4}(?:[ T,;].*)?$/,
  /^\d{1,2}[. -]{1,2}\p{L}{3,9}\.?[ ,-]{1,2}\d{2,4}$/u,
  /^\p{L}{3,9}\.? \d{1,2},? \d{4}$/u,
  /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?$/,
];

export const isDate = (cell: string) => DATES.some((date) => date.test(cell));

/** A number as nobody can read it, and the way out. */
interface UnreadableCell {
  readonly problem: string;
  readonly remedy: string;
}

/** What is wrong with a cell that looks like a number; undefined where it does not. */
export function unreadableNumber(cell: string, decimal: Decimal): UnreadableCell | undefined {
  const strange = strangeNumber(cell, decimal);
  if (strange === undefined) return undefined;
  return { problem: `holds "${shortened(cell)}", not a number: it has ${strange.what}`, remedy: remedyFor(strange) };
}

function remedyFor({ what, written }: StrangeNumber): string {
  switch (what) {
    case "a decimal comma":
      return 'decimal: ","';
    case "a decimal point":
      return 'decimal: "."';
    case "a percent sign":
    case "thousands separators":
      return `write ${written} in the file`;
  }
}

/** What a cell that is no number holds instead. */
function whyNoNumber(cell: string, decimal: Decimal): UnreadableCell {
  const unreadable = unreadableNumber(cell, decimal);
  if (unreadable !== undefined) return unreadable;
  if (cell === "") return { problem: "is empty", remedy: 'mend the file, or add "" to missing_values' };
  if (mayBeMissing(cell)) {
    const quoted = JSON.stringify(cell);
    return {
      problem: `holds ${quoted}, not a number`,
      remedy: `mend the file, or, if it stands for a missing value, missing_values: [${quoted}] and missing: drop`,
    };
  }
  const problem = isDate(cell)
    ? `holds "${shortened(cell)}", a date`
    : `holds "${shortened(cell)}", not a number${Number.isNaN(numberIn(cell, decimal)) ? "" : " of float32"}`;
  return { problem, remedy: isDate(cell) ? "" : "mend the file" };
}

/**
 * The column's values, in float64; NaN where they are missing. Throws Misfit at the first cell that is something else.
 * @param remedy what to do with the column as a whole
 */
export function numbers(column: TextColumn, parameter: string, remedy: () => string): Float64Array {
  return Float64Array.from(column.cells, (cell, row) => {
    if (column.isMissing(cell)) return Number.NaN;
    const value = valueIn(column, cell);
    if (!Number.isNaN(value)) return value;
    const { problem, remedy: own } = whyNoNumber(cell, column.decimal);
    const ways = [own, remedy()].filter((way) => way !== "").join(", or ");
    throw new Misfit(parameter, `${column.place(row)} ${problem}`, ways);
  });
}
