import type { Plan } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { populationOf } from "../replicates/population.ts";
import { type Estimate, estimate } from "../statistics/estimate.ts";
import { sentencesOf } from "./answer.ts";
import { type Comparisons, compareAll } from "./comparisons.ts";
import { directedMetrics } from "./figures.ts";
import { marginalsOf } from "./marginals.ts";
import { meanOf, ObjectiveFigures } from "./objective-figures.ts";
import type { FigureColumn, Outcomes } from "./outcomes.ts";
import { type RankInterval, rankIntervals } from "./rank-interval.ts";
import { type Ranking, rankVariants } from "./ranking.ts";
import { tiedWithBest } from "./tied.ts";
import { confirmed, tune } from "./tuned.ts";
import type { Summary, TargetSummary, VariantSummary } from "./variant-summary.ts";
import { verdictFacts } from "./verdict.ts";
import { unitsWon } from "./won.ts";

/**
 * The summary of a plan, with its replicates pooled.
 * @param all runs, also those that only confirm
 */
export function summarize(whole: Plan, all: Outcomes): Summary {
  const { plan, outcomes } = all.between(0, whole.adaptive?.seeding?.own);
  const figures = new ObjectiveFigures(plan, outcomes);
  const comparisons = compareAll(plan, outcomes, figures);
  // Ranks are over the seeds that all variants have.
  const shared = outcomes.between(0, sharedSeeds(plan));
  const ranked = { ...shared, figures: new ObjectiveFigures(shared.plan, shared.outcomes) };
  const ranking = rankVariants(ranked.plan, ranked.outcomes, ranked.figures);
  const metrics = summaryMetrics(plan).map((metric) => ({
    metric,
    final: outcomes.column(metric, "final"),
    best: outcomes.column(metric, "best"),
  }));
  const intervals = rankIntervals(ranked.plan, ranked.outcomes, ranked.figures);
  // Each of these tests can show a variant to be worse than another, so that it is not the best.
  const isWorse = (variant: number) =>
    (intervals[variant]?.low ?? 1) > 1 || verdictFacts(comparisons.at(variant).verdict).favours === "baseline";
  const tied = tiedWithBest(ranked.plan, ranked.outcomes, ranked.figures, ranking, isWorse);
  const known = {
    plan,
    outcomes,
    metrics,
    ranking,
    comparisons,
    won: unitsWon(ranked.plan, ranked.figures),
    tied,
    intervals: intervals.map((interval, variant) =>
      tied.includes(1) ? withinTies(interval, tied[variant]) : interval,
    ),
  };
  const at = (variant: number) => summarizeVariant(known, variant);
  const ordered = {
    tuned: confirmed(tune(plan, figures, outcomes), whole, all),
    count: plan.variants,
    runs: all.tally(),
    tests: comparisons.tests,
    sharperWith: comparisons.sharperWith,
    tied: known.tied.reduce((sum, one) => sum + one, 0),
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
  const sentences = sentencesOf(plan, ordered);
  const marginals = marginalsOf(ranked.plan, ranked.outcomes, ranked.figures);
  return { ...ordered, sentences, answer: sentences.join(" "), marginals };
}

/** The ranks that a variant may have: not the first where it cannot be the best. */
function withinTies(interval: RankInterval | undefined, isTied: number | undefined): RankInterval | undefined {
  if (interval === undefined || isTied === 1) return interval;
  return { low: Math.max(2, interval.low), high: Math.max(2, interval.high) };
}

/** How many seeds every variant has. */
function sharedSeeds({ variants, seeds, adaptive }: Plan): number {
  let least = seeds.length;
  for (let variant = 0; variant < variants; variant++)
    least = Math.min(least, adaptive?.seeding?.seedsOf(variant) ?? least);
  return least;
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
  const { units, overlap } = populationOf(plan, variant);
  const runs = units.map((places) =>
    places.map((place) => place * plan.variants + variant).filter((run) => outcomes.statusOf(run) === "ok"),
  );
  const over = (column: FigureColumn) =>
    estimate(
      runs.flatMap((own) => meanOf(own, column) ?? []),
      0,
      overlap,
    );
  return {
    variant,
    cells: plan.variant(variant).cells,
    rank: ranking.ranks[variant] || undefined,
    rankInterval: intervals[variant],
    isTied: tied[variant] === 1,
    n: ok,
    units: runs.filter(({ length }) => length > 0).length,
    diverged,
    failed,
    timeout,
    pruned: plan.adaptive?.pruning && pruned,
    seedsWon: itemAt(won, variant),
    metrics: metrics.map(({ metric, final, best }) => ({ metric, final: over(final), best: over(best) })),
    target: plan.objective.target === undefined ? undefined : targetOf(outcomes, runs, over),
    ...comparisons.at(variant),
  };
}

function targetOf(
  outcomes: Outcomes,
  runs: readonly (readonly number[])[],
  over: (column: FigureColumn) => Estimate,
): TargetSummary {
  const column = (run: number) => outcomes.targetOf(run);
  return { reached: runs.flat().filter((run) => column(run) !== undefined).length, epochs: over(column) };
}
