import type { Samples } from "../../src/definition/dataset.ts";
import { normal, shuffleInPlace, stream } from "../../src/definition/rng.ts";
import { Machine } from "../../src/engine/machine.ts";
import { configure } from "../configuration.ts";

/** Millions of optimizer steps a second. */
export interface W1Figures {
  /** Whole epochs through Machine.trainEpoch, in one order. */
  readonly steps: number;
  /** The same with an order drawn for every epoch. */
  readonly stepsWithShuffle: number;
}

const ROWS = 10_000;
const FEATURES = 10;

/** W1: Linear(10, 1), MSELoss, SGD, batches of one, the rate from StepLR epoch by epoch; one core. */
export function measureW1(seconds = 1): W1Figures {
  const machine = new Machine();
  machine.load(drawSamples(), undefined, { features: [FEATURES], targets: [1], training: ROWS, validation: 0 });
  machine.prepare(config);
  machine.initialise(0);
  const order = Int32Array.from({ length: ROWS }, (_, row) => row);
  const rng = stream(0, "order", 1);
  return {
    steps: measure(machine, seconds, () => order),
    stepsWithShuffle: measure(machine, seconds, () => {
      shuffleInPlace(order, rng);
      return order;
    }),
  };
}

function measure(machine: Machine, seconds: number, next: () => Int32Array): number {
  let best = 0;
  const end = performance.now() + seconds * 1000;
  for (let epoch = 0; performance.now() < end; epoch++) {
    const start = performance.now();
    // StepLR(step_size=30, gamma=0.9), written out: its own cost is one multiplication an epoch.
    const { finite } = machine.trainEpoch(next(), ROWS, { lr: [0.01 * 0.9 ** Math.floor(epoch / 30)] });
    if (!finite) throw new Error("W1 diverged");
    best = Math.max(best, ROWS / (performance.now() - start) / 1000);
  }
  return best;
}

function drawSamples(): Samples {
  const rng = stream(0, "bench");
  const x = Float32Array.from({ length: ROWS * FEATURES }, () => normal(rng));
  const y = Float32Array.from({ length: ROWS }, (_, row) => (x[row * FEATURES] as number) + 0.1 * normal(rng));
  return { rows: ROWS, x, y };
}

const config = configure({
  model: [{ type: "Linear", out_features: 1 }],
  optimizer: { type: "SGD", lr: 0.01 },
  batch_size: 1,
});
