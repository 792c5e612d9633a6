import type { LossPlan } from "../contracts/loss.ts";

/** The rates of an epoch, one entry per param group: constant, or one for each step. */
export interface EpochRates {
  readonly lr: readonly (number | Float32Array)[];
  /** Momentum (or Adam's beta1); absent: the optimizer's own. */
  readonly momentum?: readonly (number | Float32Array)[] | undefined;
}

/** What an epoch of training was like. float32 values. */
export interface EpochFigures {
  /** Mean of the batch losses, weighted by rows. */
  readonly loss: number;
  /** Mean over the steps of the gradient's L2 norm, before any clipping. */
  readonly gradNorm: number;
  /** Whether every batch loss and every parameter is finite. */
  readonly finite: boolean;
}

/** What the tape records of each step's loss. */
export interface LossSums {
  readonly losses: Float32Array;
  /** Filled where the loss divides by weights. */
  readonly weights: Float32Array;
}

/** The loss of `rows` rows from their sum, in float32 as PyTorch: sum and quotient overflow where its do. */
export function reduceLoss({ terms }: LossPlan, sum: number, weight: number, rows: number): number {
  if (terms === 0) return Math.fround(sum);
  return Math.fround(Math.fround(sum) / Math.fround(terms === "weights" ? weight : rows * terms));
}

/**
 * Rows of an epoch of so many steps. Throws when there is no room for them: they would overwrite other memory.
 * @param training the tape, with its most rows of a batch and most steps
 * @param count rows there are to train on
 */
export function rowsOfEpoch(
  order: Int32Array,
  steps: number,
  training: { readonly rows: number; readonly steps: number },
  count: number,
): number {
  if (order.length > count) throw new Error(`an order of ${order.length} rows, but there are ${count} to train on`);
  if (steps > training.steps) throw new Error(`${steps} steps, but an epoch has ${training.steps}`);
  return Math.min(order.length, steps * training.rows);
}

/** Rows of a step's batch: the last may be short. */
export function rowsOfStep(step: number, batch: number, rows: number): number {
  return Math.min(batch, rows - step * batch);
}

/**
 * Σ over an epoch's steps of batch loss · rows.
 * @param batch rows of a whole batch
 * @param rows rows of the epoch
 */
export function weighLosses(loss: LossPlan, { losses, weights }: LossSums, batch: number, rows: number): number {
  const { terms } = loss;
  const whole = Math.min(losses.length, Math.floor(rows / batch));
  const at = (step: number, count: number) =>
    reduceLoss(loss, losses[step] as number, weights[step] as number, count) * count;
  let weighted = 0;
  if (terms === "weights") for (let step = 0; step < whole; step++) weighted += at(step, batch);
  else {
    // reduceLoss with what is the same for all steps worked out before: batches of one row spend their time here.
    const divisor = Math.fround(terms === 0 ? 1 : batch * terms);
    for (let step = 0; step < whole; step++) {
      weighted += Math.fround((losses[step] as number) / divisor) * batch;
    }
  }
  return whole < losses.length ? weighted + at(whole, rows - whole * batch) : weighted;
}

/** In double precision. */
export function sumOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum;
}

/** Totals over the steps, in double precision. @param sums [steps, count] */
export function totalsOf(sums: Float32Array, count: number): readonly number[] {
  const totals = new Float64Array(count);
  for (let i = 0; i < sums.length; i++) {
    const index = i % count;
    totals[index] = (totals[index] as number) + (sums[i] as number);
  }
  return [...totals];
}

/** In float32, from a sum in double precision. */
export function meanOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return Math.fround(sum / values.length);
}
