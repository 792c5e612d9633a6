import type { Plan } from "../experiment/plan.ts";
import { counted } from "../numbers/counted.ts";
import { populationOf, type UnitName } from "../replicates/population.ts";
import type { Comparison } from "../statistics/estimate.ts";
import type { Divergence } from "./divergence.ts";
import { inFigures } from "./ratio.ts";
import type { Tested } from "./test-family.ts";
import { type Ordered, objectiveOf, type VariantSummary } from "./variant-summary.ts";
import { overText, pText, short, variantText } from "./wording.ts";

/** `is better than constant by 11 % in final val_loss, at 10 of 10 seeds: almost certain (p 0.0086)`: finding, size, certainty. */
export function claimText(plan: Plan, summary: Ordered, compared: VariantSummary): string {
  const { verdict, tested, divergence, won } = compared;
  const { difference } = inFigures(compared);
  const name = baselineText(plan, summary, compared);
  const population = populationOf(plan, compared.variant);
  if (verdict === "identical") return `is identical to ${name} at every ${population.unit}`;
  if (divergence !== undefined && divergence.own !== divergence.other) return divergenceText(plan, name, divergence);
  if (difference.kind !== "paired" || tested === undefined) return `is not tested against ${name}`;
  const { metric, at } = plan.objective;
  const share = shareOf(plan, summary, compared);
  const size = share === undefined ? sizeText(compared, difference.difference) : percent(share);
  const p = tested.adjusted;
  const chance = overText(p, difference.n, population);
  if (verdict === "equivalent")
    return `is equivalent to ${name} in ${at} ${metric}: they differ by ${size}, which is within the margin`;
  if (verdict === "not distinguishable")
    return `cannot be told from ${name} with so few ${population.unit}s: ${at} ${metric} differs by ${size} (${chance})`;
  const seeds = won === undefined ? "" : `, at ${wonText(verdict, won, population.unit)}`;
  return `is ${verdict} than ${name} by ${size} in ${at} ${metric}${seeds}: ${certaintyOf(p)} (${chance})`;
}

/** `9 of 10 seeds`: where it was better, or worse. Ties count half. */
function wonText(verdict: string, { better, of }: NonNullable<VariantSummary["won"]>, unit: UnitName): string {
  return `${verdict === "better" ? better : of - better} of ${counted(of, unit)}`;
}

const certaintyOf = (p: number) => (p < 0.001 ? "as good as certain" : p < 0.01 ? "almost certain" : "hardly chance");

/**
 * The figures behind a claim on a mean difference: its interval, the test, and what to mind.
 * @param isOfSeveral whether the claim is on several variants, so that this one has to be named
 */
export function detailText(
  plan: Plan,
  summary: Ordered,
  compared: VariantSummary,
  isOfSeveral: boolean,
): readonly string[] {
  const { tested, divergence } = compared;
  const { difference } = inFigures(compared);
  if (divergence !== undefined && divergence.own !== divergence.other) return [];
  if (difference.kind !== "paired" || tested === undefined) return [];
  const many = [
    ...(summary.tests > 1 ? [`${summary.tests} comparisons`] : []),
    ...(tested.looks === undefined ? [] : [`${tested.looks} looks`]),
  ];
  const corrected = many.length > 0 ? `, corrected for ${many.join(" and ")}` : "";
  const size = sizeText(compared, difference.difference);
  const start = isOfSeveral ? `${variantText(plan, compared.cells)}: the` : "The";
  const figures = `${start} difference of ${size} has a 95 % interval of ${intervalText(compared, difference)} (${TESTS[tested.test]}${corrected}).`;
  return [figures, cautionText(plan, compared)].filter(Boolean);
}

/** Tests, as they are told. */
export const TESTS: Readonly<Record<Tested["test"], string>> = {
  permutation: "sign flips",
  t: "paired t-test",
  "corrected t": "Nadeau and Bengio's corrected t-test",
  wilcoxon: "Wilcoxon's signed ranks",
};

function cautionText(plan: Plan, compared: VariantSummary): string {
  const { caution } = compared;
  const { difference } = inFigures(compared);
  if (caution === undefined || difference.kind !== "paired") return "";
  const { unit } = populationOf(plan, compared.variant);
  return caution === "mean and median disagree"
    ? `The median difference of ${sizeText(compared, difference.median)} has the other sign, so look at the ${unit}s.`
    : `One ${unit} makes more than half of it, so look at the ${unit}s.`;
}

function baselineText(plan: Plan, summary: Ordered, { baseline }: VariantSummary): string {
  return baseline === undefined ? "its baseline" : variantText(plan, summary.at(baseline).cells);
}

/** `diverges less often than constant (at 0 of 10 seeds, constant at 6; p 0.031)`. */
function divergenceText({ draws }: Plan, name: string, { own, other, seeds, p }: Divergence): string {
  const [at, run] = draws === undefined ? ["at", "seed"] : ["in", "run"];
  const more = own > other ? "more" : "less";
  const certainty = p < 0.05 ? pText(p) : `${pText(p)}, so it may be chance`;
  return `diverges ${more} often than ${name} (${at} ${own} of ${counted(seeds, run)}, ${name} ${at} ${other}; ${certainty})`;
}

/** A difference as a share of the baseline's figure. undefined where that is not above 0. */
export function shareOf(plan: Plan, summary: Ordered, compared: VariantSummary): number | undefined {
  const { baseline, isRatio } = compared;
  const { difference } = inFigures(compared);
  if (baseline === undefined || difference.kind !== "paired") return undefined;
  if (isRatio) return difference.difference;
  const estimated = objectiveOf(plan, summary.at(baseline));
  if (estimated.kind === "none" || !(estimated.mean > 0)) return undefined;
  return difference.difference / estimated.mean;
}

export const percent = (share: number) => `${Number(Math.abs(100 * share).toPrecision(2))} %`;

/** `11 %`: a difference as a share of a figure; as it is, where that is not above 0. */
export const amountText = (difference: number, figure: number) =>
  figure > 0 ? percent(difference / figure) : short(Math.abs(difference));

/** The size of a difference, as a share if ratios are compared. */
export const sizeText = ({ isRatio }: Pick<VariantSummary, "isRatio">, difference: number) =>
  isRatio ? percent(difference) : short(Math.abs(difference));

/** A difference with its sign, as a share if ratios are compared. */
export const signedText = (value: number, isRatio: boolean) => (isRatio ? `${short(100 * value)} %` : short(value));

/** The interval of the size of the difference, smaller end first. */
function intervalText({ isRatio }: VariantSummary, { difference, low, high }: Extract<Comparison, { kind: "paired" }>) {
  const end = (value: number) => signedText(value, isRatio);
  return difference < 0 ? `${end(-high)} to ${end(-low)}` : `${end(low)} to ${end(high)}`;
}
