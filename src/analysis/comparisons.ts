import type { Plan } from "../experiment/plan.ts";
import { type Direction, isBetter } from "../numbers/direction.ts";
import { itemAt } from "../numbers/item-at.ts";
import { ALPHA } from "../statistics/alpha.ts";
import { equivalenceP } from "../statistics/equivalence.ts";
import { type Comparison, compare } from "../statistics/estimate.ts";
import { adjustHolm } from "../statistics/holm.ts";
import { smallestEffect } from "../statistics/power.ts";
import { type Caution, cautionOf } from "./caution.ts";
import { type Divergence, divergenceOf } from "./divergence.ts";
import { marginOf } from "./margin.ts";
import type { ObjectiveFigures } from "./objective-figures.ts";
import type { Outcomes } from "./outcomes.ts";
import { lookCorrection, type Tested, type TestFamily, testable, testFamily } from "./test-family.ts";
import { VERDICTS, type Verdict } from "./verdict.ts";

/** A variant compared with its baseline, over the seeds at which both finished: by unit, if several seeds have the same data. */
export interface Compared {
  /** The variant it is compared with. */
  readonly baseline: number | undefined;
  /**
   * The variant's objective minus the baseline's, or the logarithm of their ratio, as `compare.scale` asks. Its interval is the
   * one of `tested`. The margin and the smallest difference have its unit.
   */
  readonly difference: Comparison;
  /** Whether it is the logarithm of a ratio. */
  readonly isRatio: boolean;
  /** undefined without a paired difference, and where one of the two diverged more often. */
  readonly tested: Tested | undefined;
  /** Units both finished, and those of them at which the variant was better. Ties count half. */
  readonly won: { readonly better: number; readonly of: number } | undefined;
  /** What to mind about a mean difference that reads better or worse. */
  readonly caution: Caution | undefined;
  /** undefined without a baseline. */
  readonly divergence: Divergence | undefined;
  /** undefined if it is a share of figures that are not all above 0. */
  readonly margin: number | undefined;
  /** p of the difference being beyond the margin, after Holm's correction. */
  readonly pEquivalent: number | undefined;
  /** The smallest difference that these seeds would have shown with a chance of 80 %. */
  readonly smallest: number | undefined;
  readonly verdict: Verdict;
}

