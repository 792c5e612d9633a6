/** What separates a number's fraction. */
export type Decimal = "." | ",";

const FORMS: Readonly<Record<Decimal, RegExp>> = {
  ".": /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i,
  ",": /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i,
};

/** The number that a cell holds, Infinity for one too large; NaN for other text, "NaN" and "Infinity" among it. */
export function numberIn(cell: string, decimal: Decimal = "."): number {
  if (!FORMS[decimal].test(cell)) return Number.NaN;
  return Number(decimal === "." ? cell : cell.replace(",", "."));
}

/** Whether a cell holds a number, whatever its decimal sign. */
export const holdsNumber = (cell: string) => FORMS["."].test(cell) || FORMS[","].test(cell);

/** Digits in groups of three, which may be one number with thousands separators or another with a fraction. */
const GROUPED = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;

/** A cell of a table, by its row and column, from 0. */
interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** Where a table shows its decimal separator; each the first such cell. */
interface DecimalEvidence {
  /** A comma, or a point, that is decimal for certain: 1,5 or 0,123 or 1,5e3. */
  readonly comma: CellPlace | undefined;
  readonly point: CellPlace | undefined;
  /** One that may be that of thousands: 1,234 or 1.234. */
  readonly either: CellPlace | undefined;
}

/** Looks at all rows of these columns. */
export function decimalEvidence(rows: readonly (readonly string[])[], columns: readonly number[]): DecimalEvidence {
  let comma: CellPlace | undefined;
  let point: CellPlace | undefined;
  let either: CellPlace | undefined;
  for (const [row, cells] of rows.entries()) {
    for (const column of columns) {
      const cell = cells[column] as string;
      const hasComma = cell.includes(",");
      // Most cells of a large file end here.
      if (!hasComma && (point !== undefined || !cell.includes("."))) continue;
      if (!FORMS[hasComma ? "," : "."].test(cell)) continue;
      if (GROUPED.test(cell)) either ??= { row, column };
      else if (hasComma) comma ??= { row, column };
      else point ??= { row, column };
    }
  }
  return { comma, point, either };
}

/** Why text that looks like a number is none; for messages. */
export interface StrangeNumber {
  readonly what: "a percent sign" | "thousands separators" | "a decimal comma" | "a decimal point";
  /** The same, as it can be read. */
  readonly written: string;
}

const SPACE = "[ \u00a0\u202f]";
const PERCENT = new RegExp(`^([+-]?[\\d.,]+)${SPACE}?%$`);
/** 1.234,5 or 1,234.5 or 1 234,5 or 1'234.5: groups of three, and perhaps a fraction after another sign. */
const THOUSANDS = new RegExp(`^[+-]?\\d{1,3}(?:([.,'’]|${SPACE})\\d{3})(?:\\1\\d{3})*(?:(?!\\1)[.,]\\d*)?$`);

/** What keeps text from being a number; undefined where it is one, or does not look like one. */
export function strangeNumber(text: string, decimal: Decimal): StrangeNumber | undefined {
  if (!Number.isNaN(numberIn(text, decimal))) return undefined;
  const percent = PERCENT.exec(text)?.[1];
  if (percent !== undefined) return { what: "a percent sign", written: percent };
  const separator = THOUSANDS.exec(text)?.[1];
  if (separator !== undefined) return { what: "thousands separators", written: text.replaceAll(separator, "") };
  const other = decimal === "." ? "," : ".";
  if (Number.isNaN(numberIn(text, other))) return undefined;
  return { what: other === "," ? "a decimal comma" : "a decimal point", written: text.replace(other, decimal) };
}
