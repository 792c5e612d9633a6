import type { PhaseConfig } from "../../src/contracts/config.ts";
import type { DataSource, Samples } from "../../src/contracts/dataset.ts";
import { Machine } from "../../src/engine/machine.ts";
import { parts } from "../../src/parts.ts";
import { normal, stream } from "../../src/random/rng.ts";
import { createRunSchedule } from "../../src/schedule/run-schedule.ts";
import * as schedulers from "../../src/schedulers/index.ts";
import { Orders } from "../../src/training/orders.ts";
import { train } from "../../src/training/train.ts";
import { configure } from "../configuration.ts";
import { perSecond } from "./per-second.ts";

const ROWS = 10_000;
const FEATURES = 10;
const EPOCHS = 40;

/** W1: Linear(10, 1), MSELoss, SGD under StepLR, batches of one; one core. */
const config = configure({
  model: [{ type: "Linear", out_features: 1 }],
  optimizer: { type: "SGD", lr: 0.01 },
  batch_size: 1,
});

/** Optimizer steps a second of whole runs as a worker trains them, one seed after another: nothing is left out. */
export function trainW1(): number {
  const source = drawData();
  const machine = new Machine(parts);
  const orders = new Orders();
  const decay = { type: "StepLR", step_size: 30, gamma: 0.9 };
  const phases: PhaseConfig[] = [{ scheduler: decay, interval: "epoch", frequency: 1, steps: EPOCHS * ROWS }];
  const schedule = createRunSchedule(phases, schedulers, ROWS);
  const job = {
    config: { ...config, training: { ...config.training, epochs: EPOCHS } },
    source,
    schedule,
    machine,
    orders,
  };
  const runs = perSecond((seed) => {
    for (const { metrics } of train({ ...job, seed }))
      if (Number.isNaN(metrics.train_loss)) throw new Error("W1 diverged");
  });
  return runs * EPOCHS * ROWS;
}

/**
 * The same without drawing orders, initial weights and records: what the tape alone can do.
 * @param lanes runs side by side, whose steps count together
 */
export function tapeW1(lanes = 1): number {
  const source = drawData();
  const machine = new Machine(parts);
  const order = new Orders().inOrder(ROWS);
  machine.load(source.load().training, undefined, source.shape);
  const rates = Array.from({ length: lanes }, (_, run) => ({ lr: [0.01 / (run + 1)] }));
  const runs = machine.prepare(rates.map(() => config));
  runs.initialise(0);
  return lanes * ROWS * perSecond(() => void runs.trainEpoch(order, ROWS, rates));
}

function drawData(): DataSource {
  const rng = stream(0, "bench");
  const x = Float32Array.from({ length: ROWS * FEATURES }, () => normal(rng));
  const y = Float32Array.from({ length: ROWS }, (_, row) => (x[row * FEATURES] as number) + 0.1 * normal(rng));
  const training: Samples = { rows: ROWS, x, y };
  return {
    shape: { features: [FEATURES], targets: [1], training: ROWS, validation: 0 },
    digest: "",
    load: () => ({ training, validation: undefined }),
  };
}
