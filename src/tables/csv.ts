import { stringify } from "csv-stringify/sync";
import type { EpochRecord } from "../contracts/record.ts";
import type { Cell, Plan } from "../experiment/plan.ts";
import { shortestFloat32 } from "../numbers/float32.ts";
import { looksLikeNumber, numberLines, PROFILES, type Profile } from "./profile.ts";

/** A cell of a CSV file. null and undefined are empty cells. */
export type CsvCell = Cell | undefined;

/** Rows as lines of CSV (RFC 4180), each ending in LF. Text that a spreadsheet would run as a formula gets a leading `'`. */
export function csvLines(rows: readonly (readonly CsvCell[])[], profile: Profile = PROFILES.plain): string {
  if (profile.name === "plain" && rows.every(isPlain)) return rows.map(plainLine).join("");
  return stringify(rows as CsvCell[][], optionsOf(profile));
}

// csv-stringify's own guard leaves negative numbers alone, and with its own line end it quotes a lone CR as well as LF.
function optionsOf({ delimiter, decimal, guardsText }: Profile) {
  const cast = {
    boolean: (value: boolean) => String(value),
    number: (value: number) => String(value).replace(".", decimal),
    string: (value: string) => (guardsText && looksLikeNumber(value) ? `'${value}` : value),
  };
  return { escape_formulas: true, delimiter, cast };
}

/** Text that needs neither quotes nor a leading `'`. */
const PLAIN = /^[A-Za-z0-9_(][\w .:;()[\]<>=+*/-]*$/;

// csv-stringify takes about 8 µs per call and 0.3 µs per cell, which is a third of the cost of a run of one epoch.
function isPlain(row: readonly CsvCell[]): boolean {
  return row.length > 1 && row.every((cell) => typeof cell !== "string" || PLAIN.test(cell));
}

/** Empty for null and undefined, as in Array.join. */
const plainLine = (row: readonly CsvCell[]) => `${row.join(",")}\n`;

/** Whether some runs only confirm: the rows of all runs say so then. */
export const isConfirming = ({ adaptive }: Plan): boolean => (adaptive?.seeding?.fresh ?? []).length > 0;

/** The first cells of every row of a run: identity, axes, seed, and whether it only confirms. */
export function runCells(plan: Plan, run: string, cells: readonly Cell[], seed: number): readonly CsvCell[] {
  const { heads, adaptive } = plan;
  if (cells.length !== heads.length) throw new RangeError(`${cells.length} cells for ${heads.length} axes`);
  // A word: spreadsheets take true and false for formulas.
  const confirms = adaptive?.seeding?.fresh.includes(seed) ? "yes" : "no";
  return [run, ...cells, seed, ...(isConfirming(plan) ? [confirms] : [])];
}

/** The columns of epochs.csv after those cells, in order. */
export type EpochColumns = Pick<Plan, "rates" | "metrics">;

/** Heads of those columns. */
export const epochHeads = ({ rates, metrics }: EpochColumns): readonly string[] => [
  "epoch",
  "step",
  ...rates,
  ...metrics,
];

/**
 * The part of epochs.csv that a worker makes: one line per epoch, with the columns from `epoch` on, all numbers.
 * Values that a record lacks are empty cells.
 */
export function epochLines(records: readonly EpochRecord[], { rates, metrics }: EpochColumns): string {
  let lines = "";
  for (const record of records) {
    lines += `${record.epoch},${record.step ?? ""}`;
    for (const rate of rates) lines += `,${record.rates[rate] ?? ""}`;
    for (const metric of metrics) {
      const value = record.metrics[metric];
      lines += value === undefined ? "," : `,${shortestFloat32(value)}`;
    }
    lines += "\n";
  }
  return lines;
}

/** Puts the same cells before each row of numbers (see epochLines). */
export interface NumberRows {
  readonly cells: readonly CsvCell[];
  readonly lines: string;
}

/** The other part: puts the run's own cells before each line of `epochLines`. */
export function prefixLines({ cells, lines }: NumberRows, profile: Profile = PROFILES.plain): string {
  if (lines === "") return "";
  const prefix = `${csvLines([cells], profile).slice(0, -1)}${profile.delimiter}`;
  return `${prefix}${numberLines(lines, profile).slice(0, -1).split("\n").join(`\n${prefix}`)}\n`;
}
