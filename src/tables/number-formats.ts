import type { SheetData } from "write-excel-file/node";
import type { ColumnText, Row } from "./column.ts";
import { displayWidth } from "./columns.ts";
import type { CsvCell } from "./csv.ts";

/** Rows that are looked at to find how wide a column has to be. */
const SAMPLE = 1000;
const NARROWEST = 8;
const WIDEST = 60;
/** Room for the button of a head's filter. */
const BUTTON = 3;

/** Excel's own limit for the text of a cell. */
const LONGEST_TEXT = 32_767;

/** A format for each column's numbers; undefined: as they are. */
type Formats = readonly (string | undefined)[];

export const formatsOf = (columns: readonly ColumnText[], rows: readonly Row[]): Formats =>
  columns.map((column, place) => formatOf(column, rows, place));

function formatOf({ shown }: ColumnText, rows: readonly Row[], place: number): string | undefined {
  switch (shown) {
    case undefined:
    case "as is":
      return undefined;
    case "whole":
      return "0";
    case "share":
      return "0.0%";
    case "p":
      return "[<0.001]0.0E+00;0.0000";
    case "figure":
      return figureFormat(rows, place);
  }
}

/** As many decimals for all as show four digits of a figure of middle size, so that they line up. */
function figureFormat(rows: readonly Row[], place: number): string {
  const sizes = rows
    .slice(0, SAMPLE)
    .map((row) => row[place])
    .filter((cell) => typeof cell === "number" && Number.isFinite(cell) && cell !== 0)
    .map((cell) => Number((cell as number).toExponential().split("e")[1]))
    .sort((a, b) => a - b);
  const [least = 0, middle = 0, most = 0] = [sizes[0], sizes[sizes.length >> 1], sizes.at(-1)];
  if (most > 5 || most - least > 5 || middle < -4) return "0.000E+00";
  return middle >= 3 ? "0" : `0.${"0".repeat(3 - middle)}`;
}

/** The width of a column in characters. */
export function widthOf({ head }: ColumnText, rows: readonly Row[], place: number, format: string | undefined): number {
  let width = displayWidth(head) + BUTTON;
  for (const row of rows.slice(0, SAMPLE)) {
    const cell = row[place];
    if (cell !== null && cell !== undefined) width = Math.max(width, textWidth(cell, format) + 1);
  }
  return Math.min(WIDEST, Math.max(NARROWEST, width));
}

/** A number without a format has at most eleven characters. */
function textWidth(cell: string | number | boolean, format: string | undefined): number {
  if (typeof cell !== "number" || !Number.isFinite(cell)) return displayWidth(String(cell));
  if (format === undefined) return Math.min(11, String(cell).length);
  return format.includes("E") ? 10 : Math.trunc(cell).toFixed().length + format.length;
}

/** A row as the cells of a sheet. */
export const cellsOf = (row: Row, formats: Formats): SheetData[number] =>
  row.map((cell, place) => sheetCell(cell, formats[place]));

/** A cell. Text stays text whatever it looks like, and values that are not finite are text. */
function sheetCell(cell: CsvCell, format: string | undefined): SheetData[number][number] {
  if (cell === null || cell === undefined || cell === "") return null;
  if (typeof cell === "number") {
    if (!Number.isFinite(cell)) return String(cell);
    return format === undefined ? cell : { value: cell, format };
  }
  return typeof cell === "string" ? cell.slice(0, LONGEST_TEXT) : cell;
}
