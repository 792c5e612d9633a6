import type { Plan } from "../contracts/plan.ts";
import { isBetter } from "../numbers/direction.ts";
import { itemAt } from "../numbers/item-at.ts";
import { adjustHolm } from "./holm.ts";
import type { ObjectiveFigures } from "./objective-figures.ts";
import { type Comparison, compare } from "./statistics.ts";

/** A difference is claimed where the corrected p is below it. */
const ALPHA = 0.05;

/** What a variant is, seen from the baseline. */
export type Verdict =
  | "better"
  | "worse"
  /** Tested, and no difference claimed: there may be one, too small for so few seeds. */
  | "not distinguishable"
  /** The same figure at every seed. */
  | "identical"
  /** Others are compared with it. */
  | "baseline"
  /** No test can be made: fewer than two seeds that both finished, or nothing to compare with. */
  | "untested";

/** A variant beside its baseline, over the seeds both finished. */
export interface Compared {
  /** The variant it is compared with. */
  readonly baseline: number | undefined;
  /** Of the objective's figure less the baseline's. */
  readonly difference: Comparison;
  /** The difference's p after Holm's correction for all that the summary compares; only a paired difference has one. */
  readonly pHolm: number | undefined;
  /** Of the seeds both finished, the share at which the variant was better; ties count half. */
  readonly won: number | undefined;
  readonly verdict: Verdict;
}

/** All comparisons with the baseline. Each is made again when asked for; only its p is kept. */
export interface Comparisons {
  /** How many tests were made, which is what p is corrected for. */
  readonly tests: number;
  /** How many variants came out how. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  at(variant: number): Compared;
}

const VERDICTS: readonly Verdict[] = ["better", "worse", "not distinguishable", "identical", "baseline", "untested"];
const CLAIMS: ReadonlySet<number> = new Set([VERDICTS.indexOf("better"), VERDICTS.indexOf("worse")]);
const UNCLEAR = VERDICTS.indexOf("not distinguishable");

export function compareAll(plan: Plan, figures: ObjectiveFigures): Comparisons {
  const differenceOf = (variant: number, baseline: number | undefined): Comparison =>
    baseline === undefined ? { kind: "none" } : compare(figures.pairs(variant, baseline).map(([a, b]) => a - b));
  const ps = new Float64Array(plan.variants).fill(Number.NaN);
  // At first as if every p were small enough: the correction needs all of them.
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

/** Of a difference that is large enough to be claimed. */
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
