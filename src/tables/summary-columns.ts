import type { Compared } from "../analysis/comparisons.ts";
import { inFigures } from "../analysis/ratio.ts";
import { summaryMetrics } from "../analysis/summary.ts";
import type { VariantSummary } from "../analysis/variant-summary.ts";
import { variantText } from "../analysis/wording.ts";
import type { Plan } from "../experiment/plan.ts";
import type { Estimate } from "../statistics/estimate.ts";
import { axisColumns, type CellColumn, DIVERGED, N } from "./column.ts";
import type { CsvCell } from "./csv.ts";

type SummaryColumn = CellColumn<VariantSummary>;

/** The columns of summary.csv. */
export function summaryColumns(plan: Plan): readonly SummaryColumn[] {
  return [
    {
      head: nameHead("variant", plan),
      meaning: "The variant's name: its values on the axes that apply to it.",
      cell: ({ cells }) => variantText(plan, cells),
    },
    ...axisColumns<VariantSummary>(plan.heads, ({ cells }, axis) => cells[axis]),
    ...RANKS,
    ...countColumns(plan),
    ...summaryMetrics(plan).flatMap(metricColumns),
    ...(plan.objective.target === undefined ? [] : TARGET),
    {
      head: nameHead("baseline", plan),
      meaning: "Name of the variant that it is compared with. Empty for a baseline.",
      cell: ({ baseline }) => (baseline === undefined ? undefined : variantText(plan, plan.variant(baseline).cells)),
    },
    ...DIFFERENCE,
    ...TEST,
  ];
}

/** Imported results may have an axis of that name. */
const nameHead = (head: string, { heads }: Plan) => (heads.includes(head) ? `${head}_name` : head);

const RANKS: readonly SummaryColumn[] = [
  {
    head: "rank",
    meaning:
      "Place by the objective, 1 being the best. Variants with a smaller share of diverged runs come first. With `seeds: {at_least, at_most}`, all ranks and `seeds_won` are by the seeds that all variants have.",
    shown: "whole",
    cell: ({ rank }) => rank,
  },
  {
    head: "rank_low",
    meaning:
      "The best rank it may have: 1 more than the number of variants shown to be better, of all pairs tested together. Empty with more than 45 variants.",
    shown: "whole",
    cell: ({ rankInterval }) => rankInterval?.low,
  },
  {
    head: "rank_high",
    meaning: "The worst rank it may have.",
    shown: "whole",
    cell: ({ rankInterval }) => rankInterval?.high,
  },
  {
    head: "tied_with_best",
    meaning:
      "Whether it may be the best: `no` if it is worse than the first by rank at the seeds of both, corrected for all variants, or diverged more often.",
    // A word: spreadsheets take true and false for formulas.
    cell: ({ rank, isTied }) => (rank === undefined ? undefined : isTied ? "yes" : "no"),
  },
];

function countColumns({ adaptive }: Plan): readonly SummaryColumn[] {
  const count = (head: "failed" | "timeout" | "pruned", meaning: string): SummaryColumn => ({
    ...{ head, meaning },
    shown: "whole",
    cell: (summary) => summary[head],
  });
  return [
    { ...N, cell: ({ n }) => n },
    { ...DIVERGED, cell: ({ diverged }) => diverged },
    count("failed", "Runs that failed."),
    count("timeout", "Runs that ran out of time."),
    ...(adaptive?.pruning ? [count("pruned", "Runs that were stopped early. Only with `prune`.")] : []),
    {
      head: "seeds_won",
      meaning: "Share of the seeds (data sets, splits, folds) at which this variant was the best.",
      shown: "share",
      cell: ({ seedsWon }) => seedsWon,
    },
  ];
}

/** The parts of an estimate. */
const STATISTICS = {
  mean: "Mean",
  std: "Standard deviation (of the sample)",
  median: "Median",
  low: "Lower end of Student's 95 % interval of the mean",
  high: "Upper end of that interval",
} as const;
type EstimatePart = keyof typeof STATISTICS;

function statisticOf(estimate: Estimate, statistic: EstimatePart): number | undefined {
  if (estimate.kind === "none") return undefined;
  if (estimate.kind === "interval") return estimate[statistic];
  return statistic === "mean" || statistic === "median" ? estimate[statistic] : undefined;
}

/** @param what the figure: "of `val_loss` after the last epoch" */
function estimateColumns(
  figure: string,
  what: string,
  kind: { readonly head: string; readonly meaning: string },
  estimateOf: (summary: VariantSummary) => Estimate | undefined,
): readonly SummaryColumn[] {
  return Object.entries(STATISTICS).map(([statistic, meaning]) => ({
    head: `${figure}_${statistic}`,
    meaning: `${meaning} ${what}.`,
    kind,
    shown: "figure",
    cell: (summary) => statisticOf(estimateOf(summary) ?? { kind: "none" }, statistic as EstimatePart),
  }));
}

