import type { Plan } from "../definition/plan.ts";
import { adjustHolm } from "./holm.ts";
import type { ObjectiveFigures } from "./objective-figures.ts";
import { type Comparison, compare } from "./statistics.ts";
import { isBetter } from "./won.ts";

/** A difference is claimed where the corrected p is below it. */
export const ALPHA = 0.05;

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

export function compareAll(plan: Plan, figures: ObjectiveFigures): Comparisons {
  const isBaseline = new Uint8Array(plan.variants);
  const ps = new Float64Array(plan.variants).fill(Number.NaN);
  const differenceOf = (variant: number, baseline: number | undefined): Comparison =>
    baseline === undefined ? { kind: "none" } : compare(figures.pairs(variant, baseline).map(([a, b]) => a - b));
  for (let variant = 0; variant < plan.variants; variant++) {
    const baseline = plan.baselineOf(variant);
    if (baseline !== undefined) isBaseline[baseline] = 1;
    const difference = differenceOf(variant, baseline);
    if (difference.kind === "paired") ps[variant] = difference.p;
  }
  const adjusted = adjustHolm(ps);
  const at = (variant: number): Compared => {
    const baseline = plan.baselineOf(variant);
    const difference = differenceOf(variant, baseline);
    const pHolm = difference.kind === "paired" ? adjusted[variant] : undefined;
    const verdict = isBaseline[variant] && baseline === undefined ? "baseline" : verdictOf(plan, difference, pHolm);
    const won = baseline === undefined ? undefined : shareWon(plan, figures.pairs(variant, baseline));
    return { baseline, difference, pHolm, won, verdict };
  };
  const verdicts = { better: 0, worse: 0, "not distinguishable": 0, identical: 0, baseline: 0, untested: 0 };
  for (let variant = 0; variant < plan.variants; variant++) verdicts[at(variant).verdict]++;
  return { tests: ps.filter((p) => !Number.isNaN(p)).length, verdicts, at };
}

function verdictOf(plan: Plan, difference: Comparison, pHolm: number | undefined): Verdict {
  switch (difference.kind) {
    case "none":
    case "single":
      return "untested";
    case "identical":
      return "identical";
    case "paired":
      if (pHolm === undefined || !(pHolm < ALPHA)) return "not distinguishable";
      return isBetter(plan, difference.difference, 0) ? "better" : "worse";
  }
}

function shareWon(plan: Plan, pairs: readonly (readonly [number, number])[]): number | undefined {
  if (pairs.length === 0) return undefined;
  const won = pairs.reduce((sum, [a, b]) => sum + (isBetter(plan, a, b) ? 1 : isBetter(plan, b, a) ? 0 : 0.5), 0);
  return won / pairs.length;
}
