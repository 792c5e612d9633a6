import type { Plan } from "../definition/plan.ts";
import type { Comparison } from "./statistics.ts";
import type { Summary, VariantSummary } from "./summary.ts";
import { counted, estimateText, pText, short, variantText } from "./wording.ts";

type Ordered = Omit<Summary, "answer" | "marginals">;

/** In words, on one line: what came out best, by how much, and how sure that is. */
export function answerOf(plan: Plan, summary: Ordered): string {
  const [leader] = summary.best(1);
  if (leader?.rank === undefined) return "No run came to its end, so nothing can be said.";
  const sentences = [leaderText(plan, leader), evidenceText(plan, summary, leader), tallyText(summary)];
  if (leader.verdict !== "better" && summary.verdicts.better > 0) sentences.push(bestOfBetter(plan, summary));
  return sentences
    .filter(Boolean)
    .join(" ")
    .replace(/\p{Cc}+/gu, " ");
}

function leaderText(plan: Plan, leader: VariantSummary): string {
  const { metric, at } = plan.objective;
  const what = variantText(plan, leader.cells);
  if (leader.n === 0) return `Every run diverged; ${what} ranks first with nothing to show for it.`;
  const place = plan.variants === 1 ? "has" : "ranks first:";
  const estimated = leader.metrics[0]?.[at] ?? { kind: "none" as const };
  const seeds = `over ${counted(leader.n, "seed")}`;
  const missing = leader.diverged > 0 ? ` (it diverged at ${counted(leader.diverged, "other")})` : "";
  return `${what} ${place} ${at} ${metric} ${estimateText(estimated)} ${seeds}${missing}.`;
}

function evidenceText(plan: Plan, summary: Ordered, leader: VariantSummary): string {
  if (plan.variants === 1) return "";
  switch (leader.verdict) {
    case "baseline":
      return "It is a baseline.";
    case "untested":
      return leader.baseline === undefined || plan.seeds.length > 1
        ? "It could not be tested."
        : "With one seed no difference can be told from chance.";
    default:
      return `It is ${verdictText(plan, summary, leader)}.`;
  }
}

/** `better than constant by 0.0014 (12 %; 95 % interval 0.0003 to 0.0024; p 0.022 …)`. */
function verdictText(plan: Plan, summary: Ordered, { verdict, baseline, difference, pHolm }: VariantSummary): string {
  const other = baseline === undefined ? undefined : summary.at(baseline);
  const name = other === undefined ? "" : variantText(plan, other.cells);
  if (verdict === "identical") return `identical to ${name}, at every seed`;
  if (difference.kind !== "paired") return `not tested against ${name}`;
  const mean = meanOf(plan, other);
  const share = mean ? `${short((100 * Math.abs(difference.difference)) / Math.abs(mean))} %; ` : "";
  const corrected = summary.tests > 1 ? ` after Holm's correction for ${summary.tests} comparisons` : "";
  const how = `95 % interval ${intervalText(difference)}; ${pText(pHolm ?? difference.p)}${corrected}`;
  const size = short(Math.abs(difference.difference));
  if (verdict === "not distinguishable") return `not distinguishable from ${name} (difference ${size}, ${share}${how})`;
  return `${verdict} than ${name} by ${size} (${share}${how})`;
}

/** Of the difference's size, the smaller end first. */
function intervalText(difference: Extract<Comparison, { kind: "paired" }>): string {
  const { low, high } = difference;
  return difference.difference < 0 ? `${short(-high)} to ${short(-low)}` : `${short(low)} to ${short(high)}`;
}

function meanOf(plan: Plan, variant: VariantSummary | undefined): number | undefined {
  const estimated = variant?.metrics[0]?.[plan.objective.at];
  return estimated === undefined || estimated.kind === "none" ? undefined : estimated.mean;
}

function tallyText({ tests, verdicts }: Ordered): string {
  if (tests < 2) return "";
  const { better, worse, identical, "not distinguishable": unclear } = verdicts;
  const same = identical > 0 ? `; ${counted(identical, "variant")} identical` : "";
  return `Of ${tests} comparisons with a baseline ${better} read better, ${worse} worse, ${unclear} not distinguishable${same}.`;
}

/** The first by rank of those that beat their baseline. */
function bestOfBetter(plan: Plan, summary: Ordered): string {
  for (const best of summary.ranked())
    if (best.verdict === "better") return `${variantText(plan, best.cells)} is ${verdictText(plan, summary, best)}.`;
  return "";
}
