import { Misfit } from "../../contracts/part.ts";
import { type Categories, categoriesOf, isNumber, type TextColumn } from "./categories.ts";
import { split } from "./split.ts";

/** Columns to predict, in float64. */
export interface Targets {
  readonly values: readonly Float64Array[];
  /** Of the classes, where they are such. */
  readonly names?: readonly string[];
}

interface ClassOptions {
  readonly max_categories: number;
  readonly validation: number;
  readonly seed: number;
}

/** The classes of a column to predict. Throws Misfit when the target's values are no classes, or one of them is never trained on. */
export function classesOf(column: TextColumn, { max_categories, validation, seed }: ClassOptions): Categories {
  const { cells, name } = column;
  const fraction = cells.every(isNumber) ? cells.findIndex((cell) => !Number.isInteger(Number(cell))) : -1;
  if (fraction !== -1) {
    const message = `${column.place(fraction)} holds ${cells[fraction]}, but classes are whole numbers or text`;
    throw new Misfit("target", message, "task: regression, or another column");
  }
  const classes = categoriesOf(column, "target", max_categories);
  const { names, indices } = classes;
  if (names.length < 2) throw new Misfit("target", `column "${name}" holds one class only, "${names[0]}"`);
  const trained = new Set(Array.from(split(cells.length, validation, seed).training, (row) => indices[row]));
  const missing = names.findIndex((_, index) => !trained.has(index));
  if (missing === -1) return classes;
  const message = `all rows of the class "${names[missing]}" are held out`;
  throw new Misfit("validation", message, "a smaller share, another data.seed, or more rows of that class");
}
