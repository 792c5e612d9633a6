import type { RunConfig } from "../contracts/config.ts";
import type { DataSource } from "../contracts/dataset.ts";
import type { Machine } from "../engine/machine.ts";

/** Tells whether a run's training loss has exploded without becoming infinite. */
export interface Explosion {
  /** @param loss of each epoch, one call for each in order */
  isReachedBy(loss: number): boolean;
}

const NEVER: Explosion = { isReachedBy: () => false };

/**
 * Compares each epoch's training loss with `training.diverged_above` times the larger of the first epoch's and the untrained
 * model's. Never where the data are drawn anew in each epoch, or the loss may be below 0: nothing is large for them.
 */
export function explosionOf(config: RunConfig, source: DataSource, machine: Machine, seed: number): Explosion {
  const { loss, training } = config;
  if (source.fresh !== undefined || machine.parts.loss[loss.type]?.canBeNegative) return NEVER;
  let first: number | undefined;
  let untrained: number | undefined;
  return {
    isReachedBy(loss) {
      if (first === undefined) {
        first = loss;
        return false;
      }
      if (!(loss > training.diverged_above * first)) return false;
      // Only now, because few runs come here.
      untrained ??= machine.untrainedLoss(config, seed);
      const reference = Math.max(first, untrained);
      return reference > 0 && loss > training.diverged_above * reference;
    },
  };
}
