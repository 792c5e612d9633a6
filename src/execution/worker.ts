import { threadId } from "node:worker_threads";
import * as datasets from "../datasets/index.ts";
import { stepsPerEpoch } from "../definition/config.ts";
import type { DataSource, DatasetPart } from "../definition/dataset.ts";
import type { PartsOf } from "../definition/part.ts";
import type { EpochRecord } from "../definition/record.ts";
import { createRunSchedule } from "../definition/run-schedule.ts";
import { Machine } from "../engine/machine.ts";
import { epochLines } from "../results/csv.ts";
import { figuresOf, type Outcome } from "../results/figures.ts";
import type { RunResult } from "../results/store.ts";
import * as schedulers from "../schedulers/index.ts";
import { Orders } from "../training/orders.ts";
import { train } from "../training/train.ts";
import { readingIn } from "./files.ts";
import type { Chunk, ChunkReport, RunOrder } from "./protocol.ts";

const machine = new Machine();
const orders = new Orders();
/** The data of the runs so far; runs that follow each other mostly share theirs. */
const sources = new Map<string, DataSource>();
const SOURCES_KEPT = 8;

/** Trains a chunk of runs, one after the other. A run that fails is reported, and the next one trained. */
export default function trainChunk(chunk: Chunk): ChunkReport {
  return chunk.runs.map((run) => trainRun(run, chunk));
}

function trainRun(run: RunOrder, { directory, columns, objective }: Chunk): RunResult {
  const started = performance.now();
  const records: EpochRecord[] = [];
  const outcome = (): Outcome => {
    try {
      const status = record(run, directory, records);
      return { status, figures: figuresOf(records, columns.metrics, objective) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { status: "failed", error: message, figures: figuresOf(records, columns.metrics, objective) };
    }
  };
  const ended = outcome();
  const timing = { seconds: (performance.now() - started) / 1000, steps: records.at(-1)?.step ?? 0, worker: threadId };
  return { outcome: ended, lines: epochLines(records, columns), timing };
}

/** Adds each epoch to `records` as it ends, so that a failure keeps what was finished. */
function record({ config, seed }: RunOrder, directory: string, records: EpochRecord[]): "ok" | "diverged" {
  const source = sourceOf(config.data, directory);
  const schedule = createRunSchedule(
    config.scheduler,
    schedulers,
    stepsPerEpoch(config.training, source.shape.training),
  );
  const epochs = train({ config, seed, source, schedule, machine, orders });
  for (let next = epochs.next(); ; next = epochs.next()) {
    if (next.done) return next.value;
    records.push(next.value);
  }
}

function sourceOf(config: RunOrder["config"]["data"], directory: string): DataSource {
  const key = JSON.stringify([directory, config]);
  const known = sources.get(key);
  if (known) return known;
  if (sources.size >= SOURCES_KEPT) sources.clear();
  const part = (datasets as PartsOf<DatasetPart>)[config.type];
  if (!part) throw new Error(`no data set is called ${config.type}`);
  const source = cached(part.open(config, readingIn(directory)));
  sources.set(key, source);
  return source;
}

/** Loads once: the machine tells by identity that data are there already. */
function cached(source: DataSource): DataSource {
  let loaded: ReturnType<DataSource["load"]> | undefined;
  return {
    ...source,
    load() {
      loaded ??= source.load();
      return loaded;
    },
  };
}
