import { Misfit } from "../../contracts/part.ts";
import { columnAt, type Table } from "../../formats/table.ts";
import { isDate, isText, numbers, type TextColumn } from "./text-column.ts";

/** Which columns are used, and for what. */
interface ColumnChoice {
  readonly target: string | readonly string[];
  readonly features?: readonly string[];
  readonly drop: readonly string[];
  readonly one_hot: readonly string[];
}

/** Every column that is named. */
export const namedColumns = ({ target, features = [], drop, one_hot }: ColumnChoice): readonly string[] => [
  ...[target].flat(),
  ...features,
  ...drop,
  ...one_hot,
];

/** Throws Misfit for a name that the table lacks, and for a column in two roles. */
export function checkNames({ target, features = [], drop, one_hot }: ColumnChoice, table: Table): void {
  const targets = [target].flat();
  const known = (parameter: string, list: readonly string[]) =>
    list.forEach((name, i) => {
      columnAt(table, `${parameter}.${i}`, name);
    });
  if (typeof target === "string") columnAt(table, "target", target);
  else known("target", target);
  known("drop", drop);
  known("features", features);
  known("one_hot", one_hot);
  const both = (parameter: string, list: readonly string[], others: readonly string[], role: string) => {
    const known = new Set(others);
    const name = list.find((one) => known.has(one));
    if (name !== undefined)
      throw new Misfit(parameter, `"${name}" is ${role}, too`, `take "${name}" out of one of them`);
  };
  both("drop", drop, targets, "a target");
  both("features", features, targets, "a target");
  both("features", features, drop, "dropped");
  both("one_hot", one_hot, targets, "a target");
  both("one_hot", one_hot, drop, "dropped");
  const chosen = new Set(features);
  const outside = one_hot.find((name) => features.length > 0 && !chosen.has(name));
  if (outside !== undefined)
    throw new Misfit("one_hot", `"${outside}" is no feature`, `features: ${JSON.stringify([...features, outside])}`);
}

/** The columns to predict from: those named, or all but those of target and drop. */
export function featureNames({ target, features, drop }: ColumnChoice, table: Table): readonly string[] {
  if (features !== undefined) return features;
  const unused = new Set([target, drop].flat());
  const rest = table.names.filter((name) => !unused.has(name));
  if (rest.length > 0) return rest;
  throw new Misfit("target", `${table.file} has no column left to predict from`, "drop fewer columns");
}

/** A column that nobody has named and the header does not either is an index of rows. */
export function checkUnnamed({ target, features, drop }: ColumnChoice, table: Table): void {
  const unused = new Set([target, drop].flat());
  const unnamed = features === undefined ? table.unnamed.filter((name) => !unused.has(name)) : [];
  const [first] = unnamed;
  if (first === undefined) return;
  const message = `${table.placeOf(-1)}: column ${table.names.indexOf(first) + 1} has no name; it is called ${first} here`;
  throw new Misfit("path", message, `drop: ${JSON.stringify([...drop, ...unnamed])}, or name it in the file`);
}

/** The values of a feature. Throws Misfit, with what to do about all features that are no numbers. */
export function featureNumbers(
  column: TextColumn,
  choice: ColumnChoice,
  unfit: () => readonly TextColumn[],
): Float64Array {
  const { features, drop, one_hot } = choice;
  const remedy = (): string => {
    if (features !== undefined) return `${oneHotRemedy([column], one_hot)}take "${column.name}" out of features`;
    const wrong = unfit();
    return `${oneHotRemedy(wrong, one_hot)}drop: ${JSON.stringify([...drop, ...wrong.map(({ name }) => name)])}`;
  };
  return numbers(column, features === undefined ? "path" : "features", remedy);
}

/** Proposed for columns of text only, and not for dates, or for one that names each row. */
function oneHotRemedy(columns: readonly TextColumn[], known: readonly string[]): string {
  const repeats = ({ cells }: TextColumn) => new Set(cells).size < cells.length;
  const fit = columns.every((column) => isText(column) && repeats(column) && !column.cells.some(isDate));
  return fit ? `one_hot: ${JSON.stringify([...known, ...columns.map(({ name }) => name)])}, or ` : "";
}
