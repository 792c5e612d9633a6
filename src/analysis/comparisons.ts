import type { Plan } from "../contracts/plan.ts";
import { isBetter } from "../numbers/direction.ts";
import { itemAt } from "../numbers/item-at.ts";
import { adjustHolm } from "./holm.ts";
import type { ObjectiveFigures } from "./objective-figures.ts";
import { type Comparison, compare, roundingOf } from "./statistics.ts";

/** Significance level: a difference is claimed if the corrected p is below it. */
const ALPHA = 0.05;

/** The result of comparing a variant with its baseline. */
export type Verdict =
  | "better"
  | "worse"
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
  /** The p-value after Holm's correction for all comparisons of the summary. Only a paired difference has one. */
  readonly pHolm: number | undefined;
  /** Share of the seeds both finished at which the variant was better. Ties count half. */
  readonly won: number | undefined;
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

const VERDICTS: readonly Verdict[] = ["better", "worse", "not distinguishable", "identical", "baseline", "untested"];
const CLAIMS: ReadonlySet<number> = new Set([VERDICTS.indexOf("better"), VERDICTS.indexOf("worse")]);
const UNCLEAR = VERDICTS.indexOf("not distinguishable");

export function compareAll(plan: Plan, figures: ObjectiveFigures): Comparisons {
  const differenceOf = (variant: number, baseline: number | undefined): Comparison => {
    if (baseline === undefined) return { kind: "none" };
    const pairs = figures.pairs(variant, baseline);
    return compare(
      pairs.map(([a, b]) => a - b),
      roundingOf(pairs.flat()),
    );
  };
  const ps = new Float64Array(plan.variants).fill(Number.NaN);
  // First assume that every p is small enough, because the correction needs all of them.
  const verdictAt = new Uint8Array(plan.variants);
  const baselines = new Set<number>();
  for (let variant = 0; variant < plan.variants; variant++) {
    const baseline = plan.baselineOf(variant);
    if (baseline !== undefined) baselines.add(baseline);
    const difference = differenceOf(variant, baseline);
    if (difference.kind === "paired") ps[variant] = difference.p;
    verdictAt[variant] = VERDICTS.indexOf(verdictOf(plan, difference));
  }
  const adjusted = adjustHolm(ps);
  for (const [variant, p] of adjusted.entries())
    if (CLAIMS.has(itemAt(verdictAt, variant)) && !(p < ALPHA)) verdictAt[variant] = UNCLEAR;
  for (const variant of baselines)
    if (plan.baselineOf(variant) === undefined) verdictAt[variant] = VERDICTS.indexOf("baseline");
  const at = (variant: number): Compared => {
    const baseline = plan.baselineOf(variant);
    const difference = differenceOf(variant, baseline);
    const pHolm = difference.kind === "paired" ? adjusted[variant] : undefined;
    const verdict = itemAt(VERDICTS, itemAt(verdictAt, variant));
    const won = baseline === undefined ? undefined : shareWon(plan, figures.pairs(variant, baseline));
    return { baseline, difference, pHolm, won, verdict };
  };
  const verdicts = { better: 0, worse: 0, "not distinguishable": 0, identical: 0, baseline: 0, untested: 0 };
  for (const verdict of verdictAt) verdicts[itemAt(VERDICTS, verdict)]++;
  return { tests: ps.filter((p) => !Number.isNaN(p)).length, verdicts, at };
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
