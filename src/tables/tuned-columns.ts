import { inFigures, toldDifference } from "../analysis/ratio.ts";
import type { Tuned } from "../analysis/tuned.ts";
import type { Plan } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Comparison } from "../statistics/estimate.ts";
import { axisColumns, type CellColumn, DIVERGED, N } from "./column.ts";
import { type CsvCell, isConfirming } from "./csv.ts";

type TunedColumn = CellColumn<Tuned>;

/** The columns of tuned.csv. */
export function tunedColumns(plan: Plan): readonly TunedColumn[] {
  const { axis, strata, tune, own } = plan.compare;
  // The axes to choose on.
  const chosen = [...tune, ...own].sort((a, b) => a - b);
  const axes = (columns: readonly number[], cell: (tuned: Tuned, place: number) => CsvCell) =>
    axisColumns(
      columns.map((column) => itemAt(plan.heads, column)),
      cell,
    );
  return [
    ...axes(strata, ({ stratum }, place) => stratum[place]),
    ...axes(axis === undefined ? [] : [axis], ({ schedule }) => schedule),
    {
      head: "points",
      meaning: "Number of points that the schedule had to choose from.",
      shown: "whole",
      cell: ({ points }) => points,
    },
    ...axes(chosen, ({ variant }, place) =>
      variant === undefined ? undefined : plan.variant(variant).cells[itemAt(chosen, place)],
    ),
    { ...N, cell: ({ n }) => n },
    { ...DIVERGED, cell: ({ diverged }) => diverged },
    ...BEST,
    ...AGAINST,
    ...VERDICT,
    ...(isConfirming(plan) ? CONFIRMED : []),
  ];
}

const BEST: readonly TunedColumn[] = [
  {
    head: "best_mean",
    meaning:
      "Mean of the objective at the chosen point. A point at which a seed diverged is not chosen while there is another.",
    shown: "figure",
    cell: ({ best }) => (best.kind === "none" ? undefined : best.mean),
  },
  {
    head: "best_low",
    meaning: "Lower end of its 95 % interval, which does not allow for the choice.",
    shown: "figure",
    cell: ({ best }) => (best.kind === "interval" ? best.low : undefined),
  },
  {
    head: "best_high",
    meaning: "Upper end of that interval.",
    shown: "figure",
    cell: ({ best }) => (best.kind === "interval" ? best.high : undefined),
  },
  {
    head: "expected",
    meaning:
      "The figure to expect at a new seed: the point is chosen by all seeds but one and measured at that one, for each seed (leave-one-out). The rest of `best_mean` is luck of the choice.",
    shown: "figure",
    cell: ({ expected }) => expected,
  },
  {
    head: "points_within_margin",
    meaning:
      "Points whose mean is within the margin (`compare.margin`, 1 % by default) of the best: many make a schedule easy to tune.",
    shown: "whole",
    cell: ({ within }) => within,
  },
];

/** The difference at the two chosen points. */
const chosenOf = ({ against }: Tuned) =>
  against && inFigures({ difference: against.chosen, smallest: undefined, isRatio: against.isRatio }).difference;

const AGAINST: readonly TunedColumn[] = [
  {
    head: "against",
    meaning: "The schedule that it is compared with.",
    cell: ({ against }) => against?.schedule,
  },
  {
    head: "against_points",
    meaning: "Points at which both are compared. If one has more, its figure is the expected best of so many of them.",
    shown: "whole",
    cell: ({ against }) => against?.points,
  },
  {
    head: "tuned_difference",
    meaning:
      "Difference of the two best means, at equal numbers of points. With `compare.scale: log`, differences are ratios minus 1, points are chosen by geometric means, and margins are shares.",
    shown: "figure",
    cell: ({ against }) => against?.difference && toldDifference(against.difference, against.isRatio),
  },
  {
    head: "chosen_difference",
    meaning: "Mean difference at the two chosen points, paired by seed.",
    shown: "figure",
    cell: (tuned) => differenceCell(chosenOf(tuned)),
  },
  {
    head: "chosen_low",
    meaning: "Lower end of its 95 % interval.",
    shown: "figure",
    cell: (tuned) => {
      const chosen = chosenOf(tuned);
      return chosen?.kind === "paired" ? chosen.low : undefined;
    },
  },
  {
    head: "chosen_high",
    meaning: "Upper end of that interval.",
    shown: "figure",
    cell: (tuned) => {
      const chosen = chosenOf(tuned);
      return chosen?.kind === "paired" ? chosen.high : undefined;
    },
  },
];

