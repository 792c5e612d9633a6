import type { LossPlan } from "../definition/loss.ts";

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

/** The loss of `rows` rows from their sum, in float32 as PyTorch: sum and quotient overflow where its do. */
export function reduceLoss({ terms }: LossPlan, sum: number, rows: number): number {
  return terms === 0 ? Math.fround(sum) : Math.fround(Math.fround(sum) / Math.fround(rows * terms));
}

/** Rows of a step's batch: the last may be short. */
export function rowsOfStep(step: number, batch: number, rows: number): number {
  return Math.min(batch, rows - step * batch);
}

/**
 * Σ over an epoch's steps of batch loss · rows.
 * @param sums the steps' sums, as losses record them
 * @param batch rows of a whole batch
 * @param rows rows of the epoch
 */
export function weighLosses(loss: LossPlan, sums: Float64Array, batch: number, rows: number): number {
  let weighted = 0;
  const whole = Math.min(sums.length, Math.floor(rows / batch));
  for (let step = 0; step < whole; step++) weighted += reduceLoss(loss, sums[step] as number, batch) * batch;
  const rest = rows - whole * batch;
  return whole < sums.length ? weighted + reduceLoss(loss, sums[whole] as number, rest) * rest : weighted;
}

/** In float32, from a sum in double precision. */
export function meanOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return Math.fround(sum / values.length);
}
