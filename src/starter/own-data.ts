import { Misfit } from "../contracts/part.ts";
import { classesOf } from "../datasets/families/classes.ts";
import { findDecimal } from "../datasets/families/decimal-sign.ts";
import { planSplit } from "../datasets/families/split.ts";
import {
  columnOf,
  isDate,
  isNumeric,
  isText,
  MISSING_VALUES,
  missingIn,
  numbers,
  type TextColumn,
  unreadableNumber,
  valueIn,
} from "../datasets/families/text-column.ts";
import type { Decimal } from "../formats/decimal.ts";
import { columnAt, type Table } from "../formats/table.ts";
import { oneLine } from "../issues/printable.ts";
import { listed } from "../issues/suggest.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Task } from "./choices.ts";

/** What a table of the user's own is taken for. */
export interface OwnData {
  readonly target: string;
  readonly task: Task;
  /** 0 where numbers are predicted. */
  readonly classes: number;
  readonly rows: number;
  readonly drop: readonly string[];
  readonly one_hot: readonly string[];
  /** What becomes of missing values, by column. */
  readonly missing: Readonly<Record<string, string>>;
  /** Undefined where the file tells. */
  readonly decimal: Decimal | undefined;
  /** Share of rows held out. */
  readonly validation: number;
  /** Whether the targets are so large that a network's first weights are far from them. */
  readonly isLarge: boolean;
  /** What was guessed and why, a sentence each. */
  readonly guesses: readonly string[];
}

/** More distinct whole numbers than this are a quantity. */
const MOST_WHOLE_CLASSES = 10;
/** More distinct texts than this are names of rows, or free text. */
const MOST_CATEGORIES = 20;
const MOST_CLASSES = 100;
/** A standard deviation beyond it is out of a network's easy reach. */
const LARGE = 100;
const HELD_OUT = 0.2;
const FEWEST_TO_HOLD_OUT = 10;

const quote = (text: string) => JSON.stringify(text);

/**
 * Looks at a table: which columns can be used, and whether the target is classes or numbers.
 * @param asked the task, where the user has said it
 * @throws Misfit for a target that is not there, or is neither, and where nothing is left to predict from
 */
export function readOwnData(table: Table, target: string, asked: Task | undefined): OwnData {
  columnAt(table, "target", target);
  const { decimal, isTold } = decimalOf(table);
  const columns = table.names.map((name) =>
    columnOf(table, name, { decimal, isMissing: missingIn(MISSING_VALUES, decimal) }),
  );
  const whole = columns.find(({ name }) => name === target) as TextColumn;
  const column = present(whole);
  const rows = column.cells.length;
  if (rows < 2) throw new Misfit("path", `${table.file} has too few rows: ${rows}`, "2 rows or more");
  refuseUnreadable(column, asked);
  const taken = guessTask(column);
  const task = asked ?? taken.task;
  const features = readFeatures(
    table,
    columns.filter((one) => one !== whole),
    target,
  );
  const validation = heldOutOf(column, task, rows);
  const classes = task === "classification" ? countClasses(column, validation) : 0;
  const isLarge = task === "regression" && spread(column) > LARGE;
  const lacks = rows < table.rows.length;
  const guesses = [
    ...(isTold
      ? []
      : [`numbers such as 1,234 may be meant either way: ${quote(decimal)} is taken for the decimal sign`]),
    ...(asked === undefined ? [taken.guess] : []),
    ...(lacks ? [`rows without ${quote(target)} are left out`] : []),
    ...features.guesses,
    ...(validation === 0 ? ["no rows are held out: the file has too few, in all or of a class"] : []),
    ...(isLarge ? [`${quote(target)} varies by hundreds or more: a linear model with SGD is the safe start`] : []),
  ];
  const { drop, one_hot } = features;
  const missing = { ...(lacks && { [target]: "drop" }), ...features.missing };
  return {
    ...{ target, task, classes, rows, drop, one_hot, missing, validation, isLarge },
    decimal: isTold ? undefined : decimal,
    guesses: guesses.map(oneLine),
  };
}

/** The file's decimal sign; where it does not tell, what goes with what separates its cells. */
function decimalOf(table: Table): { readonly decimal: Decimal; readonly isTold: boolean } {
  try {
    return { decimal: findDecimal(table, table.names), isTold: true };
  } catch (error) {
    if (!(error instanceof Misfit) || error.parameter !== "decimal") throw error;
    return { decimal: table.format.delimiter === ";" ? "," : ".", isTold: false };
  }
}

/** The column without its missing values. */
function present(column: TextColumn): TextColumn {
  const kept = column.cells.flatMap((cell, row) => (column.isMissing(cell) ? [] : [row]));
  return {
    ...column,
    cells: kept.map((row) => itemAt(column.cells, row)),
    place: (row) => column.place(itemAt(kept, row)),
  };
}