const VERDICT: readonly TunedColumn[] = [
  {
    head: "p_permutation",
    meaning:
      "p-value of the difference: the two schedules change places at whole seeds, and the points are chosen anew each time. All ways to do so up to 10 seeds, 9 999 drawn ones beyond. Empty where the points are searched or differ, and for splits and folds of one data set.",
    shown: "p",
    cell: ({ against }) => against?.pPermutation,
  },
  {
    head: "p_chosen",
    meaning: "p-value of the paired t-test at the two chosen points.",
    shown: "p",
    cell: ({ against }) => (against?.chosen.kind === "paired" ? against.chosen.p : undefined),
  },
  {
    head: "p_tuned",
    meaning: "The larger of the two, after Holm's correction for all comparisons in the file.",
    shown: "p",
    cell: ({ against }) => against?.pHolm,
  },
  {
    head: "tuned_verdict",
    meaning:
      "`better` or `worse` where `p_tuned` is below 0.05, otherwise `not distinguishable`; `identical`; `diverges more often` or `diverges less often`; `baseline`; `untested`.",
    cell: ({ verdict }) => verdict,
  },
  {
    head: "p_sensitivity",
    meaning:
      "p-value of the difference between the numbers of points within the margin, by the same permutations, after Holm's correction.",
    shown: "p",
    cell: ({ against }) => against?.pWithin,
  },
  {
    head: "sensitivity",
    meaning:
      "`less` or `more` sensitive to the tuned values than the schedule it is compared with, where `p_sensitivity` is below 0.05.",
    cell: ({ against }) => against?.sensitivity,
  },
];

/** The difference at the fresh seeds. */
const freshOf = ({ confirmed }: Tuned) => confirmed && inFigures(confirmed).difference;

const CONFIRMED: readonly TunedColumn[] = [
  {
    head: "confirmed_n",
    meaning:
      "Fresh seeds that both finished. This and the next columns compare the chosen points at seeds that had no part in the choice. Only with `compare.confirm`.",
    shown: "whole",
    cell: ({ confirmed }) => confirmed && (confirmed.won?.of ?? 0),
  },
  {
    head: "confirmed_difference",
    meaning: "Mean difference from the chosen point of `against`, over these seeds.",
    shown: "figure",
    cell: (tuned) => differenceCell(freshOf(tuned)),
  },
  {
    head: "confirmed_low",
    meaning: "Lower end of its 95 % interval: simultaneous for all comparisons where signs are flipped.",
    shown: "figure",
    cell: (tuned) => {
      const difference = freshOf(tuned);
      return difference?.kind === "paired" ? difference.low : undefined;
    },
  },
  {
    head: "confirmed_high",
    meaning: "Upper end of that interval.",
    shown: "figure",
    cell: (tuned) => {
      const difference = freshOf(tuned);
      return difference?.kind === "paired" ? difference.high : undefined;
    },
  },
  {
    head: "p_confirmed",
    meaning:
      "p-value of that difference, by `compare.test`, corrected for all comparisons in the file. Empty where one of the two diverged more often.",
    shown: "p",
    cell: ({ confirmed }) => confirmed?.tested?.adjusted,
  },
  {
    head: "confirmed_verdict",
    meaning: "As `verdict` in summary.csv, at the fresh seeds.",
    cell: ({ confirmed }) => confirmed?.verdict,
  },
];

function differenceCell(comparison: Comparison | undefined): CsvCell {
  if (comparison?.kind === "identical") return "identical";
  return comparison === undefined || comparison.kind === "none" ? undefined : comparison.difference;
}
