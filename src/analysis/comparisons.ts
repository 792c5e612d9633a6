import type { Plan } from "../contracts/plan.ts";
import { isBetter } from "../numbers/direction.ts";
import { itemAt } from "../numbers/item-at.ts";
import { type Divergence, divergenceOf } from "./divergence.ts";
import { adjustHolm } from "./holm.ts";
import type { ObjectiveFigures } from "./objective-figures.ts";
import type { Outcomes } from "./outcomes.ts";
import { type Comparison, compare, roundingOf } from "./statistics.ts";

/** Significance level: a difference is claimed if the corrected p is below it. */
export const ALPHA = 0.05;

/** The result of comparing a variant with its baseline. */
export type Verdict =
  | "better"
  | "worse"
  /** It diverged at more seeds, or at fewer, than its baseline. Figures of the other seeds decide nothing then. */
  | "diverges more often"
  | "diverges less often"
  /** Tested without a significant difference. There may be one that is too small for this number of seeds. */
  | "not distinguishable"
  /** The same figure at every seed. */
  | "identical"
  /** A baseline of others. */
  | "baseline"
  /** No test is possible: there is no baseline, or both finished at fewer than two seeds. */
  | "untested";

/** A variant compared with its baseline, over the seeds at which both finished. */
export interface Compared {
  /** The variant it is compared with. */
  readonly baseline: number | undefined;
  /** The variant's objective minus the baseline's. */
  readonly difference: Comparison;
  /**
   * The p-value after Holm's correction for all comparisons of the summary. Only a paired difference has one, and only if
   * both diverged equally often.
   */
  readonly pHolm: number | undefined;
  /** Share of the seeds both finished at which the variant was better. Ties count half. */
  readonly won: number | undefined;
  /** undefined without a baseline. */
  readonly divergence: Divergence | undefined;
  readonly verdict: Verdict;
}

/** All comparisons with the baseline. Only p-values are stored; everything else is computed on request. */
export interface Comparisons {
  /** Number of tests, for which p is corrected. */
  readonly tests: number;
  /** Number of variants by verdict. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  at(variant: number): Compared;
}

const VERDICTS: readonly Verdict[] = [
  "better",
  "worse",
  "diverges more often",
  "diverges less often",
  "not distinguishable",
  "identical",
  "baseline",
  "untested",
];
const CLAIMS: ReadonlySet<number> = new Set([VERDICTS.indexOf("better"), VERDICTS.indexOf("worse")]);
const UNCLEAR = VERDICTS.indexOf("not distinguishable");

export function compareAll(plan: Plan, outcomes: Outcomes, figures: ObjectiveFigures): Comparisons {
  const differenceOf = (variant: number, baseline: number | undefined): Comparison => {
    if (baseline === undefined) return { kind: "none" };
    const pairs = figures.pairs(variant, baseline);
    return compare(
      pairs.map(([a, b]) => a - b),
      roundingOf(pairs.flat()),
    );
  };
  const divergedAt = (variant: number, baseline: number | undefined) =>
    baseline === undefined ? undefined : divergenceOf(outcomes, variant, baseline, plan);
  const ps = new Float64Array(plan.variants).fill(Number.NaN);
  // First assume that every p is small enough, because the correction needs all of them.
  const verdictAt = new Uint8Array(plan.variants);
  const baselines = new Set<number>();
  for (let variant = 0; variant < plan.variants; variant++) {
    const baseline = plan.baselineOf(variant);
    if (baseline !== undefined) baselines.add(baseline);
    const difference = differenceOf(variant, baseline);
    const verdict = divergenceVerdict(divergedAt(variant, baseline)) ?? verdictOf(plan, difference);
    verdictAt[variant] = VERDICTS.indexOf(verdict);
    if (difference.kind === "paired" && CLAIMS.has(itemAt(verdictAt, variant))) ps[variant] = difference.p;
  }
  const adjusted = adjustHolm(ps);
  for (const [variant, p] of adjusted.entries())
    if (CLAIMS.has(itemAt(verdictAt, variant)) && !(p < ALPHA)) verdictAt[variant] = UNCLEAR;
  for (const variant of baselines)
    if (plan.baselineOf(variant) === undefined) verdictAt[variant] = VERDICTS.indexOf("baseline");
  const at = (variant: number): Compared => {
    const baseline = plan.baselineOf(variant);
    const difference = differenceOf(variant, baseline);
    const p = itemAt(adjusted, variant);
    const pHolm = Number.isNaN(p) ? undefined : p;
    const verdict = itemAt(VERDICTS, itemAt(verdictAt, variant));
    const won = baseline === undefined ? undefined : shareWon(plan, figures.pairs(variant, baseline));
    return { baseline, difference, pHolm, won, divergence: divergedAt(variant, baseline), verdict };
  };
  return { tests: ps.filter((p) => !Number.isNaN(p)).length, verdicts: countVerdicts(verdictAt), at };
}

function countVerdicts(verdictAt: Uint8Array): Record<Verdict, number> {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const verdict of verdictAt) counts[itemAt(VERDICTS, verdict)]++;
  return counts;
}

/** The verdict where one of the two diverged at more seeds: who survives is no fair sample then. */
function divergenceVerdict(divergence: Divergence | undefined): Verdict | undefined {
  if (divergence === undefined || divergence.own === divergence.other) return undefined;
  return divergence.own > divergence.other ? "diverges more often" : "diverges less often";
}

/** The verdict on a significant difference. */
function verdictOf(plan: Plan, difference: Comparison): Verdict {
  switch (difference.kind) {
    case "none":
    case "single":
      return "untested";
    case "identical":
      return "identical";
    case "paired":
      return isBetter(plan.objective.mode, difference.difference, 0) ? "better" : "worse";
  }
}

function shareWon(plan: Plan, pairs: readonly (readonly [number, number])[]): number | undefined {
  if (pairs.length === 0) return undefined;
  const won = pairs.reduce(
    (sum, [a, b]) => sum + (isBetter(plan.objective.mode, a, b) ? 1 : isBetter(plan.objective.mode, b, a) ? 0 : 0.5),
    0,
  );
  return won / pairs.length;
}
