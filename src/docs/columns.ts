import type { Plan } from "../contracts/plan.ts";
import type { Registry } from "../contracts/registry.ts";
import { epochHeads } from "../tables/csv.ts";
import { marginalHeads, runHeads, summaryHeads, timingHeads } from "../tables/sheets.ts";
import { tunedHeads } from "../tables/tuned-sheet.ts";
import { table } from "./markdown.ts";
import { planOf } from "./trial.ts";

const METRIC = "<metric>";

/** Meanings of columns by their head; a head of a metric's or an axis's column is written with its place in `<>`. */
const MEANINGS: Readonly<Record<string, string>> = {
  run: "Identity of the run: `r` and 16 hex digits.",
  "<axis>": "One column for each axis of the grid, headed by its path. Empty where the axis does not apply.",
  seed: "Seed of the run.",
  epoch: "Epoch, from 1.",
  step: "Optimizer steps done by the end of the epoch.",
  lr: "Rate of the epoch's first step. Further param groups have `lr.<name>`.",
  lr_end: "Rate of the epoch's last step. Only if some schedule ticks by steps.",
  momentum: "Momentum, or Adam's first beta. Only if some schedule cycles it.",
  [METRIC]:
    "One column for each metric: `train_loss`, `val_loss`, those of `metrics`, `grad_norm`. Empty if it was not measured.",
  status: "`ok`, `diverged`, `failed`, `timeout` or `pruned`.",
  epochs: "Epochs it finished.",
  "final_<metric>": "The metric after the last epoch.",
  "best_<metric>": "The best value over all epochs.",
  best_epoch: "Epoch with the best objective, the earliest of equals.",
  target_epoch: "First epoch that reached `objective.target`. Only with a target.",
  "test_<metric>":
    "The metric on the rows of `data.test`, at the final weights; with `objective.at: best`, at those of the best epoch. Empty unless the run ended `ok`. Only with `test`.",
  error: "Why it failed.",
  variant: "The variant's name: its values on the axes that apply to it.",
  rank: "Place by the objective, 1 being the best. Variants with a smaller share of diverged runs come first.",
  rank_low:
    "The best rank it may have: 1 more than the number of variants shown to be better, of all pairs tested together. Empty with more than 45 variants.",
  rank_high: "The worst rank it may have.",
  tied_with_best:
    "Whether it may be the best: `no` if it is worse than the first by rank at the seeds of both, corrected for all variants, or diverged more often.",
  n: "Runs that count: those that ended `ok`. All figures are over them.",
  diverged: "Runs that diverged.",
  failed: "Runs that failed.",
  timeout: "Runs that ran out of time.",
  pruned: "Runs that were stopped early. Only with `prune`.",
  seeds_won: "Share of the seeds at which this variant was the best.",
  "final_<metric>_<statistic>":
    "`mean`, `std` (of the sample), `median`, and `low` to `high`, Student's 95 % interval of the mean.",
  "best_<metric>_<statistic>": "The same for the best values.",
  target_reached: "Runs that reached the target. Only with a target.",
  "target_epoch_<statistic>": "The same for the epochs it took, over the runs that reached the target.",
  baseline: "Name of the variant that it is compared with. Empty for a baseline.",
  difference: "Mean difference of the objective from the baseline, over the seeds that both finished.",
  difference_low:
    "Lower end of its 95 % interval: simultaneous for all comparisons where `test` is `permutation`, otherwise Student's for this one.",
  difference_high: "Upper end of its 95 % interval.",
  difference_median: "Median of the paired differences.",
  difference_won: "Share of the seeds at which this variant beat its baseline.",
  g_z: "Effect size: the mean difference over the standard deviation of the differences (Cohen's d_z), with Hedges' correction. Empty below three seeds.",
  test: "What tested the difference: `permutation` (sign flips), `t` (paired t-test) or `wilcoxon` (signed ranks).",
  p: "Its p-value.",
  p_adjusted:
    "The same, corrected for all comparisons in the file: by the largest of all t-values for sign flips, by Holm for the others. Empty where one of the two diverged more often, which decides the verdict.",
  p_equivalent: "p-value of two one-sided t-tests that the difference lies beyond the margin, after Holm's correction.",
  smallest_shown: "The smallest difference that these seeds would have shown with a chance of 80 %.",
  caution: "Why the mean difference may mislead: `mean and median disagree` in sign, or `one seed makes most of it`.",
  verdict:
    "`diverges more often` or `diverges less often` where the variant diverged at more or fewer seeds than its baseline; otherwise `better` or `worse` where `p_adjusted` is below 0.05, `equivalent` where `p_equivalent` is, or else `not distinguishable`; `identical` where every seed gave the same figure; `baseline`.",
  axis: "The axis; columns that always move together count as one.",
  value: "One of its values, or the lower end of a range of a searched number.",
  to: "Upper end of the range. Only for a search.",
  variants: "Variants with this value that have a figure.",
  mean: "Mean of the variants' means: what this value gives, whatever the other axes are.",
  median: "Median of the variants' means.",
  share: "The axis's share of the variance between variants.",
  method: "How the share was worked out: `functional ANOVA` or `permutation importance`, each perhaps `of ranks`.",
  points: "Number of points that the schedule had to choose from.",
  best_mean:
    "Mean of the objective at the chosen point. A point at which a seed diverged is not chosen while there is another.",
  best_low: "Lower end of its 95 % interval, which does not allow for the choice.",
  best_high: "Upper end of that interval.",
  expected:
    "The figure to expect at a new seed: the point is chosen by all seeds but one and measured at that one, for each seed (leave-one-out). The rest of `best_mean` is luck of the choice.",
  points_within_margin:
    "Points whose mean is within the margin (`compare.margin`, 1 % by default) of the best: many make a schedule easy to tune.",
  against: "The schedule that it is compared with.",
  against_points:
    "Points at which both are compared. If one has more, its figure is the expected best of so many of them.",
  tuned_difference: "Difference of the two best means, at equal numbers of points.",
  chosen_difference: "Mean difference at the two chosen points, paired by seed.",
  chosen_low: "Lower end of its 95 % interval.",
  chosen_high: "Upper end of that interval.",
  p_permutation:
    "p-value of the difference: the two schedules change places at whole seeds, and the points are chosen anew each time. All ways to do so up to 10 seeds, 9 999 drawn ones beyond. Empty where the points are searched or differ.",
  p_chosen: "p-value of the paired t-test at the two chosen points.",
  p_tuned: "The larger of the two, after Holm's correction for all comparisons in the file.",
  tuned_verdict:
    "`better` or `worse` where `p_tuned` is below 0.05, otherwise `not distinguishable`; `identical`; `diverges more often` or `diverges less often`; `baseline`; `untested`.",
  p_sensitivity:
    "p-value of the difference between the numbers of points within the margin, by the same permutations, after Holm's correction.",
  sensitivity:
    "`less` or `more` sensitive to the tuned values than the schedule it is compared with, where `p_sensitivity` is below 0.05.",
  seconds: "Seconds the run took.",
  steps_per_second: "Optimizer steps per second.",
  device_hours:
    "Hours that the run held devices: its time, times the graphics devices that its program had (--devices), or times one thread or program.",
  worker: "What ran it: the number of a thread, or the name of a machine.",
};

