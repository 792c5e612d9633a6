import { type RunConfig, stepsPerEpoch } from "../definition/config.ts";
import type { DataSource } from "../definition/dataset.ts";
import { groupColumn } from "../definition/groups.ts";
import type { EpochRecord, Metrics } from "../definition/record.ts";
import type { RunSchedule } from "../definition/run-schedule.ts";
import type { Rates } from "../definition/scheduler.ts";
import type { Machine } from "../engine/machine.ts";
import { planEpoch } from "./epoch-rates.ts";
import type { Orders } from "./orders.ts";

/** A run, and what it is trained with. Machine and orders may have served other runs; it does not show. */
export interface Job {
  readonly config: RunConfig;
  readonly seed: number;
  readonly source: DataSource;
  readonly schedule: RunSchedule;
  readonly machine: Machine;
  readonly orders: Orders;
  /** Epochs after which to leave off; default: when the run is over. */
  readonly until?: number | undefined;
}

/** How training ended by itself. */
export type Ending = "ok" | "diverged" | "pruned";

/**
 * Trains a run, an epoch at a time: every batch, then validation, then the schedule's tick. It diverges when a batch
 * loss or a parameter is not finite; the epoch in which that happens still gives its record.
 */
export function* train({
  config,
  seed,
  source,
  schedule,
  machine,
  orders,
  until,
}: Job): Generator<EpochRecord, Ending> {
  const { epochs, shuffle, on_divergence } = config.training;
  const rows = source.shape.training;
  const steps = stepsPerEpoch(config.training, rows);
  load(machine, source, seed);
  machine.prepare(config, schedule.cycles);
  machine.initialise(seed);
  let state = schedule.start(machine.baseRates);
  let ending: Ending = "ok";
  const end = Math.min(until ?? epochs, epochs);
  for (let epoch = 1; epoch <= end; epoch++) {
    if (source.fresh && epoch > 1) machine.replaceTraining(source.fresh(seed, epoch));
    const order = shuffle ? orders.shuffled(seed, rows, epoch) : orders.inOrder(rows);
    const [first] = state;
    const { rates, last, after } = planEpoch(schedule, ...state, { done: (epoch - 1) * steps, steps });
    const { loss, gradNorm, finite } = machine.trainEpoch(order, steps, rates);
    if (epoch === epochs) machine.updateBatchNorm();
    const valLoss = machine.evaluate();
    const train = prefixed("train_", { loss, ...machine.trainingMetrics });
    const metrics = {
      ...train,
      ...prefixed("val_", { loss: valLoss, ...machine.validationMetrics }),
      grad_norm: gradNorm,
    };
    const step = epoch * steps;
    yield { epoch, step, rates: ratesOf(first, last, machine.groupNames), metrics };
    if (!finite) ending = "diverged";
    if (!finite && on_divergence === "stop") return ending;
    state = schedule.next(...after, { kind: "epoch", step, metrics });
  }
  return end < epochs ? "pruned" : ending;
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

/** @param first rates of the epoch's first step @param last of its last */
function ratesOf(first: Rates, last: Rates, groups: readonly string[]): EpochRecord["rates"] {
  const further = groups.slice(1).map((name, index) => [groupColumn(name), first.lr[index + 1]]);
  return { lr: first.lr[0], lr_end: last.lr[0], momentum: first.momentum?.[0], ...Object.fromEntries(further) };
}
