import { type RunConfig, stepsPerEpoch } from "../contracts/config.ts";
import type { Runs } from "../engine/runs.ts";
import { itemAt } from "../numbers/item-at.ts";
import { exp, log } from "../numbers/math.ts";
import { type Equipment, loadData } from "./train.ts";

/** A step of a range test. */
export interface RangeStep {
  /** From 1. */
  readonly step: number;
  readonly lr: number;
  /** Of the step's batch, before its update. float32. */
  readonly loss: number;
  /** Over the steps so far, the older the less. */
  readonly smoothed: number;
}

export interface RangeOptions {
  readonly min: number;
  readonly max: number;
  /** At least 2. */
  readonly steps: number;
}

export interface RangeTest {
  readonly rows: readonly RangeStep[];
  /** Whether it was left off because the loss ran away. The last row is where that showed. */
  readonly diverged: boolean;
}

/** How much the steps before count, and by what factor over its best the smoothed loss has run away: as in fastai and Lightning. */
const BETA = 0.98;
const RUNAWAY = 4;

/**
 * Trains a run with a rate that rises exponentially from step to step, the same for all param groups, until the loss
 * runs away. Smith, Cyclical Learning Rates for Training Neural Networks, 2017; smoothing and end as fastai's
 * Learner.lr_find and Lightning's Tuner.lr_find.
 */
export function rangeTest(config: RunConfig, equipment: Equipment, { min, max, steps }: RangeOptions): RangeTest {
  const lrs = Float64Array.from({ length: steps }, (_, i) => min * exp((i / (steps - 1)) * log(max / min)));
  lrs[steps - 1] = max;
  const rows: RangeStep[] = [];
  let [average, best, weight] = [0, Number.POSITIVE_INFINITY, 1];
  for (const loss of batchLosses(config, equipment, lrs)) {
    const step = rows.length + 1;
    average = BETA * average + (1 - BETA) * loss;
    weight *= BETA;
    const smoothed = average / (1 - weight);
    rows.push({ step, lr: itemAt(lrs, step - 1), loss, smoothed });
    if (!Number.isFinite(smoothed) || (step > 1 && smoothed > RUNAWAY * best)) return { rows, diverged: true };
    best = Math.min(best, smoothed);
  }
  return { rows, diverged: false };
}

/** The loss of each step's batch at the rates given. */
function* batchLosses(
  config: RunConfig,
  { seed, source, machine, orders }: Equipment,
  lrs: Float64Array,
): Generator<number> {
  const rows = source.shape.training;
  const perEpoch = stepsPerEpoch(config.training, rows);
  loadData(machine, source, seed);
  const prepared: Runs = machine.prepare([config]);
  prepared.initialise(seed);
  const groups = prepared.baseRates(0).lr;
  for (let done = 0, epoch = 1; done < lrs.length; done += perEpoch, epoch++) {
    if (source.fresh && epoch > 1) machine.replaceTraining(source.fresh(seed, epoch));
    const order = config.training.shuffle ? orders.shuffled(seed, rows, epoch) : orders.inOrder(rows);
    const steps = Math.min(perEpoch, lrs.length - done);
    const own = Float32Array.from(lrs.subarray(done, done + steps));
    prepared.trainEpoch(order, steps, [{ lr: groups.map(() => own) }]);
    yield* prepared.batchLosses(0).slice();
  }
}
