import Type from "typebox";
import { Misfit } from "../../contracts/part.ts";
import type { Table } from "../../formats/table.ts";
import type { Within } from "../../issues/issue.ts";
import { oneOf } from "../../issues/suggest.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { isNumeric, MISSING_VALUES, type TextColumn } from "./text-column.ts";

const STRATEGIES = ["drop", "mean", "median", "most_frequent"] as const;
type StrategyName = (typeof STRATEGIES)[number];

/** What becomes of missing values. */
type Strategy = StrategyName | { readonly fill: number | string };

const value = Type.Union([Type.Number(), Type.String()]);

export const missingParams = {
  missing_values: Type.Optional(
    Type.Array(value, {
      uniqueItems: true,
      description: `What stands for a missing value in a cell. Default: ${MISSING_VALUES.map((text) => JSON.stringify(text)).join(", ")}.`,
    }),
  ),
  missing: Type.Optional(
    Type.Union(
      [
        Type.Enum([...STRATEGIES]),
        Type.Record(Type.String(), Type.Union([value, Type.Object({ fill: value }, { additionalProperties: false })]), {
          minProperties: 1,
        }),
      ],
      {
        description:
          "What becomes of missing values, which are errors without it: drop leaves out their rows, before any are held out; mean, median and most_frequent (of the training rows) and {fill: 0} take their place. One for all columns, or one by column: {age: mean, name: drop}. Targets can only be dropped.",
      },
    ),
  ),
};

/** As the parameter is written. */
export type Missing = StrategyName | Readonly<Record<string, number | string | { readonly fill: number | string }>>;

const isWord = (written: unknown): written is StrategyName => STRATEGIES.includes(written as StrategyName);

/** What stands in place of all columns' missing values; undefined where columns are named. */
function ofAll(missing: Missing): Strategy | undefined {
  if (typeof missing === "string") return missing;
  const { fill, ...others } = missing;
  const isValue = (typeof fill === "number" || typeof fill === "string") && !isWord(fill);
  return isValue && Object.keys(others).length === 0 ? { fill } : undefined;
}

/** A column that is used, and what for. */
interface UsedColumn {
  readonly column: TextColumn;
  readonly role: "target" | "number" | "category";
}

export interface PlannedColumn extends UsedColumn {
  readonly strategy: Strategy | undefined;
}

function strategyOf(missing: Missing | undefined, name: string): Strategy | undefined {
  if (missing === undefined) return undefined;
  const all = ofAll(missing);
  if (all !== undefined || typeof missing === "string") return all;
  const own = Object.hasOwn(missing, name) ? missing[name] : undefined;
  return own === undefined || isWord(own) || typeof own === "object" ? own : undefined;
}

/** Columns that `missing` names must be there, and their strategies be such. */
export function checkMissing(missing: Missing | undefined, table: Table): void {
  if (missing === undefined || ofAll(missing) !== undefined) return;
  for (const [name, own] of Object.entries(missing)) {
    if (!table.places.has(name)) refuseName(name, own, table);
    if (isWord(own) || typeof own === "object") continue;
    const message = `"${name}" must be one of ${STRATEGIES.join(", ")} or {fill: …}, found ${JSON.stringify(own)}`;
    throw new Misfit("missing", message, `{fill: ${JSON.stringify(own)}} puts it in the place of missing values`);
  }
}

function refuseName(name: string, own: unknown, { names, file }: Table): never {
  const place: Within = { path: ["missing", name], of: "key" };
  const way = name === "fill" && isWord(own) ? `missing: ${own}` : oneOf(name, names, place);
  throw Misfit.of({ ...new Misfit("missing", `${file} has no column "${name}"`, way).issue, place });
}

/** As it is written in YAML. */
const key = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));
const written = (strategy: Strategy) =>
  typeof strategy === "string" ? strategy : `{fill: ${JSON.stringify(strategy.fill)}}`;

const PROPOSED: Readonly<Record<UsedColumn["role"], Strategy>> = {
  target: "drop",
  number: "mean",
  category: "most_frequent",
};

const hasMissing = ({ column }: UsedColumn) => column.cells.some(column.isMissing);
/** What may be filled in or dropped; other columns cannot be used anyway. */
const isUsable = ({ column, role }: UsedColumn) => role !== "number" || isNumeric(column);

function isFit({ role, strategy }: PlannedColumn): boolean {
  if (strategy === undefined) return false;
  if (role === "target") return strategy === "drop";
  return role === "number" || (strategy !== "mean" && strategy !== "median");
}

