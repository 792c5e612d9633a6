import type { LayerParameter } from "../contracts/layer.ts";
import type { Metrics } from "../contracts/record.ts";
import type { Rates } from "../contracts/scheduler.ts";
import type { HeldOutSide } from "./data.ts";
import type { EpochFigures, EpochRates } from "./figures.ts";

/** What of runs survives their machine. */
export interface Snapshot {
  readonly parameters: Uint8Array;
  readonly buffers: Uint8Array;
  readonly state: Uint8Array;
}

/**
 * Runs prepared in a machine's memory, to be trained together: one, or several side by side. They share data, seed and
 * the order of batches; `run` counts them from 0. Valid until the machine prepares others.
 */
export interface Runs {
  readonly count: number;
  /** The names of the param groups, in order. */
  readonly groupNames: readonly string[];
  /** Most rows of a batch: batch_size, unless there are fewer. */
  readonly batchRows: number;
  /** PyTorch's state_dict without buffers, in order. */
  readonly parameters: readonly LayerParameter[];

  /** A run's own rates, one per param group: PyTorch's initial_lr, and momentum where every group has one. */
  baseRates(run: number): Rates;

  /** Draws the initial parameters of a seed, and fills the buffers. */
  initialise(seed: number): void;

  /**
   * Trains for an epoch.
   * @param order the rows to train on, batch by batch
   * @param steps how many batches; the last one may be short, rows beyond it are left out (drop_last)
   * @param rates of each run, per param group, for the epoch or for each of its steps
   */
  trainEpoch(order: Int32Array, steps: number, rates: readonly EpochRates[]): readonly EpochFigures[];

  /**
   * Collects BatchNorm's statistics of the running average anew, over the last epoch's batches, where averaging asks for
   * it and has begun. For the end of training. torch.optim.swa_utils.update_bn.
   */
  updateBatchNorm(): void;

  /**
   * Each run's mean (or sum) of the loss over all rows held out for validation, or for test, in evaluation mode;
   * undefined without such. float32.
   */
  evaluate(side?: HeldOutSide): readonly (number | undefined)[];

  /** A run's metrics over the last epoch, from before each update. float32. */
  trainingMetrics(run: number): Metrics;
  /** A run's metrics at the last evaluation, if it was of these rows; none where there are none. float32. */
  validationMetrics(run: number): Metrics;
  testMetrics(run: number): Metrics;

  /** A run's batch losses of the last epoch, in order. */
  batchLosses(run: number): Float32Array;
  /** The L2 norms of the last epoch's gradients, in order. */
  batchNorms(run: number): Float32Array;

  /** A parameter's or buffer's values, "0.weight", in PyTorch's order. */
  read(run: number, name: string): Float32Array;
  write(run: number, name: string, values: Float32Array): void;
  /** A parameter's gradient at the last step, in PyTorch's order. */
  readGradient(run: number, name: string): Float32Array;
  /** The running average of a parameter or buffer, which is what is evaluated; undefined where there is none. */
  readAverage(run: number, name: string): Float32Array | undefined;

  /** Parameters, buffers and the optimizer's memory, for {@link restore}. */
  snapshot(): Snapshot;
  /** Continues from a snapshot of runs of the same configurations. */
  restore(snapshot: Snapshot): void;
}
