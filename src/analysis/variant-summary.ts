import type { Cell, Plan } from "../experiment/plan.ts";
import type { Estimate } from "../statistics/estimate.ts";
import type { Compared } from "./comparisons.ts";
import type { Marginals } from "./marginals.ts";
import type { Tally } from "./outcomes.ts";
import type { RankInterval } from "./rank-interval.ts";
import type { Tuned } from "./tuned.ts";
import type { Verdict } from "./verdict.ts";

/** A metric over the finished runs of a variant. */
interface MetricSummary {
  readonly metric: string;
  readonly final: Estimate;
  readonly best: Estimate;
}

/** How soon a variant reached the objective's target. */
export interface TargetSummary {
  /** How many of the `n` runs reached it. */
  readonly reached: number;
  /** Epochs that these runs needed. */
  readonly epochs: Estimate;
}

/** A variant over its seeds and replicates. Figures are over the `n` runs that ended ok. */
export interface VariantSummary extends Compared {
  readonly variant: number;
  readonly cells: readonly Cell[];
  /** Counted from 1. Equal variants share a rank. undefined if every run failed. */
  readonly rank: number | undefined;
  /** The ranks it may have. undefined if every run failed, and with more than 45 variants. */
  readonly rankInterval: RankInterval | undefined;
  /** Whether it may be the best: it cannot be told from the first by rank. */
  readonly isTied: boolean;
  readonly n: number;
  /** Seeds, data sets, splits or folds with such a run: the values that estimates are made of. */
  readonly units: number;
  readonly diverged: number;
  readonly failed: number;
  readonly timeout: number;
  /** undefined if the plan does not prune. */
  readonly pruned: number | undefined;
  /** Share of the seeds, data sets, splits or folds at which no other variant was better. Equal variants share one. */
  readonly seedsWon: number;
  /** The objective's metric first, then the others in column order. */
  readonly metrics: readonly MetricSummary[];
  /** undefined if the objective has no target. */
  readonly target: TargetSummary | undefined;
}

/**
 * The analysis of a sweep, from which summary.csv, summary.md, the printed table and the report are made. Variants are in
 * plan order and computed on request, because there may be a million.
 */
export interface Summary extends Iterable<VariantSummary> {
  readonly count: number;
  /** Number of runs by status. */
  readonly runs: Tally;
  /** Number of variants tested against their baseline, for which p is corrected. */
  readonly tests: number;
  /** Seeds with which sign flips could reach 5 % for so many tests. */
  readonly sharperWith: number;
  /** Number of variants that may be the best. */
  readonly tied: number;
  /** Number of variants by verdict. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** The effect of each axis on the objective. */
  readonly marginals: Marginals;
  /** Each schedule at its best point, by stratum and in plan order. undefined where nothing is tuned. */
  readonly tuned: readonly Tuned[] | undefined;
  /** The result in words, on one line: which variant is best, by how much, and how certain that is. */
  readonly answer: string;
  /** The same, sentence by sentence; some are two. */
  readonly sentences: readonly string[];
  at(variant: number): VariantSummary;
  /** The first `n` variants by rank. Equal ones are in plan order; those without a rank come last. */
  best(limit: number): readonly VariantSummary[];
  /** All variants, in that order. */
  ranked(): Iterable<VariantSummary>;
}

/** A summary before it is put into words. */
export type Ordered = Omit<Summary, "answer" | "sentences" | "marginals">;

/** The objective's estimate of a variant. */
export function objectiveOf(plan: Plan, summary: VariantSummary): Estimate {
  return summary.metrics[0]?.[plan.objective.at] ?? { kind: "none" };
}
