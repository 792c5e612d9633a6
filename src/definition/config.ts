/** Plain data, as it comes out of YAML and goes into a digest or a worker. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A part as the user wrote it, validated, with every default filled in. */
export interface PartConfig {
  readonly type: string;
  readonly [parameter: string]: Json;
}

/** One stretch of a schedule: a scheduler and the epochs it lasts. A single scheduler is one phase over the whole run. */
export interface PhaseConfig extends PartConfig {
  readonly epochs: number;
}

export interface Training {
  readonly epochs: number;
  /** Rows per optimizer step; "full", or more than there are, means all of them. */
  readonly batch_size: number | "full";
  readonly shuffle: boolean;
  readonly drop_last: boolean;
  readonly engine: "auto" | "wasm";
  readonly on_divergence: "stop" | "record";
}

/** Everything that decides a run's figures, apart from its seed. What is digested, and what a worker gets. */
export interface RunConfig {
  readonly data: PartConfig;
  readonly model: readonly PartConfig[];
  readonly loss: PartConfig;
  /** Gradient transforms in order, the optimizer last. */
  readonly optimizer: readonly PartConfig[];
  /** Phases in order; none means a constant rate. */
  readonly scheduler: readonly PhaseConfig[];
  readonly training: Training;
}
