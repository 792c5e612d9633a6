import type { RunConfig } from "../contracts/config.ts";
import type { DataSource } from "../contracts/dataset.ts";
import type { Machine } from "../engine/machine.ts";

/** Tells whether a run's training loss has exploded without becoming infinite. */
export interface Explosion {
  /** @param loss of each epoch, one call for each in order */
  isReachedBy(loss: number): boolean;
}

/** Whether a large loss tells anything: not where the data are drawn anew in each epoch, or the loss may be below 0. */
export function canExplode(
  { loss }: RunConfig,
  { fresh }: Pick<DataSource, "fresh">,
  { loss: losses }: Machine["parts"],
): boolean {
  return fresh === undefined && !losses[loss.type]?.canBeNegative;
}

const NEVER: Explosion = { isReachedBy: () => false };

/**
 * Compares each epoch's training loss with `training.diverged_above` times the larger of the first epoch's and the untrained
 * model's, where that tells anything.
 */
export function explosionOf(config: RunConfig, source: DataSource, machine: Machine, seed: number): Explosion {
  const { training } = config;
  if (!canExplode(config, source, machine.parts)) return NEVER;
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