const FILES: readonly (readonly [file: string, rows: string, heads: (plan: Plan) => readonly unknown[]])[] = [
  ["epochs.csv", "One row for each run and epoch, in plan order.", epochHeads],
  ["runs.csv", "One row for each run, in plan order.", runHeads],
  ["summary.csv", "One row for each variant over its seeds, by rank. Equal ones are in plan order.", summaryHeads],
  ["marginals.csv", "One row for each value of each axis, over everything else.", () => marginalHeads],
  [
    "tuned.csv",
    "One row for each schedule at the best of its points, for each combination of the axes that are neither compared nor tuned. Empty where there is nothing to tune, or runs are pruned.",
    tunedHeads,
  ],
  ["timings.csv", "Run times, kept apart so that the other files are reproducible.", () => timingHeads],
];

/** One with everything that brings columns: steps, momentum, a target, a pruner, test rows. */
const RICH = `data: {type: linear, features: 10, samples: 400, test: 0.1}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1, momentum: 0.9}
scheduler: {type: OneCycleLR, max_lr: 0.1}
training: {epochs: 50}
objective: {target: 0.1}
prune: median
grid: {optimizer.weight_decay: [0, 0.1]}
`;

/** A head with its place for what depends on the experiment. */
function generic(head: string, plan: Plan): string {
  if (plan.heads.includes(head)) return "<axis>";
  if (plan.tests?.includes(head)) return `test_${METRIC}`;
  const metric = plan.metrics.find((name) => head === name || head.includes(`_${name}`));
  const named = metric === undefined ? head : head.replace(metric, METRIC);
  return named.replace(/(?<=^(?:final|best)_<metric>_|^target_epoch_)\w+$/, "<statistic>");
}

/** The columns of every table of results with their meanings, as Markdown. @throws Error for a column without one */
export function columnTables(parts: Registry): string {
  const plan = planOf(parts, RICH);
  const sections = FILES.map(([file, rows, headsOf]) => {
    const heads = [...new Set(headsOf(plan).map((head) => generic(String(head), plan)))];
    const lines = heads.map((head) => {
      const meaning = MEANINGS[head];
      if (meaning === undefined) throw new Error(`${file}: nothing is said about the column ${head}`);
      return [`\`${head}\``, meaning];
    });
    return `### ${file}\n\n${rows}\n\n${table(["Column", "Meaning"], lines)}`;
  });
  return sections.join("\n");
}
