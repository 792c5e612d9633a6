import type { RunConfig } from "../definition/config.ts";
import type { DataSource } from "../definition/dataset.ts";
import type { EpochRecord, Metrics } from "../definition/record.ts";
import type { Schedule } from "../definition/scheduler.ts";
import type { Machine } from "../engine/machine.ts";
import type { Orders } from "./orders.ts";

/** A run, and what it is trained with. Machine and orders may have served other runs; it does not show. */
export interface Job {
  readonly config: RunConfig;
  readonly seed: number;
  readonly source: DataSource;
  readonly schedule: Schedule;
  readonly machine: Machine;
  readonly orders: Orders;
}

/** How training ended by itself. */
export type Ending = "ok" | "diverged";

/**
 * Trains a run, an epoch at a time: every batch, then validation, then the schedule's tick. It diverges when a batch
 * loss or a parameter is not finite; the epoch in which that happens still gives its record.
 */
export function* train({ config, seed, source, schedule, machine, orders }: Job): Generator<EpochRecord, Ending> {
  const { epochs, shuffle, drop_last, on_divergence } = config.training;
  const rows = source.shape.training;
  load(machine, source, seed);
  machine.prepare(config);
  machine.initialise(seed);
  const steps = (drop_last ? Math.floor : Math.ceil)(rows / machine.batchRows);
  const base = machine.baseRates;
  let [rates, memory] = schedule.start({ base, last: base, due: base });
  let ending: Ending = "ok";
  for (let epoch = 1; epoch <= epochs; epoch++) {
    if (source.fresh && epoch > 1) machine.replaceTraining(source.fresh(seed, epoch));
    const order = shuffle ? orders.shuffled(seed, rows, epoch) : orders.inOrder(rows);
    const { loss, gradNorm, finite } = machine.trainEpoch(order, steps, rates);
    const valLoss = machine.evaluate();
    const train = prefixed("train_", { loss, ...machine.trainingMetrics });
    const metrics = {
      ...train,
      ...prefixed("val_", { loss: valLoss, ...machine.validationMetrics }),
      grad_norm: gradNorm,
    };
    yield { epoch, step: epoch * steps, lr: rates.lr[0] as number, metrics };
    if (!finite) ending = "diverged";
    if (!finite && on_divergence === "stop") return ending;
    [rates, memory] = schedule.next(rates, memory, { t: epoch, metrics });
  }
  return ending;
}

function prefixed(prefix: string, figures: Metrics): Metrics {
  return Object.fromEntries(Object.entries(figures).map(([name, figure]) => [prefix + name, figure]));
}

/** Brings the first epoch's data into the machine. */
function load(machine: Machine, source: DataSource, seed: number): void {
  if (source.fresh) {
    machine.load(source.fresh(seed, 1), undefined, source.shape);
    return;
  }
  const { training, validation } = source.load();
  machine.load(training, validation, source.shape);
}