/** @param place of the metric among the summary's */
function metricColumns(metric: string, place: number): readonly SummaryColumn[] {
  return [
    ...estimateColumns(
      `final_${metric}`,
      `of \`${metric}\` after the last epoch`,
      {
        head: "final_<metric>_<statistic>",
        meaning:
          "`mean`, `std` (of the sample), `median`, and `low` to `high`, Student's 95 % interval of the mean; with Nadeau and Bengio's correction for splits and folds of one data set.",
      },
      ({ metrics }) => metrics[place]?.final,
    ),
    ...estimateColumns(
      `best_${metric}`,
      `of the best \`${metric}\` of each run`,
      { head: "best_<metric>_<statistic>", meaning: "The same for the best values." },
      ({ metrics }) => metrics[place]?.best,
    ),
  ];
}

const TARGET: readonly SummaryColumn[] = [
  {
    head: "target_reached",
    meaning: "Runs that reached the target. Only with a target.",
    shown: "whole",
    cell: ({ target }) => target?.reached,
  },
  ...estimateColumns(
    "target_epoch",
    "of the epochs it took, over the runs that reached the target",
    {
      head: "target_epoch_<statistic>",
      meaning: "The same for the epochs it took, over the runs that reached the target.",
    },
    ({ target }) => target?.epochs,
  ),
];

type Paired = Extract<Compared["difference"], { readonly kind: "paired" }>;

/** What only a paired difference has. */
const ofPaired = (part: (difference: Paired) => CsvCell) => (summary: VariantSummary) => {
  const { difference } = inFigures(summary);
  return difference.kind === "paired" ? part(difference) : undefined;
};

const DIFFERENCE: readonly SummaryColumn[] = [
  {
    head: "difference",
    meaning:
      "Mean difference of the objective from the baseline, over the seeds (data sets, splits, folds) that both finished. With `compare.scale: log`, this and the next columns are ratios minus 1.",
    shown: "figure",
    cell: (summary) => {
      const { difference } = inFigures(summary);
      if (difference.kind === "identical") return "identical";
      return difference.kind === "none" ? undefined : difference.difference;
    },
  },
  {
    head: "difference_low",
    meaning:
      "Lower end of its 95 % interval: simultaneous for all comparisons where `test` is `permutation`, otherwise Student's for this one.",
    shown: "figure",
    cell: ofPaired(({ low }) => low),
  },
  {
    head: "difference_high",
    meaning: "Upper end of its 95 % interval.",
    shown: "figure",
    cell: ofPaired(({ high }) => high),
  },
  {
    head: "difference_median",
    meaning: "Median of the paired differences.",
    shown: "figure",
    cell: ofPaired(({ median }) => median),
  },
  {
    head: "difference_won",
    meaning: "Share of the seeds (data sets, splits, folds) at which this variant beat its baseline.",
    shown: "share",
    cell: ({ won }) => won && won.better / won.of,
  },
  {
    head: "g_z",
    meaning:
      "Effect size: the mean difference over the standard deviation of the differences (Cohen's d_z), with Hedges' correction. Empty below three seeds.",
    shown: "figure",
    cell: ofPaired(({ effect }) => effect),
  },
];

const TEST: readonly SummaryColumn[] = [
  {
    head: "test",
    meaning:
      "What tested the difference: `permutation` (sign flips), `t` (paired t-test), `corrected t` (Nadeau and Bengio's, for splits and folds of one data set) or `wilcoxon` (signed ranks).",
    cell: ({ tested }) => tested?.test,
  },
  {
    head: "p",
    meaning: "Its p-value. With `seeds: {at_least, at_most}`, it allows for the looks that were taken.",
    shown: "p",
    cell: ({ tested }) => tested?.p,
  },
  {
    head: "p_adjusted",
    meaning:
      "The same, corrected for all comparisons in the file: by the largest of all t-values for sign flips, by Holm for the others. Empty where one of the two diverged more often, which decides the verdict.",
    shown: "p",
    cell: ({ tested }) => tested?.adjusted,
  },
  {
    head: "p_equivalent",
    meaning: "p-value of two one-sided t-tests that the difference lies beyond the margin, after Holm's correction.",
    shown: "p",
    cell: ({ pEquivalent }) => pEquivalent,
  },
  {
    head: "smallest_shown",
    meaning: "The smallest difference that these seeds would have shown with a chance of 80 %.",
    shown: "figure",
    cell: (summary) => inFigures(summary).smallest,
  },
  {
    head: "caution",
    meaning:
      "Why the mean difference may mislead: `mean and median disagree` in sign, or `one seed makes most of it`: one data set, split or fold.",
    cell: ({ caution }) => caution,
  },
  {
    head: "verdict",
    meaning:
      "`diverges more often` or `diverges less often` where the variant diverged at more or fewer seeds than its baseline; otherwise `better` or `worse` where `p_adjusted` is below 0.05, `equivalent` where `p_equivalent` is, or else `not distinguishable`; `identical` where every seed gave the same figure; `baseline`.",
    cell: ({ verdict }) => verdict,
  },
];
