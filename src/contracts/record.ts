/** Figures by column name (train_loss, val_loss, grad_norm, …); undefined: does not exist, an empty cell. */
export type Metrics = Readonly<Record<string, number | undefined>>;

/** One row of epochs.csv: an epoch of a run. Losses and metrics are float32 values. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Optimizer steps done by the end of the epoch; undefined where nobody counts them. */
  readonly step: number | undefined;
  /**
   * Rates by column name: lr of the epoch's first step, lr_end of its last, momentum of its first, all of the first param
   * group; lr.<name> of further groups. float64.
   */
  readonly rates: Readonly<Record<string, number | undefined>>;
  readonly metrics: Metrics;
  /** What is measured on test rows, by column name (test_loss, …). Nothing decides by it; in no row of epochs.csv. */
  readonly tests?: Metrics;
}

/** How a run ended; pruned: its variant was not worth more epochs. */
export type RunStatus = "ok" | "diverged" | "failed" | "timeout" | "pruned";
