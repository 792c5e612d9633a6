import type { Cell, Plan } from "../definition/plan.ts";
import { directedMetrics, type Figures, type Outcome } from "./figures.ts";
import type { Summarized } from "./outcomes.ts";
import { type Comparison, compare, type Estimate, estimate } from "./statistics.ts";

/** The outcome of a run, by its number in the plan. */
export type OutcomeOf = (run: number) => Summarized;

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
  /** Undefined where the plan prunes none. */
  readonly pruned: number | undefined;
  /** The objective's metric first, then the others in the order of their columns. */
  readonly metrics: readonly MetricSummary[];
  /** The objective's figure less the baseline's, over the seeds both finished. */
  readonly difference: Comparison;
}

/** The variants over their seeds, in plan order. Each is made when asked for: there may be a million. */
export interface Summary extends Iterable<VariantSummary> {
  readonly count: number;
  at(variant: number): VariantSummary;
  /** The first so many by rank; equals in plan order, those without a rank last. */
  best(limit: number): readonly VariantSummary[];
}

export function summarize(plan: Plan, outcomeOf: OutcomeOf): Summary {
  const { ranks, order } = rank(plan, outcomeOf);
  const at = (variant: number) => summarizeVariant(plan, outcomeOf, variant, ranks[variant] || undefined);
  return {
    count: plan.variants,
    at,
    best: (limit) => Array.from(order.subarray(0, limit), at),
    *[Symbol.iterator]() {
      for (let variant = 0; variant < plan.variants; variant++) yield at(variant);
    },
  };
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

function summarizeVariant(plan: Plan, outcomeOf: OutcomeOf, variant: number, rank: number | undefined): VariantSummary {
  const outcomes = plan.seeds.map((_, seed) => outcomeOf(seed * plan.variants + variant));
  const finished = outcomes.filter(({ status }) => status === "ok").map(({ figures }) => figures);
  const count = (status: Outcome["status"]) => outcomes.filter((outcome) => outcome.status === status).length;
  return {
    variant,
    cells: plan.variant(variant).cells,
    rank,
    n: finished.length,
    diverged: count("diverged"),
    failed: count("failed"),
    timeout: count("timeout"),
    pruned: plan.adaptive?.pruning && count("pruned"),
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

/** By variant: the share of its runs that diverged, of those that did not fail, and the objective's mean, less being better. */
interface Keys {
  readonly shares: Float64Array;
  readonly means: Float64Array;
}

function keysOf(plan: Plan, outcomeOf: OutcomeOf): Keys {
  const { metric, mode, at } = plan.objective;
  const shares = new Float64Array(plan.variants);
  const means = new Float64Array(plan.variants);
  for (let variant = 0; variant < plan.variants; variant++) {
    const outcomes = plan.seeds.map((_, seed) => outcomeOf(seed * plan.variants + variant));
    const finished = outcomes.filter(({ status }) => status === "ok").map(({ figures }) => figures);
    const diverged = outcomes.filter(({ status }) => status === "diverged").length;
    const estimated = estimate(figuresAt(finished, metric, at));
    shares[variant] = diverged / (diverged + finished.length);
    means[variant] = estimated.kind === "none" ? Number.NaN : (mode === "min" ? 1 : -1) * estimated.mean;
  }
  return { shares, means };
}

/**
 * Fewest diverged first, then by the objective's mean; numbers before NaN. Equals share a rank; 0 stands for none, where
 * every run failed.
 */
function rank(plan: Plan, outcomeOf: OutcomeOf): { readonly ranks: Int32Array; readonly order: Int32Array } {
  const { shares, means } = keysOf(plan, outcomeOf);
  const compareKeys = (a: number, b: number) =>
    compareNumbers(shares[a], shares[b]) || compareNumbers(means[a], means[b]);
  const order = Int32Array.from({ length: plan.variants }, (_, variant) => variant);
  order.sort((a, b) => compareKeys(a, b) || a - b);
  const ranks = new Int32Array(plan.variants);
  for (const [place, variant] of order.entries()) {
    const before = order[place - 1];
    const isEqual = before !== undefined && compareKeys(before, variant) === 0;
    const hasNone = Number.isNaN(shares[variant]);
    ranks[variant] = hasNone ? 0 : isEqual ? (ranks[before] as number) : place + 1;
  }
  return { ranks, order };
}

function compareNumbers(a = Number.NaN, b = Number.NaN): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : Number(a > b);
}
