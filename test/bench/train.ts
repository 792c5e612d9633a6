import { Machine } from "../../src/engine/machine.ts";
import { parts } from "../../src/parts.ts";
import { Orders } from "../../src/training/orders.ts";
import type { By, Reading } from "./figures.ts";
import { perSecond } from "./per-second.ts";
import { drawSamples, type Workload } from "./workloads.ts";

/**
 * Trains a workload on one core, epoch by epoch. Two readings: steps or samples a second, and milliseconds from the
 * configuration to the first step's end, in a process that has trained before.
 */
export function measureTraining(
  name: string,
  workload: Workload,
  engine: By & ("lrsweep" | "portable"),
): readonly Reading[] {
  const { config, shape, rows, batch, unit } = workload;
  const machine = new Machine(parts);
  const order = new Orders().inOrder(rows);
  const steps = rows / batch;
  const rates = [{ lr: [Number(config.optimizer.at(-1)?.lr)] }];
  machine.load(drawSamples(workload), undefined, shape);
  const prepare = () => {
    const runs = machine.prepare([
      { ...config, training: { ...config.training, engine: engine === "portable" ? engine : "auto" } },
    ]);
    runs.initialise(0);
    return runs;
  };
  prepare().trainEpoch(order, steps, rates);
  const started = performance.now();
  const runs = prepare();
  runs.trainEpoch(order.subarray(0, batch), 1, rates);
  const firstStep = performance.now() - started;
  const epochs = perSecond(() => void runs.trainEpoch(order, steps, rates));
  return [
    { row: name, by: engine, value: epochs * (unit === "steps" ? steps : rows) },
    { row: `${name} first step`, by: engine, value: firstStep },
  ];
}