function refuseUnreadable(column: TextColumn, asked: Task | undefined): void {
  if (asked !== undefined || !isText(column)) return;
  const row = column.cells.findIndex((cell) => unreadableNumber(cell, column.decimal) !== undefined);
  if (row === -1) return;
  const { problem, remedy } = unreadableNumber(itemAt(column.cells, row), column.decimal) as {
    problem: string;
    remedy: string;
  };
  throw new Misfit(
    "target",
    `${column.place(row)} ${problem}`,
    `${remedy}, or --task classification if each is a class`,
  );
}

function guessTask(column: TextColumn): { readonly task: Task; readonly guess: string } {
  const { name, cells } = column;
  if (isText(column))
    return {
      task: "classification",
      guess: `${quote(name)} is text: taken for classes (${shown([...new Set(cells)])})`,
    };
  const values = new Set(cells.map((cell) => valueIn(column, cell)));
  const areFew = values.size <= MOST_WHOLE_CLASSES && 2 * values.size <= cells.length;
  if (areFew && [...values].every(Number.isInteger)) {
    const guess = `${quote(name)} has ${values.size} whole numbers (${shown([...values].sort((a, b) => a - b))}): taken for classes; --task regression takes it for a quantity`;
    return { task: "classification", guess };
  }
  return { task: "regression", guess: `${quote(name)} is numbers: taken for a quantity` };
}

const SHOWN = 4;
const shown = (values: readonly (string | number)[]) =>
  listed(values.slice(0, SHOWN).map((value) => JSON.stringify(value))) + (values.length > SHOWN ? ", …" : "");

interface Features {
  readonly drop: readonly string[];
  readonly one_hot: readonly string[];
  readonly missing: Readonly<Record<string, string>>;
  readonly guesses: readonly string[];
}

function readFeatures(table: Table, columns: readonly TextColumn[], target: string): Features {
  const why = new Map(columns.map((column) => [column, whyDropped(column, table)]));
  const dropped = columns.filter((column) => why.get(column) !== undefined);
  const used = columns.filter((column) => !dropped.includes(column));
  if (used.length === 0) {
    const message = `${table.file} has no column to predict ${quote(target)} from`;
    throw new Misfit("path", message, "a column of numbers, or of text that repeats");
  }
  const one_hot = used.filter((column) => !isNumeric(column)).map(({ name }) => name);
  const gaps = used.filter(({ cells, isMissing }) => cells.some(isMissing));
  const missing = Object.fromEntries(gaps.map((column) => [column.name, isNumeric(column) ? "mean" : "most_frequent"]));
  const filled = gaps.map(({ name }) => `${quote(name)} (${missing[name]})`);
  const guesses = [
    ...(one_hot.length > 0 ? [`text that repeats is taken for categories: ${listed(one_hot.map(quote))}`] : []),
    ...(filled.length > 0 ? [`missing values are filled in: ${listed(filled)}`] : []),
    ...dropped.map((column) => `${quote(column.name)} is dropped: ${why.get(column)}`),
  ];
  return { drop: dropped.map(({ name }) => name), one_hot, missing, guesses };
}

function isCategories(column: TextColumn): boolean {
  const { cells } = present(column);
  const distinct = new Set(cells).size;
  return isText(column) && !cells.some(isDate) && distinct <= MOST_CATEGORIES && 2 * distinct <= cells.length;
}

/** Undefined where a column can be used. */
function whyDropped(column: TextColumn, { unnamed }: Table): string | undefined {
  const { cells, place, isMissing } = column;
  if (unnamed.includes(column.name)) return "the header does not name it";
  const gaps = cells.filter(isMissing).length;
  if (2 * gaps > cells.length) return `most of its values are missing`;
  if (isNumeric(column) || isCategories(column)) return undefined;
  const wrong = cells.findIndex((cell) => !isMissing(cell) && Number.isNaN(valueIn(column, cell)));
  const found = `${place(wrong)} holds ${quote(itemAt(cells, wrong))}`;
  if (isDate(itemAt(cells, wrong))) return `${found}, a date`;
  return `${found}, and there are too many different texts for categories`;
}

/** None where too few rows, or all rows of a class, would be held out. */
function heldOutOf(column: TextColumn, task: Task, rows: number): number {
  if (rows < FEWEST_TO_HOLD_OUT) return 0;
  if (task === "regression") return HELD_OUT;
  try {
    countClasses(column, HELD_OUT);
    return HELD_OUT;
  } catch (error) {
    if (error instanceof Misfit && error.parameter === "validation") return 0;
    throw error;
  }
}

function countClasses(column: TextColumn, validation: number): number {
  try {
    const { labels, indices } = classesOf(column, MOST_CLASSES);
    const targets = { of: indices, names: labels.map(({ name }) => name) };
    planSplit({ own: indices.length }, { validation, seed: 0 }, { targets, isDrawn: false });
    return labels.length;
  } catch (error) {
    if (!(error instanceof Misfit) || error.parameter === "validation") throw error;
    throw new Misfit("target", error.message, "--task regression, or another column");
  }
}

/** Standard deviation. Throws Misfit at the first cell that is no number. */
function spread(column: TextColumn): number {
  const values = numbers(column, "target", () => "--task classification, or another column");
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let variance = 0;
  for (const value of values) variance += ((value - mean) * (value - mean)) / values.length;
  return Math.sqrt(variance);
}
