import { signedText } from "../analysis/claim.ts";
import { inFigures, toldDifference } from "../analysis/ratio.ts";
import type { Tuned } from "../analysis/tuned.ts";
import { estimateText, pText, short } from "../analysis/wording.ts";
import type { Cell, Plan } from "../experiment/plan.ts";
import { shortHeads } from "../experiment/short-heads.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { TextGrid } from "./columns.ts";

const cellText = (cell: Cell | undefined) => (cell === null || cell === undefined ? "" : String(cell));

/** Each schedule at its best point, as texts. undefined without any. */
export function tunedGrid(plan: Plan, rows: readonly Tuned[]): TextGrid | undefined {
  const { axis, strata, tune, own } = plan.compare;
  if (rows.length === 0 || axis === undefined) return undefined;
  const chosen = [...tune, ...own].sort((a, b) => a - b);
  const named = (columns: readonly number[]) => columns.map((column) => itemAt(plan.heads, column));
  const figure = `${plan.objective.at} ${plan.objective.metric}`;
  const fresh = rows.some(({ confirmed }) => confirmed !== undefined) ? ["at fresh seeds"] : [];
  const compared = ["difference", "verdict", ...fresh];
  const heads = [...named([...strata, axis]), "points", ...named(chosen), figure, "expected", ...compared];
  const before = strata.length + 1;
  const figures = [before, ...[0, 1, 2].map((place) => before + 1 + chosen.length + place)];
  const short = shortHeads(plan.heads);
  return {
    heads,
    rows: rows.map((tuned) => [...textsOf(plan, tuned, chosen), ...fresh.map(() => freshText(tuned))]),
    numeric: new Set(figures),
    shortHeads: heads.map((head) => short[plan.heads.indexOf(head)] ?? head),
    spare: ["points", "expected"].map((head) => heads.indexOf(head)),
  };
}

function textsOf(plan: Plan, tuned: Tuned, chosen: readonly number[]): readonly string[] {
  const cells = tuned.variant === undefined ? [] : plan.variant(tuned.variant).cells;
  return [
    ...[...tuned.stratum, tuned.schedule].map(cellText),
    String(tuned.points),
    ...chosen.map((column) => cellText(cells[column])),
    estimateText(tuned.best),
    tuned.expected === undefined ? "" : short(tuned.expected),
    differenceText(tuned),
    tuned.verdict === "untested" ? "" : tuned.verdict,
  ];
}

function differenceText({ against }: Tuned): string {
  if (against?.difference === undefined) return "";
  // Without a test, points may differ in number: then it is the difference of what so many of them would give.
  const p = against.pHolm === undefined ? ` (best of ${against.points})` : ` (${pText(against.pHolm)})`;
  return `${signedText(toldDifference(against.difference, against.isRatio), against.isRatio)}${p}`;
}

/** `better, -0.0123 (p 0.002)`: what fresh seeds say of the chosen point. */
function freshText({ confirmed }: Tuned): string {
  if (confirmed === undefined) return "";
  const { verdict, tested } = confirmed;
  const { difference } = inFigures(confirmed);
  if (difference.kind !== "paired" || tested === undefined) return verdict;
  return `${verdict}, ${signedText(difference.difference, confirmed.isRatio)} (${pText(tested.adjusted)})`;
}
