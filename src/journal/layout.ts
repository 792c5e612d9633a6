import { crc32 } from "node:zlib";
import Type from "typebox";
import { directedMetrics, directionOf, type Figures, figuresOf } from "../analysis/figures.ts";
import type { EpochRecord } from "../contracts/record.ts";
import type { Plan } from "../experiment/plan.ts";
import type { Direction } from "../numbers/direction.ts";
import { epochHeads } from "../tables/csv.ts";
import type { HiddenRates, RunResult } from "./record.ts";

export const layoutSchema = Type.Object({
  columns: Type.Array(Type.String()),
  directions: Type.Record(Type.String(), Type.Enum(["min", "max"])),
  target: Type.Optional(Type.Tuple([Type.String(), Type.Number()])),
});

/**
 * The meaning of the journal's lines and figures: the columns from `epoch` on, the direction in which each metric is
 * better, and the objective's target, if any.
 */
export interface RecordLayout {
  readonly columns: readonly string[];
  readonly directions: Readonly<Record<string, Direction>>;
  readonly target?: readonly [metric: string, value: number];
}

export function layoutOf(plan: Plan): RecordLayout {
  const { metrics, objective } = plan;
  const directed = directedMetrics(metrics, objective);
  return {
    columns: epochHeads(plan),
    directions: Object.fromEntries(directed.map((metric) => [metric, directionOf(metric, objective) ?? "min"])),
    ...(objective.target !== undefined && { target: [objective.metric, objective.target] as const }),
  };
}

/** Whether lines in the layout `recorded` have everything that the plan shows. Rates they lack are stored separately, or the run does not have them. */
export function covers(recorded: RecordLayout, { metrics }: Plan): boolean {
  return metrics.every((metric) => recorded.columns.includes(metric));
}

/** The rates to store besides the shown columns. */
export function hiddenRates(records: readonly EpochRecord[], shown: readonly string[]): HiddenRates {
  const hidden: Record<string, number | string> = {};
  for (const [rate, value] of Object.entries(records[0]?.rates ?? {})) {
    if (value === undefined || shown.includes(rate)) continue;
    const isConstant = records.every(({ rates }) => rates[rate] === value);
    if (isConstant) hidden[rate] = value;
    else if (records.every(({ rates }) => rates[rate] === rates.lr)) hidden[rate] = "lr";
  }
  return hidden;
}

/** The key of a layout: 8 hex digits. */
export function layoutKey(layout: RecordLayout): string {
  return crc32(JSON.stringify(layout)).toString(16).padStart(8, "0");
}

/** Layouts by key, and a small number for each key, even if its layout is lost. */
export class Layouts {
  readonly #keys: string[] = [];
  readonly #byKey = new Map<string, RecordLayout>();

  number(key: string): number {
    const known = this.#keys.indexOf(key);
    return known === -1 ? this.#keys.push(key) - 1 : known;
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  add(layout: RecordLayout): void {
    this.#byKey.set(layoutKey(layout), layout);
  }

  get all(): readonly RecordLayout[] {
    return [...this.#byKey.values()];
  }

  at(number: number): RecordLayout | undefined {
    return this.#byKey.get(this.#keys[number] ?? "");
  }
}

/** Converts a run recorded for another plan to this one. @param recorded a layout that covers the plan */
export function adapt(result: RunResult, recorded: RecordLayout, plan: Plan): RunResult {
  const cellsOf = layoutOf(plan).columns.map((column) => cellReader(column, recorded, result.hidden));
  const rows = result.lines
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split(","));
  const lines = rows.map((row) => `${cellsOf.map((cell) => cell(row)).join(",")}\n`).join("");
  const { tests } = result.outcome.figures;
  const figures = { ...figuresIn(rows, recorded, plan), ...(tests && { tests }) };
  return { ...result, lines, outcome: { ...result.outcome, figures } };
}

function figuresIn(rows: readonly (readonly string[])[], { columns }: RecordLayout, plan: Plan): Figures {
  const records = rows.map((row) => recordOf(row, columns));
  return figuresOf(records, plan.metrics, plan.objective);
}

/** A run as it was after a number of epochs, from its lines as the plan shows them. A run that had ended by then is unchanged. */
export function cutAt(result: RunResult, epochs: number, plan: Plan): RunResult {
  if (result.outcome.figures.epochs <= epochs) return result;
  const rows = result.lines.split("\n").slice(0, epochs);
  const figures = figuresIn(
    rows.map((row) => row.split(",")),
    layoutOf(plan),
    plan,
  );
  return { ...result, lines: rows.map((row) => `${row}\n`).join(""), outcome: { status: "pruned", figures } };
}

function cellReader(
  column: string,
  { columns }: RecordLayout,
  hidden: HiddenRates,
): (row: readonly string[]) => string {
  const known = hidden[column];
  const place = columns.indexOf(typeof known === "string" ? known : column);
  if (place === -1) return () => (known === undefined ? "" : String(known));
  return (row) => row[place] ?? "";
}

/** The figures of a row. They are written in the shortest form of a float32. */
function recordOf(row: readonly string[], columns: readonly string[]): EpochRecord {
  const figure = (text: string) => (text === "" ? undefined : Math.fround(Number(text)));
  const metrics = Object.fromEntries(columns.map((column, i) => [column, figure(row[i] ?? "")]));
  return { epoch: Number(row[columns.indexOf("epoch")]), step: 0, rates: {}, metrics };
}
