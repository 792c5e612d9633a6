import type { Plan } from "../contracts/plan.ts";
import { oneLine } from "../issues/printable.ts";
import { ALPHA, type Verdict } from "./comparisons.ts";
import type { Divergence } from "./divergence.ts";
import type { Comparison } from "./statistics.ts";
import { tunedText } from "./tuned-text.ts";
import type { Summary, VariantSummary } from "./variant-summary.ts";
import { counted, estimateText, pText, short, variantText } from "./wording.ts";

type Ordered = Omit<Summary, "answer" | "marginals">;

/** The result in words, on one line: which variant is best, by how much, and how certain that is. */
export function answerOf(plan: Plan, summary: Ordered): string {
  const [leader] = summary.best(1);
  if (leader?.rank === undefined) return "No run finished, so there is no result.";
  const sentences = [
    tunedText(plan, summary.tuned),
    leaderText(plan, leader),
    evidenceText(plan, summary, leader),
    tallyText(summary),
  ];
  if (leader.verdict === "baseline") sentences.push(contenderText(plan, summary));
  else if (!PRAISE.includes(leader.verdict)) sentences.push(firstText(plan, summary, ...PRAISE));
  return oneLine(sentences.filter(Boolean).join(" "));
}

/** Verdicts that speak for a variant. */
const PRAISE: readonly Verdict[] = ["better", "diverges less often"];

function leaderText(plan: Plan, leader: VariantSummary): string {
  const { metric, at } = plan.objective;
  if (leader.n === 0) return "Every run diverged, so the ranking says nothing.";
  const place = plan.variants === 1 ? "has" : "ranks first:";
  const estimated = leader.metrics[0]?.[at] ?? { kind: "none" as const };
  const seeds = `over ${counted(leader.n, "seed")}`;
  const missing = leader.diverged > 0 ? ` (it diverged at ${counted(leader.diverged, "other seed")})` : "";
  return `${variantText(plan, leader.cells)} ${place} ${at} ${metric} ${estimateText(estimated)} ${seeds}${missing}.`;
}

function evidenceText(plan: Plan, summary: Ordered, leader: VariantSummary): string {
  if (plan.variants === 1) return "";
  if (plan.seeds.length === 1) return "With one seed, no difference can be told from chance.";
  switch (leader.verdict) {
    case "baseline":
      return "It is a baseline.";
    case "untested":
      return leader.baseline === undefined
        ? "There is no baseline to test it against."
        : "It could not be tested against its baseline.";
    default:
      return `It ${verdictText(plan, summary, leader)}.`;
  }
}

/** `is better than constant by 0.0014 (12 %; 95 % interval 0.0003 to 0.0024; p 0.022 …)`. */
function verdictText(plan: Plan, summary: Ordered, compared: VariantSummary): string {
  const { verdict, baseline, difference, pHolm, divergence } = compared;
  const other = baseline === undefined ? undefined : summary.at(baseline);
  const name = other === undefined ? "" : variantText(plan, other.cells);
  if (verdict === "identical") return `is identical to ${name} at every seed`;
  if (divergence !== undefined && divergence.own !== divergence.other) return divergenceText(name, divergence);
  if (difference.kind !== "paired") return `is not tested against ${name}`;
  const mean = meanOf(plan, other);
  const share = mean ? `${percent(difference.difference / mean)}; ` : "";
  const corrected = summary.tests > 1 ? ` after Holm's correction for ${summary.tests} comparisons` : "";
  const how = `95 % interval ${intervalText(difference)}; ${pText(pHolm ?? difference.p)}${corrected}`;
  const size = short(Math.abs(difference.difference));
  if (verdict === "not distinguishable")
    return `is not distinguishable from ${name} (difference ${size}, ${share}${how})`;
  return `is ${verdict} than ${name} by ${size} (${share}${how})`;
}

/** `diverges less often than constant (at 0 of 10 seeds, constant at 6; p 0.031)`. */
function divergenceText(name: string, { own, other, seeds, p }: Divergence): string {
  const more = own > other ? "more" : "less";
  const certainty = p < ALPHA ? pText(p) : `${pText(p)}, so it may be chance`;
  return `diverges ${more} often than ${name} (at ${own} of ${counted(seeds, "seed")}, ${name} at ${other}; ${certainty})`;
}

const percent = (share: number) => `${Number(Math.abs(100 * share).toPrecision(2))} %`;

/** The interval of the size of the difference, smaller end first. */
function intervalText(difference: Extract<Comparison, { kind: "paired" }>): string {
  const { low, high } = difference;
  return difference.difference < 0 ? `${short(-high)} to ${short(-low)}` : `${short(low)} to ${short(high)}`;
}

function meanOf(plan: Plan, variant: VariantSummary | undefined): number | undefined {
  const estimated = variant?.metrics[0]?.[plan.objective.at];
  return estimated === undefined || estimated.kind === "none" ? undefined : estimated.mean;
}

/** Verdicts of a comparison, and how a count of them reads. Those behind the first three are told only where there are any. */
const TALLY: readonly (readonly [verdict: Verdict, text: string])[] = [
  ["better", "came out better"],
  ["worse", "worse"],
  ["not distinguishable", "not distinguishable"],
  ["identical", "identical"],
  ["diverges less often", "diverging less often"],
  ["diverges more often", "diverging more often"],
];

function tallyText({ verdicts }: Ordered): string {
  const compared = TALLY.reduce((sum, [verdict]) => sum + verdicts[verdict], 0);
  if (compared < 2) return "";
  const told = TALLY.filter(([verdict], place) => place < 3 || verdicts[verdict] > 0);
  const parts = told.map(([verdict, text]) => `${verdicts[verdict]} ${text}`);
  return `Of ${compared} comparisons with a baseline, ${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}.`;
}

/** A sentence on the others if a baseline leads: on the best variant that beats its baseline, or on the only other one. */
function contenderText(plan: Plan, summary: Ordered): string {
  const others = TALLY.map(([verdict]) => verdict).filter((verdict) => !PRAISE.includes(verdict));
  const compared = TALLY.reduce((sum, [verdict]) => sum + summary.verdicts[verdict], 0);
  return firstText(plan, summary, ...PRAISE) || (compared === 1 ? firstText(plan, summary, ...others) : "");
}

/** A sentence on the first variant by rank with one of these verdicts. */
function firstText(plan: Plan, summary: Ordered, ...verdicts: readonly Verdict[]): string {
  if (verdicts.every((verdict) => summary.verdicts[verdict] === 0)) return "";
  for (const best of summary.ranked())
    if (verdicts.includes(best.verdict)) return `${variantText(plan, best.cells)} ${verdictText(plan, summary, best)}.`;
  return "";
}
