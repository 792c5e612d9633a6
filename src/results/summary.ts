import type { Cell, Plan } from "../definition/plan.ts";
import { directedMetrics, type Figures, type Outcome } from "./figures.ts";
import { type Comparison, compare, type Estimate, estimate } from "./statistics.ts";

/** The outcome of a run, by its number in the plan. */
export type OutcomeOf = (run: number) => Outcome;

/** A metric over a variant's finished runs. */
export interface MetricSummary {
  readonly metric: string;
  readonly final: Estimate;
  readonly best: Estimate;
}

/** A variant over its seeds. Figures are over `n`, the runs that ended ok. */
export interface VariantSummary {
  readonly variant: number;
  readonly cells: readonly Cell[];
  /** From 1; equals share it. Undefined if every run failed. */
  readonly rank: number | undefined;
  readonly n: number;
  readonly diverged: number;
  readonly failed: number;
  readonly timeout: number;
  /** The objective's metric first, then the others in the order of their columns. */
  readonly metrics: readonly MetricSummary[];
  /** The objective's figure less the baseline's, over the seeds both finished. */
  readonly difference: Comparison;
}

/** One summary per variant, in plan order. */
export function summarize(plan: Plan, outcomeOf: OutcomeOf): readonly VariantSummary[] {
  const summaries = Array.from({ length: plan.variants }, (_, variant) => summarizeVariant(plan, outcomeOf, variant));
  return withRanks(plan, summaries);
}

/** The metrics of summary.csv: the objective's first. */
export function summaryMetrics(plan: Plan): readonly string[] {
  const { metric } = plan.objective;
  return [metric, ...directedMetrics(plan.metrics, plan.objective).filter((other) => other !== metric)];
}

/** The objective's estimate of a variant. */
export function objectiveOf(plan: Plan, summary: VariantSummary): Estimate {
  return summary.metrics[0]?.[plan.objective.at] ?? { kind: "none" };
}

function summarizeVariant(plan: Plan, outcomeOf: OutcomeOf, variant: number): VariantSummary {
  const outcomes = plan.seeds.map((_, seed) => outcomeOf(seed * plan.variants + variant));
  const finished = outcomes.filter(({ status }) => status === "ok").map(({ figures }) => figures);
  const count = (status: Outcome["status"]) => outcomes.filter((outcome) => outcome.status === status).length;
  return {
    variant,
    cells: plan.variant(variant).cells,
    rank: undefined,
    n: finished.length,
    diverged: count("diverged"),
    failed: count("failed"),
    timeout: count("timeout"),
    metrics: summaryMetrics(plan).map((metric) => ({
      metric,
      final: estimate(figuresAt(finished, metric, "final")),
      best: estimate(figuresAt(finished, metric, "best")),
    })),
    difference: compareWithBaseline(plan, outcomeOf, variant),
  };
}

function figureOf(figures: Figures, metric: string, at: "final" | "best"): number | undefined {
  const found = figures.metrics[metric];
  return at === "final" ? found?.final : found?.best?.value;
}

const figuresAt = (finished: readonly Figures[], metric: string, at: "final" | "best") =>
  finished.map((figures) => figureOf(figures, metric, at)).filter((value) => value !== undefined);

function compareWithBaseline(plan: Plan, outcomeOf: OutcomeOf, variant: number): Comparison {
  const baseline = plan.baselineOf(variant);
  if (baseline === undefined) return { kind: "none" };
  const figure = (run: number) => {
    const { status, figures } = outcomeOf(run);
    return status === "ok" ? figureOf(figures, plan.objective.metric, plan.objective.at) : undefined;
  };
  const differences: number[] = [];
  for (const seed of plan.seeds.keys()) {
    const own = figure(seed * plan.variants + variant);
    const other = figure(seed * plan.variants + baseline);
    if (own !== undefined && other !== undefined) differences.push(own - other);
  }
  return compare(differences);
}

/** Fewest diverged first, by share of the runs that did not fail, then by the objective's mean; numbers before NaN. */
function withRanks(plan: Plan, summaries: readonly VariantSummary[]): readonly VariantSummary[] {
  const sign = plan.objective.mode === "min" ? 1 : -1;
  const keys = summaries.map((summary) => {
    const estimated = objectiveOf(plan, summary);
    const mean = estimated.kind === "none" ? Number.NaN : sign * estimated.mean;
    return { share: summary.diverged / (summary.diverged + summary.n), mean };
  });
  const order = (a: number, b: number) =>
    compareNumbers(keys[a]?.share, keys[b]?.share) || compareNumbers(keys[a]?.mean, keys[b]?.mean);
  const sorted = summaries.map(({ variant }) => variant).sort((a, b) => order(a, b) || a - b);
  const ranks = new Map<number, number>();
  sorted.forEach((variant, place) => {
    const before = sorted[place - 1];
    ranks.set(
      variant,
      before !== undefined && order(before, variant) === 0 ? (ranks.get(before) as number) : place + 1,
    );
  });
  return summaries.map((summary) => ({
    ...summary,
    rank: summary.n + summary.diverged > 0 ? ranks.get(summary.variant) : undefined,
  }));
}

function compareNumbers(a = Number.NaN, b = Number.NaN): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : Number(a > b);
}
