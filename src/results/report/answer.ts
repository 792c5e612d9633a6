import type { Plan } from "../../definition/plan.ts";
import { objectiveOf, type VariantSummary } from "../summary.ts";
import { toFigure } from "./data.ts";
import { figureText } from "./figure-text.ts";
import { labelsOf } from "./label.ts";

/** The answer in words, from the variants by rank. */
export function answerOf(plan: Plan, ranked: readonly VariantSummary[]): readonly string[] {
  const [best] = ranked;
  if (best === undefined || best.rank === undefined) return ["No run came to an end."];
  const label = labelsOf({ heads: plan.heads, variants: ranked })[0];
  const estimate = objectiveOf(plan, best);
  const mean = figureText(toFigure(estimate.kind === "none" ? undefined : estimate.mean));
  return [`${label} ranks first by ${plan.objective.at} ${plan.objective.metric}: ${mean} over ${best.n} seeds.`];
}
