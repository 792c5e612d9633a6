import type { Plan } from "../experiment/plan.ts";
import { populationOf } from "../replicates/population.ts";
import { percent, shareOf, sizeText } from "./claim.ts";
import { inFigures } from "./ratio.ts";
import type { Ordered, VariantSummary } from "./variant-summary.ts";
import { verdictFacts } from "./verdict.ts";
import { comparedText, kindText, overText, variantText } from "./wording.ts";

/** Larger plans are not searched for what a variant has in common with others. */
const MOST_VARIANTS = 10_000;

/**
 * `At lr=0.3, all 5 other schedules are better than constant, by 9.8 to 12 % in final val_loss (p 0.0010 to 0.0024)`: what a
 * variant is found to be, together with others that have the same baseline. undefined where it is the only one.
 */
export function groupText(plan: Plan, summary: Ordered, subject: VariantSummary): string | undefined {
  const { baseline, verdict } = subject;
  const { axis } = plan.compare;
  if (baseline === undefined || axis === undefined || summary.count > MOST_VARIANTS) return undefined;
  const group = Array.from(summary).filter((one) => one.baseline === baseline && one.variant !== baseline);
  const alike = group.filter((one) => one.verdict === verdict);
  if (alike.length < 2) return undefined;
  const { cells } = summary.at(baseline);
  // A column of a schedule's own does not apply to the others.
  const differ = (one: VariantSummary) =>
    cells.some((cell, column) => column !== axis && cell !== null && ![cell, null].includes(one.cells[column] ?? null));
  const isByAxis = group.every((one) => one.cells[axis] !== cells[axis] && !differ(one));
  const common = cells.map((cell, column) =>
    isByAxis && column !== axis && group.every((one) => one.cells[column] === cell) ? cell : null,
  );
  const place = common.some((cell) => cell !== null) ? `At ${variantText(plan, common)}, ` : "";
  const all = group.length === 2 ? "both" : `all ${group.length}`;
  const count = alike.length === group.length ? all : `${alike.length} of ${group.length}`;
  const [kind, name] = isByAxis
    ? [kindText(plan, "s"), comparedText(plan, cells[axis])]
    : ["variants", variantText(plan, cells)];
  const claim = `${count} other ${kind} ${verdictFacts(verdict).told?.[1]} than ${name}`;
  const text = `${place}${claim}${verdict === "better" ? sizesText(plan, summary, alike) : ""}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `, by 9.8 to 12 % in final val_loss (p 0.0024 or less)` */
function sizesText(plan: Plan, summary: Ordered, alike: readonly VariantSummary[]): string {
  const { metric, at } = plan.objective;
  const shares = alike.map((one) => shareOf(plan, summary, one));
  const sizes = shares.every((share) => share !== undefined)
    ? rangeText(shares.map(percent), " %")
    : rangeText(alike.map((one) => sizeText(one, differenceOf(one))));
  const ps = alike.map(({ tested }) => tested?.adjusted ?? 1);
  const [first] = alike as [VariantSummary];
  const chance = overText(Math.max(...ps), first.units, populationOf(plan, first.variant));
  return `, by ${sizes} in ${at} ${metric} (${chance}${new Set(ps).size > 1 ? " or less" : ""})`;
}

/** `9.8 to 12 %`: the least and the most of texts of numbers. @param unit of each of them, to be said once */
function rangeText(texts: readonly string[], unit = ""): string {
  const numbers = texts.map((text) => Number(text.replace(unit, ""))).sort((a, b) => a - b);
  const [least, most] = [numbers[0], numbers.at(-1)];
  return `${least === most ? "" : `${least} to `}${most}${unit}`;
}

const differenceOf = (one: VariantSummary) => {
  const { difference } = inFigures(one);
  return difference.kind === "paired" ? difference.difference : 0;
};
