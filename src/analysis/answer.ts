import type { Plan } from "../contracts/plan.ts";
import { oneLine } from "../issues/printable.ts";
import type { Verdict } from "./comparisons.ts";
import type { Comparison } from "./statistics.ts";
import type { Summary, VariantSummary } from "./variant-summary.ts";
import { counted, estimateText, pText, short, variantText } from "./wording.ts";

type Ordered = Omit<Summary, "answer" | "marginals">;

/** The result in words, on one line: which variant is best, by how much, and how certain that is. */
export function answerOf(plan: Plan, summary: Ordered): string {
  const [leader] = summary.best(1);
  if (leader?.rank === undefined) return "No run finished, so there is no result.";
  const sentences = [leaderText(plan, leader), evidenceText(plan, summary, leader), tallyText(summary)];
  if (leader.verdict === "baseline") sentences.push(contenderText(plan, summary));
  else if (leader.verdict !== "better") sentences.push(firstText(plan, summary, "better"));
  return oneLine(sentences.filter(Boolean).join(" "));
}

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
      return `It is ${verdictText(plan, summary, leader)}.`;
  }
}

/** `better than constant by 0.0014 (12 %; 95 % interval 0.0003 to 0.0024; p 0.022 …)`. */
function verdictText(plan: Plan, summary: Ordered, { verdict, baseline, difference, pHolm }: VariantSummary): string {
  const other = baseline === undefined ? undefined : summary.at(baseline);
  const name = other === undefined ? "" : variantText(plan, other.cells);
  if (verdict === "identical") return `identical to ${name} at every seed`;
  if (difference.kind !== "paired") return `not tested against ${name}`;
  const mean = meanOf(plan, other);
  const share = mean ? `${percent(difference.difference / mean)}; ` : "";
  const corrected = summary.tests > 1 ? ` after Holm's correction for ${summary.tests} comparisons` : "";
  const how = `95 % interval ${intervalText(difference)}; ${pText(pHolm ?? difference.p)}${corrected}`;
  const size = short(Math.abs(difference.difference));
  if (verdict === "not distinguishable") return `not distinguishable from ${name} (difference ${size}, ${share}${how})`;
  return `${verdict} than ${name} by ${size} (${share}${how})`;
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

function tallyText({ tests, verdicts }: Ordered): string {
  const { better, worse, identical, "not distinguishable": unclear } = verdicts;
  const compared = tests + identical;
  if (compared < 2) return "";
  const rest =
    identical > 0
      ? `, ${unclear} not distinguishable and ${identical} identical`
      : ` and ${unclear} not distinguishable`;
  return `Of ${compared} comparisons with a baseline, ${better} came out better, ${worse} worse${rest}.`;
}

/** A sentence on the others if a baseline leads: on the best variant that beats its baseline, or on the only other one. */
function contenderText(plan: Plan, summary: Ordered): string {
  const { better, worse, identical, "not distinguishable": unclear } = summary.verdicts;
  const isOnly = worse + identical + unclear === 1;
  const compared = ["worse", "identical", "not distinguishable"] as const;
  return firstText(plan, summary, "better") || (better === 0 && isOnly ? firstText(plan, summary, ...compared) : "");
}

/** A sentence on the first variant by rank with one of these verdicts. */
function firstText(plan: Plan, summary: Ordered, ...verdicts: readonly Verdict[]): string {
  if (verdicts.every((verdict) => summary.verdicts[verdict] === 0)) return "";
  for (const best of summary.ranked())
    if (verdicts.includes(best.verdict))
      return `${variantText(plan, best.cells)} is ${verdictText(plan, summary, best)}.`;
  return "";
}
