import { directionOfColumn } from "../contracts/direction-of-column.ts";
import type { EpochRecord } from "../contracts/record.ts";
import type { Objective } from "../experiment/plan.ts";
import { type Direction, isBetter } from "../numbers/direction.ts";
import { shortestFloat32 } from "../numbers/float32.ts";
import { ownValue } from "../numbers/own.ts";

/** A metric's best row. */
interface BestEpoch {
  readonly value: number;
  /** Counted from 1. Of equal values, the earliest. */
  readonly epoch: number;
}

/** One metric of a run, as written in its rows. undefined if no row has it (best: if no row has a number). */
export interface MetricFigures {
  readonly final: number | undefined;
  readonly best: BestEpoch | undefined;
}

/** The figures of a run: its number of epochs, and each metric that has a direction. */
export interface Figures {
  readonly epochs: number;
  readonly metrics: Readonly<Record<string, MetricFigures>>;
  /** The first epoch at which the objective's metric reached its target. undefined if none did or there is no target. */
  readonly target?: number | undefined;
  /** What was measured on test rows after each epoch, by column. Nothing is decided by it. */
  readonly tests?: Readonly<Record<string, readonly (number | undefined)[]>>;
}

/** How a run ended, and its figures. If it failed or timed out, they cover the epochs it finished. */
export type Outcome =
  | { readonly status: "ok"; readonly figures: Figures }
  | { readonly status: "diverged"; readonly figures: Figures }
  | { readonly status: "pruned"; readonly figures: Figures }
  | { readonly status: "failed" | "timeout"; readonly figures: Figures; readonly error: string };

/** The direction in which a metric is better. The objective's is set by the experiment; a norm has none. */
export function directionOf(metric: string, { metric: ranked, mode, directions }: Objective): Direction | undefined {
  if (metric === ranked) return mode;
  return directions === undefined ? directionOfColumn(metric) : ownValue(directions, metric);
}

/** The metrics that have figures, in column order. */
export function directedMetrics(metrics: readonly string[], objective: Objective): readonly string[] {
  return metrics.filter((metric) => directionOf(metric, objective) !== undefined);
}

/** The figures of a run, from the values as written in its rows. */
export function figuresOf(records: readonly EpochRecord[], metrics: readonly string[], objective: Objective): Figures {
  const figures: Record<string, MetricFigures> = {};
  for (const metric of metrics) {
    const direction = directionOf(metric, objective);
    if (direction === undefined) continue;
    figures[metric] = { final: written(records.at(-1), metric), best: bestOf(records, metric, direction) };
  }
  const target = targetEpoch(records, objective);
  const tests = testsOf(records);
  const more = { ...(target !== undefined && { target }), ...(tests !== undefined && { tests }) };
  return { epochs: records.length, metrics: figures, ...more };
}

function testsOf(records: readonly EpochRecord[]): Figures["tests"] {
  const columns = Object.keys(records[0]?.tests ?? {});
  if (columns.length === 0) return undefined;
  const written = (value: number | undefined) => (value === undefined ? undefined : shortestFloat32(value));
  return Object.fromEntries(columns.map((column) => [column, records.map(({ tests }) => written(tests?.[column]))]));
}

/** A figure of the test rows: at the final weights, or at those of the best epoch; of runs that came to their end only. */
export function testFigure(
  { status, figures }: Outcome,
  column: string,
  { metric, at }: Objective,
): number | undefined {
  if (status !== "ok") return undefined;
  const epoch = at === "best" ? figures.metrics[metric]?.best?.epoch : figures.epochs;
  return epoch === undefined ? undefined : figures.tests?.[column]?.[epoch - 1];
}

/** Compares written values, as a spreadsheet would. */
function targetEpoch(records: readonly EpochRecord[], { metric, mode, target }: Objective): number | undefined {
  if (target === undefined) return undefined;
  const reached = records.find((record) => {
    const value = written(record, metric);
    return value !== undefined && !isBetter(mode, target, value);
  });
  return reached?.epoch;
}

function written(record: EpochRecord | undefined, metric: string): number | undefined {
  const value = record?.metrics[metric];
  return value === undefined ? undefined : shortestFloat32(value);
}

function bestOf(records: readonly EpochRecord[], metric: string, direction: Direction): BestEpoch | undefined {
  let best: BestEpoch | undefined;
  for (const { epoch, metrics } of records) {
    const value = metrics[metric];
    if (value === undefined || Number.isNaN(value)) continue;
    if (best === undefined || isBetter(direction, value, best.value)) best = { value, epoch };
  }
  return best && { value: shortestFloat32(best.value), epoch: best.epoch };
}

/** The objective's figure of a run. */
export function figureAt({ metrics }: Figures, { metric, at }: Objective): number | undefined {
  return at === "final" ? metrics[metric]?.final : metrics[metric]?.best?.value;
}
