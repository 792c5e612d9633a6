import { threadId } from "node:worker_threads";
import { ownRun, type RunConfig, stepsPerEpoch } from "../contracts/config.ts";
import type { EpochRecord } from "../contracts/record.ts";
import type { Registry } from "../contracts/registry.ts";
import { laneKey } from "../engine/lanes.ts";
import { Machine } from "../engine/machine.ts";
import { shortageOf } from "../io/file-error.ts";
import { itemAt } from "../numbers/item-at.ts";
import { createRunSchedule } from "../schedule/run-schedule.ts";
import { Orders } from "../training/orders.ts";
import { trainTogether } from "../training/train.ts";
import { overtime } from "./failure.ts";
import type { Files } from "./files.ts";
import { type Entrant, groupsOf, type OwnTask } from "./groups.ts";
import type { Chunk, ChunkReport, PoolLoad, RunReport } from "./protocol.ts";
import { type RunEnd, reportOf } from "./run-report.ts";
import { Sources } from "./sources.ts";

/** A worker reports what it has after this time, so that a crash loses no more. */
const MAX_CHUNK_SECONDS = 0.1;

/** The pool ends: what is in training counts as not begun. */
class PoolEnds extends Error {}

/** Trains chunks of runs in one thread. */
export class Trainer {
  readonly #parts: Registry;
  readonly #machine: Machine;
  readonly #sources: Sources;
  readonly #orders = new Orders();
  #load: PoolLoad | undefined;

  /** @param parts the parts that configurations name */
  constructor(parts: Registry) {
    this.#parts = parts;
    this.#machine = new Machine(parts, { threads: () => this.#processorsOfRun(), clock: () => performance.now() });
    this.#sources = new Sources(parts.data);
  }

  /** Trains runs, side by side if possible. A failed run is reported, and training continues with the next. */
  train(chunk: Chunk): ChunkReport {
    const started = performance.now();
    this.#load = chunk.load;
    const reports: RunReport[] = [];
    const places: number[] = [];
    const runs = chunk.runs.map(({ config, seed }) => ({ config: engineOf(ownRun(config), chunk), seed }));
    const keyOf = (run: OwnTask) => this.#groupKey(run, chunk.files);
    for (const group of groupsOf(runs, keyOf)) {
      if (places.length > 0 && secondsSince(started) > MAX_CHUNK_SECONDS) break;
      Atomics.store(chunk.current, 0, itemAt(group, 0).place);
      reports.push(...trainGroup(group, chunk, (...run) => this.#record(...run)));
      places.push(...group.map(({ place }) => place));
    }
    return { reports, places, seconds: secondsSince(started) };
  }

  /** What the pool's other threads leave to a run. */
  #processorsOfRun(): number {
    if (!this.#load) return 1;
    const { processors, training } = this.#load;
    return Math.floor(processors / Math.max(1, Atomics.load(training, 0)));
  }

  /** The key of a run's group. undefined: it is trained alone. A run with an error is also trained alone, which then reports the error. */
  #groupKey({ config, seed }: OwnTask, files: Files): string | undefined {
    try {
      const key = laneKey(config, this.#sources.open(config.data, files).shape, this.#parts);
      return key && `${seed} ${key}`;
    } catch {
      return undefined;
    }
  }

  /** Adds each epoch to the runs' `records` when it ends, so that a failure keeps finished epochs. */
  #record(
    group: readonly Entrant[],
    { files, until }: Chunk,
    records: readonly EpochRecord[][],
    isTimeUp: () => boolean,
  ): readonly EpochStatus[] {
    const { config, seed } = itemAt(group, 0);
    const source = this.#sources.open(config.data, files);
    const steps = stepsPerEpoch(config.training, source.shape.training);
    const runs = group.map((run) => ({
      config: run.config,
      schedule: createRunSchedule(run.config.scheduler, this.#parts.scheduler, steps),
    }));
    const equipment = { seed, source, machine: this.#machine, orders: this.#orders, until };
    const epochs = trainTogether(runs, equipment);
    for (let next = epochs.next(); ; next = epochs.next()) {
      if (next.done) return next.value;
      if (this.#load && Atomics.load(this.#load.ending, 0) === 1) throw new PoolEnds();
      for (const [run, row] of next.value.entries()) if (row) records[run]?.push(row);
      const isLast = records.some((rows) => rows.length === Math.min(until ?? Infinity, config.training.epochs));
      if (!isLast && isTimeUp()) return next.value.map((row) => (row ? "timeout" : "diverged"));
    }
  }
}

/** The run as configured, or by the portable engine. */
const engineOf = (config: RunConfig, { isCareful = false }: Chunk): RunConfig =>
  isCareful ? { ...config, training: { ...config.training, engine: "portable" } } : config;

type EpochStatus = "ok" | "diverged" | "pruned" | "timeout";

type RecordEpochs = (
  group: readonly Entrant[],
  chunk: Chunk,
  records: readonly EpochRecord[][],
  isTimeUp: () => boolean,
) => readonly EpochStatus[];

const secondsSince = (started: number) => (performance.now() - started) / 1000;

interface TrainedRun {
  readonly end: RunEnd;
  readonly records: readonly EpochRecord[];
}

function trainGroup(group: readonly Entrant[], chunk: Chunk, record: RecordEpochs): readonly RunReport[] {
  const started = performance.now();
  const trained = trainAll(group, chunk, record);
  const seconds = secondsSince(started) / group.length;
  return trained.map(({ end, records }) => {
    const timing = { seconds, steps: records.at(-1)?.step ?? 0, worker: threadId };
    return reportOf(end, records, timing, chunk);
  });
}

/** If a group fails, its runs are trained one by one, so that only the bad run fails. */
function trainAll(group: readonly Entrant[], chunk: Chunk, record: RecordEpochs): readonly TrainedRun[] {
  const { timeout } = chunk;
  const started = performance.now();
  const isTimeUp = () => timeout !== undefined && secondsSince(started) > timeout;
  const records: EpochRecord[][] = group.map(() => []);
  try {
    const endings = record(group, chunk, records, isTimeUp);
    return endings.map((status, run) => {
      const end: RunEnd = status === "timeout" ? { status, error: overtime(timeout) } : { status };
      return { end, records: itemAt(records, run) };
    });
  } catch (error) {
    if (shortageOf(error) !== undefined || error instanceof PoolEnds) throw error;
    if (group.length > 1) return group.flatMap((entrant) => trainAll([entrant], chunk, record));
    const end: RunEnd = { status: "failed", error: error instanceof Error ? error.message : String(error) };
    return [{ end, records: itemAt(records, 0) }];
  }
}
