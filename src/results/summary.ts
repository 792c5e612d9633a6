import type { Cell, Plan } from "../definition/plan.ts";
import { answerOf } from "./answer.ts";
import { type Compared, type Comparisons, compareAll, type Verdict } from "./comparisons.ts";
import { directedMetrics } from "./figures.ts";
import { type Marginals, marginalsOf } from "./marginals.ts";
import { ObjectiveFigures } from "./objective-figures.ts";
import type { Column, Outcomes, Tally } from "./outcomes.ts";
import { type Ranking, rankVariants } from "./ranking.ts";
import { type Estimate, estimate } from "./statistics.ts";
import { seedsWon } from "./won.ts";

/** A metric over a variant's finished runs. */
export interface MetricSummary {
  readonly metric: string;
  readonly final: Estimate;
  readonly best: Estimate;
}

/** How soon a variant came to the objective's target. */
export interface TargetSummary {
  /** How many of the `n` runs reached it. */
  readonly reached: number;
  /** Epochs that these took. */
  readonly epochs: Estimate;
}

/** A variant over its seeds. Figures are over `n`, the runs that ended ok. */
export interface VariantSummary extends Compared {
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
  /** The share of the seeds at which no other variant came out better; equals share a seed. */
  readonly seedsWon: number;
  /** The objective's metric first, then the others in the order of their columns. */
  readonly metrics: readonly MetricSummary[];
  /** Undefined where the objective has no target. */
  readonly target: TargetSummary | undefined;
}

/**
 * The analysis of a sweep: what summary.csv, summary.md, the printed table and the report are made of. The variants are
 * in plan order, and each is made when asked for: there may be a million.
 */
export interface Summary extends Iterable<VariantSummary> {
  readonly count: number;
  /** How many runs ended in which way. */
  readonly runs: Tally;
  /** How many variants were tested against their baseline, which is what `pHolm` is corrected for. */
  readonly tests: number;
  /** How many variants came out how beside their baseline. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** What each axis does to the objective. */
  readonly marginals: Marginals;
  /** In words, on one line: what came out best, by how much, and how sure that is. */
  readonly answer: string;
  at(variant: number): VariantSummary;
  /** The first so many by rank; equals in plan order, those without a rank last. */
  best(limit: number): readonly VariantSummary[];
  /** All of them in that order. */
  ranked(): Iterable<VariantSummary>;
}

export function summarize(plan: Plan, outcomes: Outcomes): Summary {
  const figures = new ObjectiveFigures(plan, outcomes);
  const ranking = rankVariants(plan, outcomes, figures);
  const comparisons = compareAll(plan, figures);
  const won = seedsWon(plan, figures);
  const metrics = summaryMetrics(plan).map((metric) => ({
    metric,
    final: outcomes.column(metric, "final"),
    best: outcomes.column(metric, "best"),
  }));
  const known = { plan, outcomes, metrics, ranking, comparisons, won };
  const at = (variant: number) => summarizeVariant(known, variant);
  const ordered = {
    count: plan.variants,
    runs: outcomes.tally(),
    tests: comparisons.tests,
    verdicts: comparisons.verdicts,
    at,
    best: (limit: number) => Array.from(ranking.order.subarray(0, limit), at),
    *ranked() {
      for (const variant of ranking.order) yield at(variant);
    },
    *[Symbol.iterator]() {
      for (let variant = 0; variant < plan.variants; variant++) yield at(variant);
    },
  };
  return { ...ordered, answer: answerOf(plan, ordered), marginals: marginalsOf(plan, outcomes, figures) };
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

interface Known {
  readonly plan: Plan;
  readonly outcomes: Outcomes;
  readonly metrics: readonly { readonly metric: string; readonly final: Column; readonly best: Column }[];
  readonly ranking: Ranking;
  readonly comparisons: Comparisons;
  readonly won: Float64Array;
}

function summarizeVariant(known: Known, variant: number): VariantSummary {
  const { plan, outcomes, metrics, ranking, comparisons, won } = known;
  const { ok, diverged, failed, timeout, pruned } = outcomes.tally(variant);
  const finished: number[] = [];
  for (let run = variant; run < outcomes.count; run += plan.variants)
    if (outcomes.statusOf(run) === "ok") finished.push(run);
  const over = (column: Column) => estimate(finished.map(column).filter((value) => value !== undefined));
  return {
    variant,
    cells: plan.variant(variant).cells,
    rank: ranking.ranks[variant] || undefined,
    n: ok,
    diverged,
    failed,
    timeout,
    pruned: plan.adaptive?.pruning && pruned,
    seedsWon: (won[variant] as number) / plan.seeds.length,
    metrics: metrics.map(({ metric, final, best }) => ({ metric, final: over(final), best: over(best) })),
    target: plan.objective.target === undefined ? undefined : targetOf(outcomes, finished),
    ...comparisons.at(variant),
  };
}

function targetOf(outcomes: Outcomes, finished: readonly number[]): TargetSummary {
  const epochs = finished.map((run) => outcomes.targetOf(run)).filter((epoch) => epoch !== undefined);
  return { reached: epochs.length, epochs: estimate(epochs) };
}