/** What to write for `missing`, with which every column that has missing values is taken. */
function remedyFor(columns: readonly PlannedColumn[]): string {
  const concerned = columns.filter((column) => hasMissing(column) && isUsable(column));
  const strategies = concerned.map((one) => (isFit(one) ? (one.strategy as Strategy) : PROPOSED[one.role]));
  const [first] = strategies as [Strategy];
  if (strategies.every((strategy) => strategy === first) && concerned.every(({ strategy }) => strategy === undefined))
    return `missing: ${written(first)}`;
  const entries = concerned.map(({ column }, index) => `${key(column.name)}: ${written(itemAt(strategies, index))}`);
  return `missing: {${entries.join(", ")}}`;
}

/** What the experiment says of missing values, and of the columns it takes. */
interface MissingChoice {
  readonly missing: Missing | undefined;
  readonly features?: readonly string[];
  readonly drop: readonly string[];
}

/** What is to be done about missing values, column by column. Throws Misfit for what cannot be done. */
export function planMissing(
  used: readonly UsedColumn[],
  { missing, features, drop }: MissingChoice,
): readonly PlannedColumn[] {
  const planned = used.map((one) => ({ ...one, strategy: strategyOf(missing, one.column.name) }));
  const wrong = planned.find((one) => hasMissing(one) && isUsable(one) && !isFit(one));
  if (wrong !== undefined) {
    const canDrop = wrong.role !== "target" && features === undefined;
    refuse(wrong, planned, canDrop ? `, or drop: ${JSON.stringify([...drop, wrong.column.name])}` : "");
  }
  for (const { column, role, strategy } of planned) {
    if (role !== "number" || typeof strategy !== "object" || typeof strategy.fill === "number") continue;
    if (!column.cells.some(column.isMissing)) continue;
    const message = `column "${column.name}" is numbers, but {fill: ${JSON.stringify(strategy.fill)}} is text`;
    throw new Misfit("missing", message, "fill in a number");
  }
  return planned;
}

function refuse(wrong: PlannedColumn, planned: readonly PlannedColumn[], or: string): never {
  const { column, role, strategy } = wrong;
  const row = column.cells.findIndex(column.isMissing);
  const cell = itemAt(column.cells, row);
  const found = `${column.place(row)} ${cell === "" ? "is empty" : `holds "${cell}", a missing value`}`;
  const why =
    strategy === undefined
      ? ""
      : role === "target"
        ? ", and targets can only be dropped"
        : `, and text has no ${strategy as string}`;
  const parameter =
    strategy !== undefined ? "missing" : role === "target" ? "target" : role === "category" ? "one_hot" : "path";
  throw new Misfit(parameter, `${found}${why}`, `mend the file, or ${remedyFor(planned)}${or}`);
}

/** The rows that do not lack what is to be dropped. */
export function keptRows(table: Table, planned: readonly PlannedColumn[]): readonly number[] {
  const dropping = planned.filter(({ strategy }) => strategy === "drop").map(({ column }) => column);
  return table.rows.flatMap((_, row) =>
    dropping.some(({ cells, isMissing }) => isMissing(itemAt(cells, row))) ? [] : [row],
  );
}

/** The table with these of its rows. */
export const withRows = (table: Table, kept: readonly number[]): Table => ({
  ...table,
  rows: kept.map((row) => itemAt(table.rows, row)),
  placeOf: (row) => table.placeOf(row < 0 ? row : itemAt(kept, row)),
});

/** What takes the place of missing values, which are NaN. @param training rows that it is worked out from */
export function fillerOf(name: string, values: Float64Array, training: Int32Array, strategy: Strategy): number {
  if (typeof strategy === "object") return Number(strategy.fill);
  const known = Float64Array.from(training, (row) => values[row] as number).filter((value) => !Number.isNaN(value));
  if (known.length === 0) {
    throw new Misfit(
      "missing",
      `column "${name}" has no value in any row to train on`,
      `add ${JSON.stringify(name)} to drop`,
    );
  }
  switch (strategy) {
    case "median":
      return medianOf(known.sort());
    case "most_frequent":
      return modeOf(known.sort());
    default:
      return known.reduce((sum, value) => sum + value, 0) / known.length;
  }
}

function medianOf(sorted: Float64Array): number {
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] as number, sorted[Math.floor(middle)] as number];
  return (low + high) / 2;
}

/** The least of the most frequent, as scikit-learn's SimpleImputer. */
function modeOf(sorted: Float64Array): number {
  let [best, most, from] = [sorted[0] as number, 0, 0];
  for (let at = 1; at <= sorted.length; at++) {
    if (sorted[at] === sorted[from]) continue;
    if (at - from > most) [best, most] = [sorted[from] as number, at - from];
    from = at;
  }
  return best;
}
