import type { Cell, Plan } from "../experiment/plan.ts";
import { shortHeads, valueText } from "../experiment/short-heads.ts";
import { counted } from "../numbers/counted.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Population, UnitName } from "../replicates/population.ts";
import type { Estimate } from "../statistics/estimate.ts";
import { VERDICTS, type Verdict, verdictFacts } from "./verdict.ts";

/** `20 data sets`, `10 seeds`; with a known place they are from: `5 folds of this data set`. */
export const unitsText = (count: number, { unit, within }: Pick<Population, "unit" | "within">) =>
  `${counted(count, unit)}${within === "" ? "" : ` ${within}`}`;

/** Four significant digits, three of small and of large numbers. */
export function short(x: number): string {
  if (x === 0) return "0";
  return Math.abs(x) >= 1e-3 && Math.abs(x) < 1e6 ? String(Number(x.toPrecision(4))) : x.toExponential(2);
}

/** Two significant digits. */
function brief(x: number): string {
  return x === 0 || Math.abs(x) >= 1e-3 ? x.toPrecision(2) : x.toExponential(1);
}

export const pText = (p: number) => `p ${p < 0.001 ? "< 0.001" : p.toPrecision(2)}`;

/** `p 0.54`; where units are more than seeds: `over 20 data sets: p 0.54`. */
export const overText = (p: number, units: number, population: Population) =>
  population.unit === "seed" ? pText(p) : `over ${unitsText(units, population)}: ${pText(p)}`;

/** `0.0123 ± 0.0004`: the mean, and half the width of the 95 % interval. */
export function estimateText(estimate: Estimate): string {
  switch (estimate.kind) {
    case "none":
      return "";
    case "single":
      return short(estimate.mean);
    case "interval":
      return `${short(estimate.mean)} ± ${brief((estimate.high - estimate.low) / 2)}`;
  }
}

/** Quotes a name of several words, so that it stands out in a sentence. */
const named = (name: string) => (/[\s,]/.test(name) ? `'${name}'` : name);

/** `lr=0.3, cosine`: the values of a variant on the axes that apply to it. */
export function variantText(plan: Plan, cells: readonly Cell[]): string {
  const parts = plan.heads.flatMap((_, column) => {
    const cell = cells[column] ?? null;
    return cell === null ? [] : [cellText(plan, column, cell)];
  });
  return parts.join(", ") || "the one variant";
}

/** `cosine`, `momentum=0.5`: a value of the axis that is compared. */
export const comparedText = (plan: Plan, cell: Cell | undefined) =>
  cell === undefined || cell === null ? "nothing" : cellText(plan, plan.compare.axis ?? 0, cell);

/** What is compared: `schedule`, or `value of momentum`. @param ending of several: "s" */
export function kindText({ heads, compare }: Plan, ending: "" | "s" = ""): string {
  const head = itemAt(heads, compare.axis ?? 0);
  return /schedul/i.test(head)
    ? `schedule${ending}`
    : `value${ending} of ${itemAt(shortHeads(heads), compare.axis ?? 0)}`;
}

function cellText({ heads }: Plan, column: number, cell: Exclude<Cell, null>): string {
  const short = itemAt(shortHeads(heads), column);
  return valueText(itemAt(heads, column), short, cell, typeof cell === "string" ? named(cell) : String(cell));
}

/**
 * `2 are worse and 3 cannot be told apart with so few seeds`
 * @param unit what the comparisons are over
 */
export function countsText(unit: UnitName, verdicts: Readonly<Partial<Record<Verdict, number>>>): string {
  const parts = VERDICTS.flatMap((verdict) => {
    const count = verdicts[verdict] ?? 0;
    const [one, several] = verdictFacts(verdict).told ?? [];
    const told = count === 1 ? one : several;
    return count === 0 || told === undefined ? [] : [`${count} ${told.replace("units", `${unit}s`)}`];
  });
  return parts.length === 1 ? (parts[0] as string) : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
