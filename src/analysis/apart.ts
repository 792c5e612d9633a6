import type { Plan } from "../experiment/plan.ts";
import { amountText } from "./claim.ts";
import { type Ordered, objectiveOf, type VariantSummary } from "./variant-summary.ts";

/** `12 % below constant`: where a figure lies from another one's. @param name what has the other figure */
export function apartText(own: number | undefined, other: number | undefined, name: string): string {
  if (own === undefined || other === undefined || !Number.isFinite(own - other)) return "";
  if (own === other) return `level with ${name}`;
  return `${amountText(own - other, other)} ${own < other ? "below" : "above"} ${name}`;
}

/** The mean of a variant's objective. */
export function meanFigure(plan: Plan, summary: VariantSummary | undefined): number | undefined {
  const found = summary && objectiveOf(plan, summary);
  return found === undefined || found.kind === "none" ? undefined : found.mean;
}

/** What the first by rank is set against: its baseline, or where it has none the second by rank. */
export function rivalOf(summary: Ordered, { baseline }: VariantSummary): VariantSummary | undefined {
  if (baseline !== undefined) return summary.at(baseline);
  const second = summary.best(2)[1];
  return second === undefined || second.n === 0 ? undefined : second;
}
