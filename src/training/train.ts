import { type RunConfig, stepsPerEpoch } from "../contracts/config.ts";
import type { DataShape, DataSource } from "../contracts/dataset.ts";
import type { EpochRecord, Metrics } from "../contracts/record.ts";
import type { Memory, Rates } from "../contracts/scheduler.ts";
import type { EpochFigures } from "../engine/figures.ts";
import type { Machine } from "../engine/machine.ts";
import type { Runs } from "../engine/runs.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { RunSchedule } from "../schedule/run-schedule.ts";
import { type Planned, planEpoch, ratesOf } from "./epoch-rates.ts";
import { type Explosion, explosionOf } from "./explosion.ts";
import type { Orders } from "./orders.ts";

/** A run to train. */
export interface Trainee {
  readonly config: RunConfig;
  readonly schedule: RunSchedule;
}

/** What runs are trained with. Machine and orders may have served other runs; it does not show. */
export interface Equipment {
  readonly seed: number;
  readonly source: DataSource;
  readonly machine: Machine;
  readonly orders: Orders;
  /** Epochs after which to leave off; default: when the run is over. */
  readonly until?: number | undefined;
}

/** How training ended: pruned, if epochs were left to go on with. */
type TrainingEnd = "ok" | "diverged" | "pruned";

/** Trains a run, an epoch at a time; see {@link trainTogether}. */
export function* train({ config, schedule, ...with_ }: Trainee & Equipment): Generator<EpochRecord, TrainingEnd> {
  const epochs = trainTogether([{ config, schedule }], with_);
  for (let next = epochs.next(); ; next = epochs.next()) {
    if (next.done) return itemAt(next.value, 0);
    yield next.value[0] as EpochRecord;
  }
}

/**
 * Trains runs of one seed side by side, an epoch at a time: every batch, then validation, then the schedule's tick. One
 * diverges when a batch loss or a parameter of its is not finite, or the epoch's loss has exploded; the epoch in which that
 * happens still gives its record.
 * @param runs one; or several whose `laneKey` is the same
 * @returns of each epoch the runs' records, undefined for those that have ended; at last how each ended
 */
export function* trainTogether(
  runs: readonly Trainee[],
  { seed, source, machine, orders, until }: Equipment,
): Generator<readonly (EpochRecord | undefined)[], readonly TrainingEnd[]> {
  const { training } = itemAt(runs, 0).config;
  const { epochs, shuffle, on_divergence } = training;
  const rows = source.shape.training;
  const steps = stepsPerEpoch(training, rows);
  loadData(machine, source, seed);
  const prepared = machine.prepare(
    runs.map(({ config }) => config),
    runs.some(({ schedule }) => schedule.cycles),
  );
  prepared.initialise(seed);
  const inTraining = runs.map(({ config, schedule }, run) => {
    return new RunInTraining(schedule, prepared, run, explosionOf(config, source, machine, seed));
  });
  const isOver = () => inTraining.every(({ isStopped }) => isStopped);
  const end = Math.min(until ?? epochs, epochs);
  for (let epoch = 1; epoch <= end && !isOver(); epoch++) {
    if (source.fresh && epoch > 1) machine.replaceTraining(source.fresh(seed, epoch));
    const order = shuffle ? orders.shuffled(seed, rows, epoch) : orders.inOrder(rows);
    const span = { done: (epoch - 1) * steps, steps };
    const figures = prepared.trainEpoch(
      order,
      steps,
      inTraining.map((run) => run.plan(span)),
    );
    if (epoch === epochs) prepared.updateBatchNorm();
    const losses = prepared.evaluate();
    const records = inTraining.map((each, run) =>
      each.isStopped ? undefined : each.record(epoch, epoch * steps, itemAt(figures, run), losses[run]),
    );
    yield withTests(records, prepared, source.shape);
    for (const run of inTraining) run.tick(epoch * steps, on_divergence);
  }
  return inTraining.map(({ ending, isStopped }) => (end < epochs && !isStopped ? "pruned" : ending));
}

/** The records with what is measured on test rows, where there are any. */
function withTests(records: readonly (EpochRecord | undefined)[], prepared: Runs, { test = 0 }: DataShape) {
  if (test === 0) return records;
  const losses = prepared.evaluate("test");
  return records.map((record, run) => {
    if (record === undefined) return undefined;
    const tests: Record<string, number | undefined> = { test_loss: losses[run] };
    addPrefixed(tests, "test_", prepared.testMetrics(run));
    return { ...record, tests };
  });
}

/** A run, where its schedule stands, and whether it has ended. */
class RunInTraining {
  ending: TrainingEnd = "ok";
  isStopped = false;
  #rates: Rates;
  #memory: Memory;
  #planned: Planned | undefined;
  #metrics: Metrics = {};

  constructor(
    private readonly schedule: RunSchedule,
    private readonly prepared: Runs,
    private readonly run: number,
    private readonly explosion: Explosion,
  ) {
    [this.#rates, this.#memory] = schedule.start(prepared.baseRates(run));
  }

  /** The rates of the next epoch's steps. Those of a run that has ended are what they were. */
  plan(span: { readonly done: number; readonly steps: number }) {
    if (!this.isStopped) this.#planned = planEpoch(this.schedule, this.#rates, this.#memory, span);
    return (this.#planned as Planned).rates;
  }

  record(epoch: number, step: number, { loss, gradNorm, finite }: EpochFigures, valLoss: number | undefined) {
    const { run, prepared } = this;
    if (this.ending === "ok" && (!finite || this.explosion.isReachedBy(loss))) this.ending = "diverged";
    const metrics: Record<string, number | undefined> = { train_loss: loss };
    addPrefixed(metrics, "train_", prepared.trainingMetrics(run));
    metrics.val_loss = valLoss;
    addPrefixed(metrics, "val_", prepared.validationMetrics(run));
    metrics.grad_norm = gradNorm;
    this.#metrics = metrics;
    const { last } = this.#planned as Planned;
    return { epoch, step, rates: ratesOf(this.#rates, last, prepared.groupNames), metrics } satisfies EpochRecord;
  }

  /** After an epoch's record. */
  tick(step: number, on_divergence: "stop" | "record"): void {
    if (this.ending === "diverged" && on_divergence === "stop") this.isStopped = true;
    if (this.isStopped) return;
    const { after } = this.#planned as Planned;
    [this.#rates, this.#memory] = this.schedule.next(...after, { kind: "epoch", step, metrics: this.#metrics });
  }
}

/** Overwrites metrics. */
function addPrefixed(metrics: Record<string, number | undefined>, prefix: string, figures: Metrics): void {
  for (const name in figures) metrics[prefix + name] = figures[name];
}

/** Brings the first epoch's data into the machine. */
export function loadData(machine: Machine, source: DataSource, seed: number): void {
  if (source.fresh) {
    machine.load(source.fresh(seed, 1), undefined, source.shape);
    return;
  }
  const { training, validation, test } = source.load(seed);
  machine.load(training, validation, source.shape, test);
}
