import type { Rates } from "../contracts/scheduler.ts";

/** What a schedule must fit. */
export interface Run {
  /** The run's metric columns; undefined where loss, model or metrics are wrong themselves. */
  readonly metrics: readonly string[] | undefined;
  readonly epochs: number;
  /** Optimizer steps of an epoch. */
  readonly perEpoch: number;
  /** Whether rows are held out for validation. */
  readonly validates: boolean;
  /** The optimizer's rates; one per param group; undefined where the optimizer or the model is wrong itself. */
  readonly base: Rates | undefined;
}
