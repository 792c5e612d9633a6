import { Misfit } from "../contracts/part.ts";
import { columnOf, isNumber, isText, numbers, type TextColumn } from "../datasets/families/categories.ts";
import { classesOf } from "../datasets/families/classes.ts";
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
  const rows = table.rows.length;
  if (rows < 2) throw new Misfit("path", `${table.file} has too few rows: ${rows}`, "2 rows or more");
  const column = columnOf(table, target);
  const empty = column.cells.indexOf("");
  if (empty !== -1) throw new Misfit("target", `${column.place(empty)} is empty`, "fill it, or take the row out");
  const taken = guessTask(column);
  const task = asked ?? taken.task;
  const features = readFeatures(table, target);
  const validation = heldOutOf(column, task, rows);
  const classes = task === "classification" ? countClasses(column, validation) : 0;
  const isLarge = task === "regression" && spread(column) > LARGE;
  const guesses = [
    ...(asked === undefined ? [taken.guess] : []),
    ...features.guesses,
    ...(validation === 0 ? ["no rows are held out: the file has too few, in all or of a class"] : []),
    ...(isLarge ? [`${quote(target)} varies by hundreds or more: a linear model with SGD is the safe start`] : []),
  ];
  const { drop, one_hot } = features;
  return { target, task, classes, rows, drop, one_hot, validation, isLarge, guesses: guesses.map(oneLine) };
}

function guessTask(column: TextColumn): { readonly task: Task; readonly guess: string } {
  const { name, cells } = column;
  const distinct = [...new Set(cells)];
  if (isText(column))
    return { task: "classification", guess: `${quote(name)} is text: taken for classes (${shown(distinct)})` };
  const values = new Set(cells.map(Number));
  const areFew = values.size <= MOST_WHOLE_CLASSES && 2 * values.size <= cells.length;
  const areWhole = cells.every((cell) => isNumber(cell) && Number.isInteger(Number(cell)));
  if (areFew && areWhole) {
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
  readonly guesses: readonly string[];
}

function readFeatures(table: Table, target: string): Features {
  const names = table.names.filter((name) => name !== target);
  const unfit = names.map((name) => columnOf(table, name)).filter(({ cells }) => !cells.every(isNumber));
  const categories = unfit.filter(isCategories);
  const dropped = unfit.filter((column) => !isCategories(column));
  if (dropped.length === names.length) {
    const message = `${table.file} has no column to predict ${quote(target)} from`;
    throw new Misfit("path", message, "a column of numbers, or of text that repeats, without empty cells");
  }
  const one_hot = categories.map(({ name }) => name);
  const drop = dropped.map(({ name }) => name);
  const guesses = [
    ...(one_hot.length > 0 ? [`text that repeats is taken for categories: ${listed(one_hot.map(quote))}`] : []),
    ...dropped.map((column) => `${quote(column.name)} is dropped: ${whyDropped(column)}`),
  ];
  return { drop, one_hot, guesses };
}

function isCategories(column: TextColumn): boolean {
  const distinct = new Set(column.cells).size;
  return (
    isText(column) && !column.cells.includes("") && distinct <= MOST_CATEGORIES && 2 * distinct <= column.cells.length
  );
}

function whyDropped({ cells, place }: TextColumn): string {
  const empty = cells.indexOf("");
  if (empty !== -1) return `${place(empty)} is empty`;
  const wrong = cells.findIndex((cell) => !isNumber(cell));
  return `${place(wrong)} holds ${quote(itemAt(cells, wrong))}, and there are too many different texts for categories`;
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
    return classesOf(column, { max_categories: MOST_CLASSES, validation, seed: 0 }).names.length;
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