/** All comparisons with the baseline. Only p-values are stored; everything else is computed on request. */
export interface Comparisons extends Pick<TestFamily, "tests" | "sharperWith"> {
  /** Number of variants by verdict. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  at(variant: number): Compared;
}

/** What comparisons are made of. */
interface Known {
  readonly plan: Plan;
  readonly outcomes: Outcomes;
  readonly figures: ObjectiveFigures;
}

export function compareAll(plan: Plan, outcomes: Outcomes, figures: ObjectiveFigures): Comparisons {
  const known = { plan, outcomes, figures };
  const overlapOf = (variant: number) => figures.populationOf(variant, plan.baselineOf(variant)).overlap;
  const correction = lookCorrection(plan);
  const rowOf = (variant: number) => rowToTest(known, variant);
  const family = testFamily(plan.variants, plan.compare.test, rowOf, { overlapOf, correction });
  const outside = adjustHolm(
    Float64Array.from({ length: plan.variants }, (_, variant) => {
      const { margin, difference } = measured(known, variant);
      const isTested = margin !== undefined && difference.kind === "paired" && family.at(variant) !== undefined;
      if (!isTested) return Number.NaN;
      const p = equivalenceP(difference, margin);
      return correction?.corrected(variant, p) ?? p;
    }),
  );
  const baselines = new Set<number>();
  for (let variant = 0; variant < plan.variants; variant++) {
    const baseline = plan.baselineOf(variant);
    if (baseline !== undefined) baselines.add(baseline);
  }
  const at = (variant: number): Compared => {
    const tested = family.at(variant);
    const found = measured(known, variant);
    const p = itemAt(outside, variant);
    const pEquivalent = Number.isNaN(p) ? undefined : p;
    const difference = withInterval(found.difference, tested);
    const isBaseline = found.baseline === undefined && baselines.has(variant);
    const verdict = isBaseline
      ? "baseline"
      : verdictOf(plan.objective.mode, { ...found, difference, tested, pEquivalent });
    const caution = verdict === "better" || verdict === "worse" ? found.caution : undefined;
    return { ...found, difference, tested, pEquivalent, smallest: smallestOf(difference, tested), caution, verdict };
  };
  const verdicts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (let variant = 0; variant < plan.variants; variant++) verdicts[at(variant).verdict]++;
  return { tests: family.tests, sharperWith: family.sharperWith, verdicts, at };
}

type ComparedAlone = Pick<
  Compared,
  "baseline" | "isRatio" | "difference" | "won" | "caution" | "divergence" | "margin"
>;

/** What can be said of a comparison without regard to the others. */
function measured({ plan, outcomes, figures }: Known, variant: number): ComparedAlone {
  const baseline = plan.baselineOf(variant);
  const isRatio = plan.compare.scale === "log";
  const none = { won: undefined, caution: undefined, divergence: undefined, margin: undefined } as const;
  if (baseline === undefined) return { baseline, difference: { kind: "none" }, isRatio, ...none };
  const pairs = figures.pairs(variant, baseline);
  const differences = [...figures.differences(variant, baseline)].filter((difference) => !Number.isNaN(difference));
  const { unit, overlap } = figures.populationOf(variant, baseline);
  const difference = compare(differences, 0, overlap);
  return {
    baseline,
    difference,
    isRatio,
    won: wonOf(plan, pairs),
    caution: difference.kind === "paired" ? cautionOf(differences, difference.median, unit) : undefined,
    divergence: divergenceOf(outcomes, variant, baseline, plan),
    margin: marginOf(plan.compare, pairs),
  };
}

/** The differences by seed, if they are to be tested: not where divergence decides. */
function rowToTest({ plan, outcomes, figures }: Known, variant: number): Float64Array | undefined {
  const baseline = plan.baselineOf(variant);
  if (baseline === undefined || divergenceVerdict(divergenceOf(outcomes, variant, baseline, plan))) return undefined;
  return testable(figures.differences(variant, baseline));
}

/** Sign flips have an interval of their own, simultaneous for all comparisons: it leaves 0 out where the corrected p is below 5 %. */
function withInterval(difference: Comparison, tested: Tested | undefined): Comparison {
  if (difference.kind !== "paired" || tested === undefined) return difference;
  const { p, critical, test } = tested;
  if (test !== "permutation") return { ...difference, p };
  const half = critical === Infinity ? Infinity : critical * difference.error;
  return { ...difference, p, low: difference.difference - half, high: difference.difference + half };
}

function smallestOf(difference: Comparison, tested: Tested | undefined): number | undefined {
  if (difference.kind !== "paired" || tested === undefined) return undefined;
  return smallestEffect(difference.n, tested.critical) * Math.sqrt(difference.n) * difference.error;
}

/** The verdict where one of the two diverged at more seeds: who survives is no fair sample then. */
export function divergenceVerdict(
  divergence: Pick<Divergence, "own" | "other"> | undefined,
): "diverges more often" | "diverges less often" | undefined {
  if (divergence === undefined || divergence.own === divergence.other) return undefined;
  return divergence.own > divergence.other ? "diverges more often" : "diverges less often";
}

/** What a comparison that was made comes to. */
export function verdictOf(
  mode: Direction,
  {
    divergence,
    difference,
    tested,
    pEquivalent,
  }: Pick<Compared, "difference" | "tested" | "pEquivalent"> & {
    readonly divergence: Pick<Divergence, "own" | "other"> | undefined;
  },
): Verdict {
  const diverged = divergenceVerdict(divergence);
  if (diverged !== undefined) return diverged;
  if (difference.kind === "identical") return "identical";
  if (difference.kind !== "paired" || tested === undefined) return "untested";
  if (tested.adjusted < ALPHA) return isBetter(mode, difference.difference, 0) ? "better" : "worse";
  return pEquivalent !== undefined && pEquivalent < ALPHA ? "equivalent" : "not distinguishable";
}

function wonOf(plan: Plan, pairs: readonly (readonly [number, number])[]): Compared["won"] {
  if (pairs.length === 0) return undefined;
  const { mode } = plan.objective;
  const shareOf = ([own, other]: readonly [number, number]) =>
    isBetter(mode, own, other) ? 1 : isBetter(mode, other, own) ? 0 : 0.5;
  return { better: pairs.reduce((sum, pair) => sum + shareOf(pair), 0), of: pairs.length };
}
