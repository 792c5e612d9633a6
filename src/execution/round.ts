import type { Plan } from "../experiment/plan.ts";

/** The runs to train before the next decision. */
export interface Round {
  /** The plan as known so far. */
  readonly plan: Plan;
  /** Variants to train; of those with the same run, only the first. undefined: all of the plan. */
  readonly variants: readonly number[] | undefined;
  /** Place of the first seed to train them at. Default: 0, all of the plan's seeds. */
  readonly from?: number;
  /** Epochs after which they are compared. undefined: they are trained to their end. */
  readonly until: number | undefined;
  /** "batch 2 of 5, rung 1 of 3"; "" if there is only one round. */
  readonly label: string;
}

/** The result of all rounds. */
export interface Decided {
  readonly plan: Plan;
  /** Epochs that a sweep from scratch trains. undefined if every run is trained to its own end. */
  readonly epochs: number | undefined;
}
