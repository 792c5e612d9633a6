/** Plain data, as it comes out of YAML and goes into a digest or a worker. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A part as the user wrote it, validated, with every default filled in. */
export interface PartConfig {
  readonly type: string;
  readonly [parameter: string]: Json;
}

/** When a schedule ticks: after an epoch and its validation, or after an optimizer step. */
export type Interval = "epoch" | "step";

/** One stretch of a run's schedule. A single scheduler is one phase over the whole run. */
export interface PhaseConfig {
  readonly scheduler: PartConfig;
  readonly interval: Interval;
  /** Every so many epochs (or steps) make a tick. */
  readonly frequency: number;
  /** Optimizer steps that it lasts. */
  readonly steps: number;
}

export interface Training {
  readonly epochs: number;
  /** Rows per optimizer step; "full", or more than there are, means all of them. */
  readonly batch_size: number | "full";
  readonly shuffle: boolean;
  readonly drop_last: boolean;
  readonly engine: "auto" | "portable";
  readonly on_divergence: "stop" | "record";
}

/**
 * Optimizer steps of an epoch.
 * @param rows to train on
 */
export function stepsPerEpoch({ batch_size, drop_last }: Training, rows: number): number {
  const batch = batch_size === "full" ? rows : Math.min(batch_size, rows);
  return drop_last ? Math.floor(rows / batch) : Math.ceil(rows / batch);
}

/** Everything that decides a run's figures, apart from its seed. What is digested, and what a worker gets. */
export interface RunConfig {
  readonly data: PartConfig;
  readonly model: readonly PartConfig[];
  readonly loss: PartConfig;
  /** Figures beside the loss, in the order of their columns. */
  readonly metrics: readonly PartConfig[];
  /** Gradient transforms in order, the optimizer last. */
  readonly optimizer: readonly PartConfig[];
  /** Phases in order; none means a constant rate. */
  readonly scheduler: readonly PhaseConfig[];
  readonly training: Training;
}
