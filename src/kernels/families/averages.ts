// Slow copies of values, and averages to evaluate on. Places are offsets in bytes; arrays are `floats` long.
import { fixed, type Kernel } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { defineOperation, placeOfStep } from "../operation.ts";
import { eachVector } from "./each-vector.ts";
import { lerp } from "./updates.ts";

interface Copied extends Readonly<Record<string, number | boolean>> {
  readonly values: number;
  readonly target: number;
  readonly floats: number;
}

const copyAll = (kernel: Kernel, { values, target, floats }: Copied) =>
  eachVector(kernel, floats, [values, target], (load, store) => store(1, load(0)));

/** target = values */
export const copyValues = defineOperation<Copied>("CopyValues", { emit: copyAll });

/** target = values, in steps whose `when` is 1 and not 0. @param when int32 [steps] */
export const copyAtTimes = defineOperation<Copied & { readonly when: number }>("CopyAtTimes", {
  emit: (kernel, places, site) => kernel.repeat(placeOfStep(kernel, site, places.when), () => copyAll(kernel, places)),
});

/**
 * Lookahead's synchronization (Zhang et al. 2019, algorithm 1), in steps whose `when` is 1 and not 0:
 * target += alpha·(values − target), values = target. @param when int32 [steps] @param alpha where it stands
 */
export const synchronize = defineOperation<Copied & { readonly when: number; readonly alpha: number }>("Lookahead", {
  emit(kernel, { values, target, floats, when, alpha }, site) {
    const share = kernel.splat(fixed(alpha));
    kernel.repeat(placeOfStep(kernel, site, when), () =>
      eachVector(kernel, floats, [values, target], (load, store) => {
        const slow = load(1);
        const moved = kernel.fma(share, kernel.subtract(load(0), slow), slow);
        store(0, moved);
        store(1, moved);
      }),
    );
  },
});

/** How many numbers an average takes of each step. */
export const AVERAGE_FACTORS = 4;

interface AveragePlaces extends Copied {
  /** float32 [steps, 4]: 1 to copy, else 0; the values' share of an exponential average, and the rest; how many updates it is of. */
  readonly factors: number;
  /** Whether all updates weigh the same: then target += (values − target) / updates. */
  readonly isMean: boolean;
  /** Whether the values are whole numbers, whose averages are truncated. */
  readonly isCount: boolean;
}

/** A running average, as torch.optim.swa_utils. */
export const average = defineOperation<AveragePlaces>("Average", {
  emit(kernel, { values, target, floats, factors, isMean, isCount }, { words }) {
    const own = kernel.row(fixed(words.step), factors, 4 * AVERAGE_FACTORS);
    const [copies, share, rest, updates] = Array.from({ length: AVERAGE_FACTORS }, (_, index) =>
      kernel.splat(own.at(4 * index)),
    ) as [Floats, Floats, Floats, Floats];
    const move = (old: Floats, value: Floats): Floats => {
      if (isMean) return kernel.add(old, kernel.divide(kernel.subtract(value, old), updates));
      // PyTorch averages whole numbers as decay·average + (1 − decay)·value, in float32.
      if (isCount) return kernel.add(kernel.multiply(old, rest), kernel.multiply(value, share));
      return lerp(kernel, old, value, share, rest);
    };
    eachVector(kernel, floats, [values, target], (load, store) => {
      const value = load(0);
      const moved = move(load(1), value);
      const next = isCount ? kernel.truncate(moved) : moved;
      store(1, kernel.where(kernel.equal(copies, kernel.float(0)), next, value));
    });
  },
});
