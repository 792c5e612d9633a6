import type { Plan } from "../experiment/plan.ts";
import { oneLine } from "../issues/printable.ts";
import { counted } from "../numbers/counted.ts";
import { populationOf } from "../replicates/population.ts";
import { apartText, meanFigure, rivalOf } from "./apart.ts";
import { claimText, detailText } from "./claim.ts";
import { isConfirmed } from "./confirmed-text.ts";
import { groupText } from "./group-claim.ts";
import { limitTexts } from "./limits.ts";
import { triesText } from "./tries-text.ts";
import type { Tuned } from "./tuned.ts";
import { tunedTexts } from "./tuned-text.ts";
import type { Ordered, VariantSummary } from "./variant-summary.ts";
import { PRAISE, TOLD } from "./verdict.ts";
import { countsText, estimateText, unitsText, variantText } from "./wording.ts";

/**
 * The result in words, each sentence on one line: the schedules at their own best points, where something is tuned; the finding, with its size,
 * how certain it is, and the figures behind it; which variant ranks first; the other comparisons; what fewer
 * tries of a search would have found; and what these seeds could not have shown.
 */
export function sentencesOf(plan: Plan, summary: Ordered): readonly string[] {
  const [leader] = summary.best(1);
  if (leader?.rank === undefined) return ["No run finished, so there is no result."];
  if (leader.n === 0) return ["Every run diverged, so the ranking says nothing."];
  const subject = subjectOf(summary);
  const tuned = tunedTexts(plan, summary.tuned);
  const group = subject && groupText(plan, summary, subject);
  const finding = group === undefined ? findingText(plan, summary, subject, tuned.length > 0) : `${group}.`;
  const details = subject === undefined ? [] : detailText(plan, summary, subject, group !== undefined);
  // The first sentence says what came first and by how much.
  const isFound = subject !== undefined || tuned.length > 0;
  const first = leaderText(plan, summary, leader, !isFound);
  // Where tuned schedules cannot be told apart, what was found at single points stands beside that, in front of all else.
  const [best, ...others] = tuned;
  const isLead = best !== undefined && subject !== undefined && isPraised(subject) && !summary.tuned?.some(isSettled);
  const sentences = [
    ...(isLead ? [`${best} ${finding}`, ...others] : [...tuned, ...(isFound ? [finding] : [])]),
    ...(isFound ? [...details, first] : [first, finding]),
    tallyText(plan, summary),
    triesText(plan, summary),
    ...limitTexts(plan, summary, leader),
  ];
  return sentences.filter(Boolean).map(oneLine);
}

const isPraised = ({ verdict }: Pick<VariantSummary, "verdict">) => PRAISE.includes(verdict);

/** Whether a schedule at its best point is found to be better than its baseline. */
const isSettled = (tuned: Tuned) => isConfirmed(tuned) || isPraised(tuned);

const comparedOf = ({ verdicts }: Ordered) => TOLD.reduce((sum, verdict) => sum + verdicts[verdict], 0);

/** The variant of which the first sentence speaks: the first by rank that beats its baseline, or the only one compared. */
function subjectOf(summary: Ordered): VariantSummary | undefined {
  const isAlone = comparedOf(summary) === 1;
  const spoken = isAlone ? TOLD : PRAISE;
  if (spoken.every((verdict) => summary.verdicts[verdict] === 0)) return undefined;
  for (const variant of summary.ranked()) if (spoken.includes(variant.verdict)) return variant;
  return undefined;
}

function findingText(plan: Plan, summary: Ordered, subject: VariantSummary | undefined, isTuned: boolean): string {
  if (plan.variants === 1) return "";
  // The sentence before it speaks of tuned schedules, and may come to another finding.
  const start = isTuned ? "Variant by variant: " : "";
  if (subject !== undefined) return `${start}${variantText(plan, subject.cells)} ${claimText(plan, summary, subject)}.`;
  const { unit, units } = populationOf(plan, 0);
  if (units.length === 1) return `With one ${unit}, no difference can be told from chance.`;
  const compared = comparedOf(summary);
  if (compared === 0) return "No variant could be compared with a baseline.";
  const isMixed = TOLD.filter((verdict) => summary.verdicts[verdict] > 0).length > 1;
  const counts = countsText(unit, summary.verdicts);
  const told = isMixed ? `of ${compared}, ${counts}` : counts.replace(/^2 /, "both ").replace(/^\d/, "all $&");
  return `No variant is shown to be better than its baseline: ${told}.`;
}

/** @param isLead whether it is the first sentence: then it says by how much, and how sure that is */
function leaderText(plan: Plan, summary: Ordered, leader: VariantSummary, isLead: boolean): string {
  const { tied } = summary;
  const { metric, at } = plan.objective;
  const figure = estimateText(leader.metrics[0]?.[at] ?? { kind: "none" });
  const seeds = overText(plan, leader);
  const missing = leader.diverged > 0 ? ` (it diverged ${otherText(plan, leader.diverged)})` : "";
  const name = variantText(plan, leader.cells);
  if (plan.variants === 1) return `${name} has ${at} ${metric} ${figure} ${seeds}${missing}.`;
  const rival = isLead ? rivalOf(summary, leader) : undefined;
  const apart = rival && apartText(meanFigure(plan, leader), meanFigure(plan, rival), variantText(plan, rival.cells));
  const isApart = rival !== undefined && meanFigure(plan, leader) !== meanFigure(plan, rival);
  const chance = isApart && (tied > 1 || leader.units === 1) ? "; that may be chance" : "";
  const first = `${name} ranks first: ${at} ${metric} ${figure}${apart ? `, ${apart},` : ""} ${seeds}${missing}${chance}`;
  if (leader.units === 1) return `${first}.`;
  if (tied === 1) return `${first}. No other variant can be the best.`;
  return `${first}. ${tied === plan.variants ? "Any variant" : `Each of ${tied} variants`} may be the best.`;
}

/** `over 10 seeds of one data set`, `over 20 data sets (200 runs)`: what the figure is a mean of, and so what it speaks of. */
function overText(plan: Plan, { variant, units, n }: VariantSummary): string {
  const over = `over ${unitsText(units, populationOf(plan, variant))}`;
  return units === n ? over : `${over} (${counted(n, "run")})`;
}

const otherText = ({ draws }: Plan, count: number) =>
  draws === undefined ? `at ${counted(count, "other seed")}` : `in ${counted(count, "other run")}`;

/** How many comparisons came out how, if there are several and the first sentence does not say it. */
function tallyText(plan: Plan, summary: Ordered): string {
  const compared = comparedOf(summary);
  const isSaid = PRAISE.every((verdict) => summary.verdicts[verdict] === 0);
  return compared < 2 || isSaid
    ? ""
    : `Of ${compared} variants with a baseline, ${countsText(populationOf(plan, 0).unit, summary.verdicts)}.`;
}
