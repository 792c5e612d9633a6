import { Misfit, type Warning } from "../../contracts/part.ts";
import { shortened } from "../../formats/text.ts";
import type { ClassLabel } from "../../issues/describe-classes.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { classesOf } from "./classes.ts";
import type { CsvParams } from "./csv-params.ts";
import { isDate, isText, mayBeMissing, numbers, type TextColumn, unreadableNumber } from "./text-column.ts";

/** Columns to predict, in float64, and their classes where they are such. */
interface Targets {
  readonly values: readonly Float64Array[];
  readonly labels?: readonly ClassLabel[];
  readonly warnings?: readonly Warning[];
}

export function targetsOf(columns: readonly TextColumn[], { task, max_categories }: CsvParams): Targets {
  const [first] = columns as readonly [TextColumn];
  const isAsked = task === "classification";
  if (isAsked || (task === "auto" && columns.length === 1 && isText(first))) {
    if (columns.length > 1)
      throw new Misfit("target", `it lists ${columns.length} columns, but classes are one`, `target: ${first.name}`);
    if (!isAsked) refuseNumbers(first);
    const { labels, indices } = classesOf(first, max_categories);
    return { values: [Float64Array.from(indices)], labels, warnings: warningsOf(labels) };
  }
  const remedy = (column: TextColumn) =>
    columns.length > 1 && isText(column) ? "predict it alone, or another column" : "predict another column";
  return { values: columns.map((column) => numbers(column, "target", () => remedy(column))) };
}

/** Classes that may be no classes. */
function warningsOf(labels: readonly ClassLabel[]): readonly Warning[] {
  return labels
    .filter(({ name }) => mayBeMissing(name))
    .map(({ name }) => ({
      parameter: "target",
      message: `"${name}" is a class here`,
      remedy: `if it stands for a missing value, write missing_values: [${JSON.stringify(name)}] and missing: drop`,
    }));
}

/** Text that is a number or a date, but not as it can be read, is no class. */
function refuseNumbers(column: TextColumn): void {
  const { cells, decimal } = column;
  const row = cells.findIndex((cell) => isDate(cell) || unreadableNumber(cell, decimal) !== undefined);
  if (row === -1) return;
  const cell = itemAt(cells, row);
  const unreadable = unreadableNumber(cell, decimal);
  const { problem, remedy } = unreadable ?? {
    problem: `holds "${shortened(cell)}", a date`,
    remedy: "predict another column",
  };
  const message = `${column.place(row)} ${problem}`;
  throw new Misfit("target", message, `${remedy}, or task: classification if each is a class`);
}
