// Runs side by side: each value of theirs is a vector with a lane for each run, and a kernel goes through a batch row by row.
import type { Update } from "../kernels/families/updates.ts";
import type { Kernel } from "../kernels/language/kernel.ts";
import type { Floats } from "../kernels/language/values.ts";

/** Adds a·b, or a, to the gradient of a parameter's value. Counted within the layer, and within the parameter in PyTorch's order. */
export type Learn = (parameter: number, index: number, a: Floats, b?: Floats) => void;

/** A layer's way with a row. */
export interface LaneForward {
  readonly outputs: readonly Floats[];
  /** Gives the gradients of the inputs; none where they are not needed. */
  backward(gradients: readonly Floats[], learn: Learn, needsInputs: boolean): readonly Floats[];
}

export interface LaneLayer {
  /** Products of a row's way through it. */
  readonly products: number;
  /** @param parameters the values of each, in PyTorch's order */
  forward(kernel: Kernel, inputs: readonly Floats[], parameters: readonly (readonly Floats[])[]): LaneForward;
}

/** A loss of a row: its sum, its slope by each output, and what it weighs where a mean is by weights. */
export type LaneLoss = (
  kernel: Kernel,
  outputs: readonly Floats[],
  targets: readonly Floats[],
) => { readonly loss: Floats; readonly slopes: readonly Floats[]; readonly weight?: Floats };

/** A row's share of each of a metric's sums: numbers, or pairs of them that are added up. */
export type LaneMetric = (
  kernel: Kernel,
  outputs: readonly Floats[],
  targets: readonly Floats[],
) => readonly (readonly Floats[])[];

/** What schedules set for a step. */
interface UpdateStep {
  readonly rate: number;
  /** Or beta1; the optimizer's own where no schedule cycles it. */
  readonly momentum: number;
}

/** An optimizer that updates each parameter by itself. */
export interface UpdateRule<F extends string = string> {
  readonly update: Update<F>;
  readonly flags: Readonly<Record<F, boolean>>;
  /** Float64 that it counts with, zero at the start; 0: a step's numbers follow from what schedules set for it. */
  readonly counters: number;
  /** The numbers of a step that the formula takes, in double precision. May change counters. */
  readonly factors: (step: UpdateStep, counters: Float64Array) => readonly number[];
}
