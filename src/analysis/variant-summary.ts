import type { Cell } from "../contracts/plan.ts";
import type { Compared, Verdict } from "./comparisons.ts";
import type { Marginals } from "./marginals.ts";
import type { Tally } from "./outcomes.ts";
import type { Estimate } from "./statistics.ts";

/** A metric over a variant's finished runs. */
interface MetricSummary {
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
