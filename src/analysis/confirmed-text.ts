import type { Plan } from "../experiment/plan.ts";
import { counted } from "../numbers/counted.ts";
import { sizeText } from "./claim.ts";
import type { Compared } from "./comparisons.ts";
import { inFigures } from "./ratio.ts";
import { baselineIn, type Tuned } from "./tuned.ts";
import { type Verdict, verdictFacts } from "./verdict.ts";
import { comparedText, countsText, kindText, pText, variantText } from "./wording.ts";

/** A schedule with what was chosen for it. */
export const nameOf = (plan: Plan, { variant, schedule }: Tuned) =>
  variant === undefined ? comparedText(plan, schedule) : variantText(plan, plan.variant(variant).cells);

/** What a schedule is compared with, likewise. */
export function otherText(plan: Plan, all: readonly Tuned[], { stratum, against }: Tuned): string {
  const baseline = baselineIn(all, stratum, against?.schedule);
  return baseline === undefined ? comparedText(plan, against?.schedule) : nameOf(plan, baseline);
}

/** "the best of 3 points", of as many as both have. */
export const pointsText = (points: number | undefined) =>
  points === 1 ? "its only point" : `the best of ${points} points`;

/** `Each at the best of 3 points, lr=0.3, cosine`. Schedules with other points each have a best of their own. */
export function startText(plan: Plan, tuned: Tuned): string {
  const { against } = tuned;
  const best = against?.pPermutation === undefined ? "its best point" : pointsText(against.points);
  return `Each at ${best}, ${nameOf(plan, tuned)}`;
}

const freshText = (plan: Plan) => counted(plan.adaptive?.seeding?.fresh.length ?? 0, "fresh seed");

/** Whether fresh seeds speak for a schedule. */
export const isConfirmed = ({ confirmed }: Tuned) =>
  confirmed !== undefined && verdictFacts(confirmed.verdict).favours === "variant";

/** That a schedule is better, as fresh seeds show. */
export function confirmedText(plan: Plan, all: readonly Tuned[], tuned: Tuned): string {
  const { confirmed } = tuned;
  if (confirmed === undefined) return "";
  const start = startText(plan, tuned);
  const other = otherText(plan, all, tuned);
  const seeds = freshText(plan);
  if (confirmed.verdict !== "better") return `${start} ${divergenceText(other, confirmed)}, as ${seeds} confirm.`;
  const tests = all.filter((one) => one.confirmed !== undefined).length;
  const corrected = tests > 1 ? `, corrected for ${tests} comparisons` : "";
  return `${start} is better than ${other} by ${differenceText(confirmed)}, confirmed by ${seeds} (${pOf(confirmed)}${corrected}).`;
}

const pOf = ({ tested }: Compared) => pText(tested?.adjusted ?? 1);

function differenceText(compared: Compared): string {
  const { difference } = inFigures(compared);
  return difference.kind === "paired" ? sizeText(compared, difference.difference) : "";
}

const divergenceText = (other: string, { verdict, divergence }: Compared) =>
  `${verdict} than ${other} (at ${divergence?.own} of ${divergence?.seeds} seeds, ${other} at ${divergence?.other})`;

/** What fresh seeds say of a claim that they do not confirm. */
export function contradictionText(plan: Plan, confirmed: Compared): string {
  const seeds = freshText(plan);
  switch (confirmed.verdict) {
    case "not distinguishable":
      return `not confirmed by ${seeds} (${pOf(confirmed)})`;
    case "worse":
      return `but worse at ${seeds} (${pOf(confirmed)})`;
    case "equivalent":
    case "identical":
      return `but ${confirmed.verdict} at ${seeds}`;
    case "diverges more often": {
      const { own, other } = confirmed.divergence ?? { own: 0, other: 0 };
      return `not confirmed by ${seeds}: it diverges at ${own} of them, what it is compared with at ${other}`;
    }
    case "better":
    case "diverges less often":
    case "baseline":
    case "untested":
      return `not confirmed, as ${seeds} could not be compared`;
  }
}

/** What fresh seeds say where neither they nor the others show a schedule to be better. */
export function refutedText(plan: Plan, compared: readonly Tuned[]): string {
  const [only, second] = compared;
  if (only?.confirmed === undefined) return "";
  const seeds = `with ${freshText(plan)}`;
  const baselines = [...new Set(compared.map(({ against }) => comparedText(plan, against?.schedule)))];
  if (second !== undefined)
    return `Each at its best point, no ${kindText(plan)} is better than ${baselines.join(", ")}, tested ${seeds}.`;
  const { confirmed } = only;
  const start = startText(plan, only);
  const [other = ""] = baselines;
  switch (confirmed.verdict) {
    case "worse":
      return `${start} is worse than ${other} by ${differenceText(confirmed)}, confirmed by ${freshText(plan)} (${pOf(confirmed)}).`;
    case "not distinguishable":
      return `${start} cannot be told from ${other} ${seeds} (${pOf(confirmed)}).`;
    case "equivalent":
    case "identical":
      return `${start} is ${confirmed.verdict} to ${other} ${seeds}.`;
    case "diverges more often":
      return `${start} ${divergenceText(other, confirmed)}, as ${freshText(plan)} confirm.`;
    case "better":
    case "diverges less often":
    case "baseline":
    case "untested":
      return `${start} could not be compared with ${other} ${seeds}.`;
  }
}

/** How all comparisons came out with fresh seeds, if there are several. */
export function freshTallyText(plan: Plan, compared: readonly Tuned[]): string {
  if (compared.length === 1) return "";
  const counts: Partial<Record<Verdict, number>> = {};
  for (const { confirmed } of compared)
    if (confirmed !== undefined) counts[confirmed.verdict] = (counts[confirmed.verdict] ?? 0) + 1;
  return `Of ${compared.length} comparisons with ${freshText(plan)}, ${countsText("seed", counts)}.`;
}
