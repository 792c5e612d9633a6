import { Misfit } from "../../contracts/part.ts";
import { numberIn, type Table } from "../../formats/table.ts";
import { shortened } from "../../formats/text.ts";
import { itemAt } from "../../numbers/item-at.ts";

/** Whether a cell is a number that float32 can hold. */
export function isNumber(cell: string): boolean {
  return Number.isFinite(Math.fround(numberIn(cell)));
}

/** What a cell that is no number holds instead; for messages. */
function whyNoNumber(cell: string): string {
  if (cell === "") return "is empty";
  return `holds "${shortened(cell)}", not a number${Number.isNaN(numberIn(cell)) ? "" : " of float32"}`;
}

/** A column of a file, its cells still text. */
export interface TextColumn {
  readonly name: string;
  readonly cells: readonly string[];
  /** The file and line of a row, from 0; for messages. */
  place(row: number): string;
}

export function columnOf({ places, rows, file, lineOf }: Table, name: string): TextColumn {
  const at = places.get(name) as number;
  return {
    name,
    cells: rows.map((cells) => itemAt(cells, at)),
    place: (row) => `${file}:${lineOf(row)}: column "${name}"`,
  };
}

/** Whether none of its cells is a number: names, not measurements with a slip of the pen. */
export function isText({ cells }: TextColumn): boolean {
  return !cells.some(isNumber);
}

/** The distinct values of a column, and which of them each row has. */
export interface Categories {
  /** As first written. In the order of their values if all are numbers, else of their characters' code units. */
  readonly names: readonly string[];
  /** [rows] an index of names. */
  readonly indices: Int32Array;
}

/**
 * Numbers are told apart by value: 1 and 1.0 are one category.
 * @param parameter what a Misfit points at
 * @throws Misfit for an empty cell, and for more than `most` categories
 */
export function categoriesOf(column: TextColumn, parameter: string, most: number): Categories {
  const { name, cells, place } = column;
  const empty = cells.indexOf("");
  if (empty !== -1) throw new Misfit(parameter, `${place(empty)} is empty`, "mend the file");
  const areNumbers = cells.every(isNumber);
  const keyOf = (cell: string) => (areNumbers ? Number(cell) : cell);
  const first = new Map<number | string, string>();
  for (const cell of cells) if (!first.has(keyOf(cell))) first.set(keyOf(cell), cell);
  if (first.size > most) {
    const remedy = `another column, or max_categories: ${first.size}`;
    throw new Misfit(parameter, `column "${name}" has ${first.size} categories, more than ${most}`, remedy);
  }
  const keys = [...first.keys()].sort((a, b) => (a < b ? -1 : 1));
  const indexOf = new Map(keys.map((key, index) => [key, index]));
  return {
    names: keys.map((key) => first.get(key) as string),
    indices: Int32Array.from(cells, (cell) => indexOf.get(keyOf(cell)) as number),
  };
}

/** A column for each category: 1 in the rows that have it, else 0. */
export function oneHot({ names, indices }: Categories): Float64Array[] {
  return names.map((_, category) => Float64Array.from(indices, (index) => (index === category ? 1 : 0)));
}

/** The column's values, in float64. Throws Misfit at the first cell without one. */
export function numbers(column: TextColumn, parameter: string, remedy: () => string): Float64Array {
  return Float64Array.from(column.cells, (cell, row) => {
    if (isNumber(cell)) return Number(cell);
    throw new Misfit(parameter, `${column.place(row)} ${whyNoNumber(cell)}`, `mend the file, or ${remedy()}`);
  });
}
