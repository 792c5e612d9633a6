import type { Comparison, Estimate } from "../analysis/statistics.ts";
import type { Tuned } from "../analysis/tuned.ts";
import type { Plan } from "../contracts/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Row } from "./sheets.ts";

/** The columns of the axes to choose on. */
const chosenColumns = ({ compare }: Plan) => [...compare.tune, ...compare.own].sort((a, b) => a - b);

/** Heads of tuned.csv. */
export function tunedHeads(plan: Plan): Row {
  const { axis, strata } = plan.compare;
  const named = (columns: readonly number[]) => columns.map((column) => itemAt(plan.heads, column));
  return [
    ...named(strata),
    ...named(axis === undefined ? [] : [axis]),
    "points",
    ...named(chosenColumns(plan)),
    "n",
    "diverged",
    ...["best_mean", "best_low", "best_high", "expected", "points_within_margin"],
    ...["against", "against_points", "tuned_difference", "chosen_difference", "chosen_low", "chosen_high"],
    ...["p_permutation", "p_chosen", "p_tuned", "tuned_verdict", "p_sensitivity", "sensitivity"],
  ];
}

/** A row of tuned.csv. */
export function tunedRow(plan: Plan, tuned: Tuned): Row {
  const cells = tuned.variant === undefined ? [] : plan.variant(tuned.variant).cells;
  const { best, against } = tuned;
  return [
    ...tuned.stratum,
    tuned.schedule,
    tuned.points,
    ...chosenColumns(plan).map((column) => cells[column]),
    tuned.n,
    tuned.diverged,
    ...bestCells(best),
    tuned.expected,
    tuned.within,
    against?.schedule,
    against?.points,
    against?.difference,
    ...chosenCells(against?.chosen),
    against?.pPermutation,
    against?.chosen.kind === "paired" ? against.chosen.p : undefined,
    against?.pHolm,
    tuned.verdict,
    against?.pWithin,
    against?.sensitivity,
  ];
}

function bestCells(best: Estimate): Row {
  switch (best.kind) {
    case "none":
      return [undefined, undefined, undefined];
    case "single":
      return [best.mean, undefined, undefined];
    case "interval":
      return [best.mean, best.low, best.high];
  }
}

/** The difference and its interval. */
function chosenCells(chosen: Comparison | undefined): Row {
  switch (chosen?.kind) {
    case undefined:
    case "none":
      return [undefined, undefined, undefined];
    case "identical":
      return ["identical", undefined, undefined];
    case "single":
      return [chosen.difference, undefined, undefined];
    case "paired":
      return [chosen.difference, chosen.low, chosen.high];
  }
}
