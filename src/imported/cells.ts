import type { Cell } from "../experiment/plan.ts";
import { type Decimal, decimalEvidence, numberIn } from "../formats/decimal.ts";
import type { Table } from "../formats/table.ts";

const NAMED: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
};

/** The decimal sign of a table's numbers: a comma only where that is certain. */
export function decimalOf({ rows, format }: Table, columns: readonly number[]): Decimal {
  if (format.delimiter === ",") return ".";
  const { comma, point } = decimalEvidence(rows, columns);
  return comma !== undefined && point === undefined ? "," : ".";
}

/** A figure, which may be NaN or infinite by name; undefined for other text. */
export function figureIn(cell: string, decimal: Decimal): number | undefined {
  const [, sign, word = ""] = /^([+-]?)([a-z]+)$/i.exec(cell) ?? [];
  const named = Object.hasOwn(NAMED, word.toLowerCase()) ? NAMED[word.toLowerCase()] : undefined;
  if (named !== undefined) return sign === "-" ? -named : named;
  const number = numberIn(cell, decimal);
  return Number.isNaN(number) ? undefined : number;
}

/** A value of an axis: a number as one, "" as one that does not apply. */
export function valueIn(cell: string, decimal: Decimal): Cell {
  if (cell === "") return null;
  const number = numberIn(cell, decimal);
  return Number.isFinite(number) ? number : cell;
}

/** A whole number from 0 on, which Pandas may have written as 3.0; undefined for anything else. */
export function countIn(cell: string, decimal: Decimal): number | undefined {
  const number = numberIn(cell, decimal);
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** Words by which trackers say how a run ended. */
const ENDS: Readonly<Record<string, "ok" | "failed" | "timeout" | "diverged">> = {
  ok: "ok",
  finished: "ok",
  completed: "ok",
  complete: "ok",
  success: "ok",
  done: "ok",
  failed: "failed",
  crashed: "failed",
  killed: "failed",
  error: "failed",
  timeout: "timeout",
  diverged: "diverged",
};

/** Those words, for messages. */
export const END_WORDS = Object.keys(ENDS);

/** How a run ended; undefined for an unknown word. */
export const endIn = (cell: string) => {
  const word = cell.toLowerCase();
  return Object.hasOwn(ENDS, word) ? ENDS[word] : undefined;
};
