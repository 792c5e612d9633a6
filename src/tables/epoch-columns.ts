import type { Plan } from "../experiment/plan.ts";
import { axisColumns, CONFIRMS, type ColumnText, RUN, SEED } from "./column.ts";
import { isConfirming } from "./csv.ts";

const RATES: Readonly<Record<string, string>> = {
  lr: "Rate of the epoch's first step.",
  lr_end: "Rate of the epoch's last step. Only if some schedule ticks by steps.",
  momentum: "Momentum, or Adam's first beta. Only if some schedule cycles it.",
};

/** The columns of epochs.csv. */
export function epochColumns(plan: Plan): readonly ColumnText[] {
  return [
    RUN,
    ...axisColumns(plan.heads, () => undefined),
    SEED,
    ...(isConfirming(plan) ? [CONFIRMS] : []),
    { head: "epoch", meaning: "Epoch, from 1." },
    { head: "step", meaning: "Optimizer steps done by the end of the epoch." },
    ...plan.rates.map(rateColumn),
    ...plan.metrics.map((metric) => metricColumn(plan, metric)),
  ];
}

function rateColumn(head: string): ColumnText {
  const meaning = RATES[head];
  if (meaning !== undefined) return { head, meaning };
  const group = head.slice("lr.".length);
  const kind = { head: "lr.<group>", meaning: "Rate of a further param group at the epoch's first step." };
  return { head, meaning: `Rate of the param group ${group} at the epoch's first step.`, kind };
}

const METRIC = {
  head: "<metric>",
  meaning:
    "One column for each metric: `train_loss`, `val_loss`, those of `metrics`, `grad_norm`. Empty if it was not measured.",
};

function metricColumn(plan: Plan, head: string): ColumnText {
  return { head, meaning: `${metricMeaning(plan, head)} Empty if it was not measured.`, kind: METRIC, shown: "figure" };
}

/** What a metric is, as a sentence. */
function metricMeaning({ trainer }: Plan, metric: string): string {
  if (trainer.kind === "imported") return "Figure of the imported results.";
  if (trainer.kind !== "engine" && trainer.kind !== "torch") return "Figure that the program reported for the epoch.";
  if (metric === "grad_norm") return "Mean norm of the gradient over the epoch's steps, before clipping.";
  const [, rows, name] = /^(train|val)_(.*)$/.exec(metric) ?? [];
  const what = name === "loss" ? "Loss" : `The metric \`${name}\``;
  return rows === "train"
    ? `${what} on the training rows: mean over the batches of the epoch, each before its update.`
    : `${what} on the held-out rows after the epoch.`;
}
