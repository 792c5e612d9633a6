import { itemAt } from "../numbers/item-at.ts";
import type { ReportData } from "../report/data.ts";

/** What a learning rate is called, as the last word of an axis's path; the first found is the one that counts. */
const RATES = ["lr", "learning_rate", "max_lr", "base_lr"];

/** More values than these are no colours. */
const MOST_COLOURS = 35;

const lastWord = (head: string) => head.split(/[.+\s]+/).at(-1) ?? head;

/** Columns under which variants differ. */
export const varyingColumns = ({ heads, variants }: ReportData): readonly number[] =>
  [...heads.keys()].filter((column) => valuesUnder(variants, column).size > 1);

const valuesUnder = (variants: ReportData["variants"], column: number) =>
  new Set(variants.map(({ cells }) => cells[column] ?? null));

/** The column of the learning rate, if every variant has one: the optimizer's before a scheduler's. */
export function rateColumn(data: ReportData): number | undefined {
  const isNumeric = (column: number) => data.variants.every(({ cells }) => typeof cells[column] === "number");
  const numeric = varyingColumns(data).filter(isNumeric);
  return RATES.map((name) => numeric.find((column) => lastWord(itemAt(data.heads, column)) === name)).find(
    (column) => column !== undefined,
  );
}

/** Columns whose values can have a colour each. */
export const colourColumns = (data: ReportData): readonly number[] =>
  varyingColumns(data).filter((column) => valuesUnder(data.variants, column).size <= MOST_COLOURS);

/** The column that has the colours at first: the schedule, then any other than the rate. */
export function scheduleColumn(data: ReportData): number | undefined {
  const rate = rateColumn(data);
  const columns = colourColumns(data);
  const is = (test: (head: string) => boolean) => columns.find((column) => test(itemAt(data.heads, column)));
  return is((head) => head === "scheduler") ?? columns.find((column) => column !== rate) ?? columns[0];
}

/** Whether an axis is one to choose the best of, as part of a schedule or of its optimizer, and not a setting of its own. */
export const isTuned = (head: string): boolean => /^(?:optimizer|scheduler)\b/.test(head);
