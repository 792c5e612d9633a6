import { Op } from "../tape/op.ts";
import type { Tape, Tensor } from "../tape/tape.ts";

/** Figures beside the loss, by the name that follows `train_` and `val_` in a column's head; whether small or large is good. */
const DIRECTIONS = {
  accuracy: "max",
} as const;

export type MetricName = keyof typeof DIRECTIONS;

const NAMES = Object.keys(DIRECTIONS) as MetricName[];

/** The metric columns of runs whose losses bring these figures, in order. */
export function metricColumns(brought: readonly MetricName[]): readonly string[] {
  const figures = NAMES.filter((name) => brought.includes(name)).flatMap((name) => [`train_${name}`, `val_${name}`]);
  return ["train_loss", "val_loss", ...figures, "grad_norm"];
}

/** Every metric column there may be. */
export const METRIC_COLUMNS = metricColumns(NAMES);

/** Whether small or large is good, unless the experiment says otherwise. */
export function directionOfColumn(column: string): "min" | "max" {
  return DIRECTIONS[column.replace(/^(?:train|val)_/, "") as MetricName] ?? "min";
}

/** A figure beside the loss, from sums over the batches of an epoch. */
export interface MetricPlan {
  readonly name: MetricName;
  /** How many sums it is made of. */
  readonly sums: number;
  /** Records a batch's share of each sum. @param sums where: a float64 for each step */
  emit(tape: Tape, output: Tensor, targets: Tensor, sums: readonly number[]): void;
  reduce(sums: readonly number[]): number;
}

const share = ([right, counted]: readonly number[]): number => (right as number) / (counted as number);

/** The share of positions whose largest output is the target's. @param ignored a class that does not count */
export function classAccuracy(ignored: number): MetricPlan {
  return {
    name: "accuracy",
    sums: 2,
    emit(tape, { offset, width, lines }, targets, [right, counted]) {
      const sums = [right as number, counted as number];
      tape.record(Op.ClassAccuracy, offset, targets.offset, width, lines, ignored, ...sums);
    },
    reduce: share,
  };
}

/** The share of outputs that are positive where the target is above ½, and only there. */
export const binaryAccuracy: MetricPlan = {
  name: "accuracy",
  sums: 2,
  emit(tape, { offset, width, lines }, targets, [right, counted]) {
    tape.record(Op.BinaryAccuracy, offset, targets.offset, width, lines, right as number, counted as number);
  },
  reduce: share,
};
