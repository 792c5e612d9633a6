import type { Plan } from "../contracts/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { answerOf } from "./answer.ts";
import { type Comparisons, compareAll } from "./comparisons.ts";
import { directedMetrics } from "./figures.ts";
import { marginalsOf } from "./marginals.ts";
import { ObjectiveFigures } from "./objective-figures.ts";
import type { FigureColumn, Outcomes } from "./outcomes.ts";
import { type RankInterval, rankIntervals } from "./rank-interval.ts";
import { type Ranking, rankVariants } from "./ranking.ts";
import { estimate } from "./statistics.ts";
import { tiedWithBest } from "./tied.ts";
import { tune } from "./tuned.ts";
import type { Summary, TargetSummary, VariantSummary } from "./variant-summary.ts";
import { seedsWon } from "./won.ts";

export function summarize(plan: Plan, outcomes: Outcomes): Summary {
  const figures = new ObjectiveFigures(plan, outcomes);
  const ranking = rankVariants(plan, outcomes, figures);
  const comparisons = compareAll(plan, outcomes, figures);
  const won = seedsWon(plan, figures);
  const tied = tiedWithBest(plan, outcomes, figures, ranking);
  const metrics = summaryMetrics(plan).map((metric) => ({
    metric,
    final: outcomes.column(metric, "final"),
    best: outcomes.column(metric, "best"),
  }));
  const known = {
    plan,
    outcomes,
    metrics,
    ranking,
    comparisons,
    won,
    tied,
    intervals: rankIntervals(plan, outcomes, figures),
  };
  const at = (variant: number) => summarizeVariant(known, variant);
  const ordered = {
    tuned: tune(plan, figures, outcomes),
    count: plan.variants,
    runs: outcomes.tally(),
    tests: comparisons.tests,
    sharperWith: comparisons.sharperWith,
    tied: tied.reduce((sum, one) => sum + one, 0),
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

/** The metrics of summary.csv, the objective's first. */
export function summaryMetrics(plan: Plan): readonly string[] {
  const { metric } = plan.objective;
  return [metric, ...directedMetrics(plan.metrics, plan.objective).filter((other) => other !== metric)];
}

interface SummaryInput {
  readonly plan: Plan;
  readonly outcomes: Outcomes;
  readonly metrics: readonly { readonly metric: string; readonly final: FigureColumn; readonly best: FigureColumn }[];
  readonly ranking: Ranking;
  readonly comparisons: Comparisons;
  readonly won: Float64Array;
  readonly tied: Uint8Array;
  readonly intervals: readonly (RankInterval | undefined)[];
}

function summarizeVariant(known: SummaryInput, variant: number): VariantSummary {
  const { plan, outcomes, metrics, ranking, comparisons, won, tied, intervals } = known;
  const { ok, diverged, failed, timeout, pruned } = outcomes.tally(variant);
  const finished: number[] = [];
  for (let run = variant; run < outcomes.count; run += plan.variants)
    if (outcomes.statusOf(run) === "ok") finished.push(run);
  const over = (column: FigureColumn) => estimate(finished.map(column).filter((value) => value !== undefined));
  return {
    variant,
    cells: plan.variant(variant).cells,
    rank: ranking.ranks[variant] || undefined,
    rankInterval: intervals[variant],
    isTied: tied[variant] === 1,
    n: ok,
    diverged,
    failed,
    timeout,
    pruned: plan.adaptive?.pruning && pruned,
    seedsWon: itemAt(won, variant) / plan.seeds.length,
    metrics: metrics.map(({ metric, final, best }) => ({ metric, final: over(final), best: over(best) })),
    target: plan.objective.target === undefined ? undefined : targetOf(outcomes, finished),
    ...comparisons.at(variant),
  };
}

function targetOf(outcomes: Outcomes, finished: readonly number[]): TargetSummary {
  const epochs = finished.map((run) => outcomes.targetOf(run)).filter((epoch) => epoch !== undefined);
  return { reached: epochs.length, epochs: estimate(epochs) };
}
