import { Misfit } from "../../contracts/part.ts";
import type { ClassLabel } from "../../issues/describe-classes.ts";
import { categoriesOf } from "./categories.ts";
import { isNumeric, type TextColumn, valueIn } from "./text-column.ts";

/** The classes of a column, with their rows, and which each row has. */
interface Classes {
  readonly labels: readonly ClassLabel[];
  readonly indices: Int32Array;
}

/** The classes of a column to predict. Throws Misfit when the target's values are no classes. */
export function classesOf(column: TextColumn, most: number): Classes {
  const { cells, name } = column;
  const fraction = isNumeric(column) ? cells.findIndex((cell) => !Number.isInteger(valueIn(column, cell))) : -1;
  if (fraction !== -1) {
    const message = `${column.place(fraction)} holds ${cells[fraction]}, but classes are whole numbers or text`;
    throw new Misfit("target", message, "task: regression, or another column");
  }
  const { names, indices } = categoriesOf(column, "target", most);
  if (names.length < 2)
    throw new Misfit("target", `column "${name}" holds one class only, "${names[0]}"`, "predict another column");
  return { labels: labelsOf(names, indices), indices };
}

/** Classes with the number of their rows. */
export function labelsOf(names: readonly string[], indices: Iterable<number>): readonly ClassLabel[] {
  const rows = new Array<number>(names.length).fill(0);
  for (const index of indices) rows[index] = (rows[index] as number) + 1;
  return names.map((name, index) => ({ name, rows: rows[index] as number }));
}
