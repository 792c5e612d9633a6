import Type from "typebox";
import { defineStatefulScheduler } from "../contracts/define-scheduler.ts";
import { directionOfColumn } from "../contracts/direction-of-column.ts";
import { idle, type Resolved, type Warning } from "../contracts/part.ts";
import { ofGroups } from "../contracts/per-group.ts";
import type { Rates, Setting } from "../contracts/scheduler.ts";
import { itemAt } from "../numbers/item-at.ts";
import { rates } from "../schedule/base-rate.ts";
import { notBelow } from "./families/unreached.ts";

const params = Type.Object({
  mode: Type.Enum(["min", "max"], { default: "min", description: "Whether a lower or a higher metric is better." }),
  factor: Type.Number({ exclusiveMaximum: 1, default: 0.1, description: "Factor of each reduction." }),
  patience: Type.Integer({
    minimum: 0,
    default: 10,
    description: "Epochs without improvement that are tolerated. The next one lowers the rate.",
  }),
  threshold: Type.Number({
    default: 1e-4,
    description: "Smallest change of the metric that counts as an improvement.",
  }),
  threshold_mode: Type.Enum(["rel", "abs"], {
    default: "rel",
    description: "Whether the threshold is relative to the best metric or an absolute difference.",
  }),
  cooldown: Type.Integer({
    minimum: 0,
    default: 0,
    description: "Epochs after a reduction during which bad epochs are not counted.",
  }),
  min_lr: rates({ default: 0, description: "Lowest rate. A list has one for each param group." }),
  eps: Type.Number({ default: 1e-8, description: "Reductions of this size or less are skipped." }),
  monitor: Type.Optional(
    Type.String({ description: "Metric to follow. Default: val_loss, or train_loss if no rows are held out." }),
  ),
});

type PlateauParams = Resolved<typeof params.properties>;

interface Watch {
  readonly best: number;
  /** Bad ticks in a row. */
  readonly bad: number;
  /** Ticks of cooldown left. */
  readonly cooldown: number;
}

/** Whether a metric beats the best so far. NaN never does, so it never becomes the best. */
function isBetter({ mode, threshold, threshold_mode }: PlateauParams, metric: number, best: number): boolean {
  if (threshold_mode === "abs") return mode === "min" ? metric < best - threshold : metric > best + threshold;
  return mode === "min" ? metric < best * (1 - threshold) : metric > best * (threshold + 1);
}

function reduced(own: PlateauParams, rates: Rates): Rates {
  const each = ofGroups(params, own, rates.lr.length);
  const lr = each.map(({ factor, min_lr, eps }, group) => {
    const rate = itemAt(rates.lr, group);
    const lower = Math.max(rate * factor, min_lr);
    return rate - lower > eps ? lower : rate;
  });
  return { ...rates, lr };
}

function observed(own: PlateauParams, metric: number, { best, bad, cooldown }: Watch): Watch {
  const better = isBetter(own, metric, best);
  const cooling = cooldown > 0;
  return { best: better ? metric : best, bad: better || cooling ? 0 : bad + 1, cooldown: cooling ? cooldown - 1 : 0 };
}

/** The first tick sets the best metric, `patience` bad ticks are tolerated, and the next bad one lowers the rate after it. */
function patienceWarning({ patience }: PlateauParams, { window, unit }: Setting): readonly Warning[] {
  const first = patience + 2;
  if (first < window) return [];
  const message = `patience = ${patience} is too long for ${window} ${unit}: the rate is lowered after ${first} at the earliest`;
  const remedy = window > 3 ? `at most ${window - 3}` : `more ${unit}`;
  return [{ parameter: "patience", message, remedy }];
}

/** PyTorch's default mode suits losses, not metrics such as accuracy. */
function modeWarning({ mode, monitor = "" }: PlateauParams): readonly Warning[] {
  if (mode !== "min" || directionOfColumn(monitor) !== "max") return [];
  const message = `mode = min, but a larger ${monitor} is better: the rate is lowered while the model improves`;
  return [{ parameter: "mode", message, remedy: "mode: max" }];
}

/** If the best metric is below 0, a relative threshold has the wrong sign: worse values count as better (pytorch#47513). */
function thresholdWarning(own: PlateauParams, { canBeNegative }: Setting): readonly Warning[] {
  const { threshold, threshold_mode, monitor = "" } = own;
  if (threshold_mode !== "rel" || threshold === 0 || !canBeNegative(monitor)) return [];
  const message = `a relative threshold goes wrong where ${monitor} is below 0, as it can be here`;
  return [{ parameter: "threshold_mode", message, remedy: "threshold_mode: abs" }];
}

/**
 * Multiplies the rate by `factor` once the metric has not improved for more than `patience` ticks.
 * torch.optim.lr_scheduler.ReduceLROnPlateau. Unlike PyTorch's, it can follow another schedule and continues from its rate.
 */
export const ReduceLROnPlateau = defineStatefulScheduler({
  description: "Multiplies the rate by factor when the monitored metric has stopped improving.",
  source: "torch.optim.lr_scheduler.ReduceLROnPlateau",
  use: {
    when: "You do not know how long training should take, and the validation loss is smooth enough to show when progress stops.",
    not: "The loss is noisy or the run is short: chance decides when the rate drops, so seeds get different schedules and are harder to compare.",
  },
  params,
  torch: ({ monitor, ...keywords }, config, { isComposed = false }) =>
    isComposed
      ? { callee: "Plateau", positional: [String(config.monitor)], keywords, carried: [PYTHON] }
      : { keywords },
  startsFrom: "due",
  idle: ({ threshold }) => (threshold === 0 ? idle(["threshold_mode"], "with threshold: 0", "another threshold") : []),
  monitors: true,
  unreached: ({ min_lr }, start) => (start.isFirst ? notBelow("min_lr", min_lr, start) : []),
  warn: (own, setting) => [...modeWarning(own), ...patienceWarning(own, setting), ...thresholdWarning(own, setting)],
  create(own) {
    const untouched: Watch = { best: own.mode === "min" ? Infinity : -Infinity, bad: 0, cooldown: 0 };
    return {
      start({ due }) {
        ofGroups(params, own, due.lr.length);
        return [due, untouched];
      },
      next(rates, memory, { metrics }) {
        // The step that a PyTorch sequence makes when it is constructed is not an observation.
        if (metrics === undefined) return [rates, memory];
        const metric = metrics[own.monitor ?? ""];
        if (metric === undefined) throw new Error(`ReduceLROnPlateau was not given its metric, ${own.monitor}`);
        const watch = observed(own, metric, memory as Watch);
        if (watch.bad <= own.patience) return [rates, watch];
        return [reduced(own, rates), { ...watch, bad: 0, cooldown: own.cooldown }];
      },
    };
  },
});

const PYTHON = `class Plateau(lr_scheduler.ReduceLROnPlateau):
    """Takes its metric from the epoch's row, so that compositions can hold it."""

    def __init__(self, optimizer, monitor, **options):
        super().__init__(optimizer, **options)
        self.monitor = monitor

    def step(self, row):
        if row is not None:
            super().step(row[self.monitor])`;
