import type { Plan } from "../definition/plan.ts";
import type { CsvCell } from "./csv.ts";
import { directedMetrics, type Outcome } from "./figures.ts";
import type { Comparison, Estimate } from "./statistics.ts";
import { summaryMetrics, type VariantSummary } from "./summary.ts";

type Row = readonly CsvCell[];

/** How long a run took, and where. */
export interface Timing {
  readonly seconds: number;
  /** Optimizer steps. */
  readonly steps: number;
  /** What ran it: a thread's number, a machine's name. */
  readonly worker: string | number;
}

/** Heads of runs.csv. */
export function runHeads(plan: Plan): Row {
  const metrics = directedMetrics(plan.metrics, plan.objective);
  const figures = [...metrics.map((metric) => `final_${metric}`), ...metrics.map((metric) => `best_${metric}`)];
  return ["run", ...plan.heads, "seed", "status", "epochs", ...figures, "best_epoch", "error"];
}

/** A row of runs.csv. @param cells see runCells */
export function runRow(plan: Plan, cells: Row, outcome: Outcome): Row {
  const metrics = directedMetrics(plan.metrics, plan.objective);
  const figures = outcome.figures.metrics;
  return [
    ...cells,
    outcome.status,
    outcome.figures.epochs,
    ...metrics.map((metric) => figures[metric]?.final),
    ...metrics.map((metric) => figures[metric]?.best?.value),
    figures[plan.objective.metric]?.best?.epoch,
    "error" in outcome ? outcome.error : undefined,
  ];
}

/** Heads of timings.csv, where whatever depends on the clock is, so that the other files do not. */
export const timingHeads: Row = ["run", "seconds", "steps_per_second", "worker"];

/** A row of timings.csv. */
export function timingRow(run: string, { seconds, steps, worker }: Timing): Row {
  return [run, seconds, seconds > 0 ? steps / seconds : undefined, worker];
}

/** Heads of summary.csv. */
export function summaryHeads(plan: Plan): Row {
  const figures = summaryMetrics(plan).flatMap((metric) =>
    [`final_${metric}`, `best_${metric}`].flatMap((figure) =>
      ["mean", "std", "low", "high"].map((part) => `${figure}_${part}`),
    ),
  );
  const difference = ["difference", "difference_low", "difference_high", "p"];
  const pruned = plan.adaptive?.pruning ? ["pruned"] : [];
  return [...plan.heads, "rank", "n", "diverged", "failed", "timeout", ...pruned, ...figures, ...difference];
}

/** A row of summary.csv. */
export function summaryRow(summary: VariantSummary): Row {
  const { cells, rank, n, diverged, failed, timeout, metrics, difference } = summary;
  const pruned = summary.pruned === undefined ? [] : [summary.pruned];
  const figures = metrics.flatMap(({ final, best }) => [...estimateCells(final), ...estimateCells(best)]);
  return [...cells, rank, n, diverged, failed, timeout, ...pruned, ...figures, ...comparisonCells(difference)];
}

function estimateCells(estimate: Estimate): Row {
  switch (estimate.kind) {
    case "none":
      return [undefined, undefined, undefined, undefined];
    case "single":
      return [estimate.mean, undefined, undefined, undefined];
    case "interval":
      return [estimate.mean, estimate.std, estimate.low, estimate.high];
  }
}

function comparisonCells(comparison: Comparison): Row {
  switch (comparison.kind) {
    case "none":
      return [undefined, undefined, undefined, undefined];
    case "identical":
      return ["identical", undefined, undefined, undefined];
    case "single":
      return [comparison.difference, undefined, undefined, undefined];
    case "paired":
      return [comparison.difference, comparison.low, comparison.high, comparison.p];
  }
}
