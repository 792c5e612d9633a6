import { Machine } from "../../src/engine/machine.ts";
import { Orders } from "../../src/training/orders.ts";
import { median } from "./median.ts";
import { drawSamples, type Workload } from "./workloads.ts";

const REPEATS = 5;
/** Seconds of a repetition, at least. */
const LONG_ENOUGH = 0.4;

export interface Figure {
  /** Steps or samples a second, as the workload counts: median. */
  readonly rate: number;
  /** Milliseconds from the configuration to the first step's end, in a process that has trained before. */
  readonly firstStep: number;
}

/** Trains a workload on one core, epoch by epoch. */
export function measureTraining(workload: Workload, engine: "wasm" | "blas"): Figure {
  const { config, shape, rows, batch, unit } = workload;
  const machine = new Machine();
  const order = new Orders().inOrder(rows);
  const steps = rows / batch;
  const lr = Number(config.optimizer.at(-1)?.lr);
  machine.load(drawSamples(workload), undefined, shape);
  const prepare = () => {
    const runs = machine.prepare([{ ...config, training: { ...config.training, engine } }]);

    runs.initialise(0);
    return runs;
  };
  prepare().trainEpoch(order, steps, [{ lr: [lr] }]);
  const started = performance.now();
  prepare().trainEpoch(order.subarray(0, batch), 1, [{ lr: [lr] }]);
  const firstStep = performance.now() - started;
  const runs = prepare();
  const epoch = () => void runs.trainEpoch(order, steps, [{ lr: [lr] }]);
  epoch();
  const rates = Array.from({ length: REPEATS }, () => perSecond(epoch) * (unit === "steps" ? steps : rows));
  return { rate: median(rates), firstStep };
}

/** How often a second. */
function perSecond(run: () => void): number {
  const started = performance.now();
  for (let done = 1; ; done++) {
    run();
    const seconds = (performance.now() - started) / 1000;
    if (seconds > LONG_ENOUGH) return done / seconds;
  }
}
