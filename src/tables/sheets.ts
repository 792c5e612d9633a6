import type { Compared } from "../analysis/comparisons.ts";
import { directedMetrics, type Outcome, testFigure } from "../analysis/figures.ts";
import type { Marginals } from "../analysis/marginals.ts";
import { inFigures } from "../analysis/ratio.ts";
import type { Estimate } from "../analysis/statistics.ts";
import { summaryMetrics } from "../analysis/summary.ts";
import type { VariantSummary } from "../analysis/variant-summary.ts";
import { variantText } from "../analysis/wording.ts";
import type { Plan } from "../contracts/plan.ts";
import type { CsvCell } from "./csv.ts";

export type Row = readonly CsvCell[];

/** How long a run took, and where. */
export interface RunTiming {
  readonly seconds: number;
  /** Optimizer steps. */
  readonly steps: number;
  /** What trained it: the number of a thread, the name of a machine. */
  readonly worker: string | number;
  /** Graphics devices that its program had to itself. Default: one thread or program, as one device. */
  readonly devices?: number | undefined;
}

/** Hours that a run held devices: of each graphics device of its program, else of its thread or program. */
export const deviceHours = ({ seconds, devices = 1 }: RunTiming): number => (seconds * devices) / 3600;

const hasTarget = ({ objective }: Plan) => objective.target !== undefined;

/** Heads of runs.csv. */
export function runHeads(plan: Plan): Row {
  const metrics = directedMetrics(plan.metrics, plan.objective);
  const figures = [...metrics.map((metric) => `final_${metric}`), ...metrics.map((metric) => `best_${metric}`)];
  const target = hasTarget(plan) ? ["target_epoch"] : [];
  return [
    "run",
    ...plan.heads,
    "seed",
    "status",
    "epochs",
    ...figures,
    "best_epoch",
    ...target,
    ...(plan.tests ?? []),
    "error",
  ];
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
    ...(hasTarget(plan) ? [outcome.figures.target] : []),
    ...(plan.tests ?? []).map((column) => testFigure(outcome, column, plan.objective)),
    "error" in outcome ? outcome.error : undefined,
  ];
}

/** Heads of timings.csv: run times, kept apart so that the other files are reproducible. */
export const timingHeads: Row = ["run", "seconds", "device_hours", "steps_per_second", "worker"];

/** A row of timings.csv. */
export function timingRow(run: string, timing: RunTiming): Row {
  const { seconds, steps, worker } = timing;
  return [run, seconds, Number(deviceHours(timing).toPrecision(6)), seconds > 0 ? steps / seconds : undefined, worker];
}

const ESTIMATE = ["mean", "std", "median", "low", "high"];
const COMPARISON = [
  "difference",
  "difference_low",
  "difference_high",
  "difference_median",
  "difference_won",
  "g_z",
  "test",
  "p",
  "p_adjusted",
  "p_equivalent",
  "smallest_shown",
  "caution",
  "verdict",
];

/** Heads of summary.csv. */
export function summaryHeads(plan: Plan): Row {
  const named = (figure: string) => ESTIMATE.map((part) => `${figure}_${part}`);
  const figures = summaryMetrics(plan).flatMap((metric) => [...named(`final_${metric}`), ...named(`best_${metric}`)]);
  const target = hasTarget(plan) ? ["target_reached", ...named("target_epoch")] : [];
  const pruned = plan.adaptive?.pruning ? ["pruned"] : [];
  const counts = ["n", "diverged", "failed", "timeout", ...pruned, "seeds_won"];
  return [
    nameHead("variant", plan),
    ...plan.heads,
    "rank",
    "rank_low",
    "rank_high",
    "tied_with_best",
    ...counts,
    ...figures,
    ...target,
    nameHead("baseline", plan),
    ...COMPARISON,
  ];
}

/** Imported results may have an axis of that name. */
const nameHead = (head: string, { heads }: Plan) => (heads.includes(head) ? `${head}_name` : head);

/** A row of summary.csv, in which rows are by rank. */
export function summaryRow(plan: Plan, summary: VariantSummary): Row {
  const { cells, rank, n, diverged, failed, timeout, metrics, target } = summary;
  const figures = metrics.flatMap(({ final, best }) => [...estimateCells(final), ...estimateCells(best)]);
  const reached = target === undefined ? [] : [target.reached, ...estimateCells(target.epochs)];
  const pruned = summary.pruned === undefined ? [] : [summary.pruned];
  const counts = [n, diverged, failed, timeout, ...pruned, summary.seedsWon];
  // A word: spreadsheets take true and false for formulas.
  const isTied = rank === undefined ? undefined : summary.isTied ? "yes" : "no";
  const { low, high } = summary.rankInterval ?? { low: undefined, high: undefined };
  const { baseline } = summary;
  const against = baseline === undefined ? undefined : variantText(plan, plan.variant(baseline).cells);
  return [
    variantText(plan, cells),
    ...cells,
    ...[rank, low, high, isTied],
    ...counts,
    ...figures,
    ...reached,
    against,
    ...comparisonCells(summary),
  ];
}

function estimateCells(estimate: Estimate): Row {
  switch (estimate.kind) {
    case "none":
      return ESTIMATE.map(() => undefined);
    case "single":
      return [estimate.mean, undefined, estimate.median, undefined, undefined];
    case "interval":
      return [estimate.mean, estimate.std, estimate.median, estimate.low, estimate.high];
  }
}

/** In the order of COMPARISON. */
function comparisonCells(compared: Compared): Row {
  const { tested, won, pEquivalent, caution, verdict } = compared;
  const { difference, smallest } = inFigures(compared);
  const share = won && won.better / won.of;
  const found = [tested?.test, tested?.p, tested?.adjusted, pEquivalent, smallest, caution, verdict];
  switch (difference.kind) {
    case "none":
      return [...Array<undefined>(4).fill(undefined), share, undefined, ...found];
    case "identical":
      return ["identical", ...Array<undefined>(3).fill(undefined), share, undefined, ...found];
    case "single":
      return [difference.difference, ...Array<undefined>(3).fill(undefined), share, undefined, ...found];
    case "paired": {
      const { low, high, median, effect } = difference;
      return [difference.difference, low, high, median, share, effect, ...found];
    }
  }
}

/** Heads of marginals.csv. */
export const marginalHeads: Row = [
  "axis",
  "value",
  "to",
  "variants",
  "n",
  "diverged",
  "mean",
  "median",
  "share",
  "method",
];

/** The rows of marginals.csv: one for each value of each axis, then one for interactions and noise. */
export function marginalRows({ method, axes, interactions }: Marginals): readonly Row[] {
  const rows = axes.flatMap(({ axis, share, values }) =>
    values.map(({ value, to, variants, n, diverged, mean, median }): Row => {
      return [axis, value, to, variants, n, diverged, mean, median, share, method];
    }),
  );
  if (interactions === undefined) return rows;
  return [...rows, ["interactions", ...Array<undefined>(7).fill(undefined), interactions, method]];
}
