import { Misfit } from "../../contracts/part.ts";
import { type TextColumn, valueIn } from "./text-column.ts";

/** The distinct values of a column, and which of them each row has. */
interface Categories {
  /** As first written. In the order of their values if all are numbers, else of their characters' code units. */
  readonly names: readonly string[];
  /** [rows] an index of names; −1 where the cell is missing. */
  readonly indices: Int32Array;
}

/**
 * Numbers are told apart by value: 1 and 1.0 are one category.
 * @param parameter what a Misfit points at
 * @param more text that is a category even where no cell holds it
 * @throws Misfit for more than `most` categories
 */
export function categoriesOf(
  column: TextColumn,
  parameter: string,
  most: number,
  more: readonly string[] = [],
): Categories {
  const { name, cells, isMissing } = column;
  const present = [...cells.filter((cell) => !isMissing(cell)), ...more];
  const areNumbers = present.every((cell) => !Number.isNaN(valueIn(column, cell)));
  const keyOf = (cell: string) => (areNumbers ? valueIn(column, cell) : cell);
  const first = new Map<number | string, string>();
  for (const cell of present) if (!first.has(keyOf(cell))) first.set(keyOf(cell), cell);
  if (first.size > most) {
    const remedy = `another column, or max_categories: ${first.size}`;
    throw new Misfit(parameter, `column "${name}" has ${first.size} categories, more than ${most}`, remedy);
  }
  const keys = [...first.keys()].sort((a, b) => (a < b ? -1 : 1));
  const indexOf = new Map(keys.map((key, index) => [key, index]));
  return {
    names: keys.map((key) => first.get(key) as string),
    indices: Int32Array.from(cells, (cell) => (isMissing(cell) ? -1 : (indexOf.get(keyOf(cell)) as number))),
  };
}

/** A column for each category: 1 in the rows that have it, else 0. */
export function oneHot(names: readonly string[], indices: Int32Array): Float64Array[] {
  return names.map((_, category) => Float64Array.from(indices, (index) => (index === category ? 1 : 0)));
}
