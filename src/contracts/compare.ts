import type { Cell } from "./plan.ts";

/** A difference too small to matter: a share of the baseline's figure, or an amount in the objective's unit. */
export type Margin =
  | { readonly kind: "share"; readonly share: number }
  | { readonly kind: "absolute"; readonly amount: number };

/**
 * What an experiment asks of its comparisons: `compare`, with all defaults. No part of a run's identity.
 * Axes are given by their columns, from 0.
 */
export interface Compare {
  /**
   * The axis whose values are compared, each at its best point. undefined: no axis varies schedules, or several do, and none
   * is named.
   */
  readonly axis: number | undefined;
  /** The value of the axis that others are compared with. undefined: the first in plan order. */
  readonly against: Cell | undefined;
  /** Axes to choose on: those to tune, and those below `scheduler`, which belong to their schedule. */
  readonly chosen: readonly number[];
  /** All other axes. Values are compared within each combination of theirs. */
  readonly strata: readonly number[];
  readonly margin: Margin;
  readonly test: "auto" | "permutation" | "t" | "wilcoxon";
  /** Whether differences or ratios are tested. */
  readonly scale: "linear" | "log";
  /** Fresh seeds at the chosen points; 0: none. */
  readonly confirm: number;
}
