import { threadId } from "node:worker_threads";
import * as datasets from "../datasets/index.ts";
import { stepsPerEpoch } from "../definition/config.ts";
import type { DataSource, DatasetPart } from "../definition/dataset.ts";
import type { PartsOf } from "../definition/part.ts";
import type { Objective } from "../definition/plan.ts";
import type { EpochRecord } from "../definition/record.ts";
import { createRunSchedule } from "../definition/run-schedule.ts";
import { Machine } from "../engine/machine.ts";
import { epochLines } from "../results/csv.ts";
import { figureAt, figuresOf, type Outcome } from "../results/figures.ts";
import { hiddenRates } from "../results/journal/layout.ts";
import { encodeRun } from "../results/journal/record.ts";
import * as schedulers from "../schedulers/index.ts";
import { Orders } from "../training/orders.ts";
import { train } from "../training/train.ts";
import { readingIn } from "./files.ts";
import type { Chunk, ChunkReport, RunOrder, RunReport } from "./protocol.ts";
import { overtime } from "./verdicts.ts";

/** After so many seconds a worker hands over what it has: a crash costs no more. */
const LONG_ENOUGH = 0.1;

const machine = new Machine();
const orders = new Orders();
/** The data of the runs so far; runs that follow each other mostly share theirs. */
const sources = new Map<string, DataSource>();
const SOURCES_KEPT = 8;

/** Trains runs one after the other. One that fails is reported, and the next one trained. */
export default function trainChunk(chunk: Chunk): ChunkReport {
  const started = performance.now();
  const reports: RunReport[] = [];
  for (const [place, run] of chunk.runs.entries()) {
    if (place > 0 && secondsSince(started) > LONG_ENOUGH) break;
    Atomics.store(chunk.current, 0, place);
    reports.push(trainRun(run, chunk));
  }
  return { reports, seconds: secondsSince(started) };
}

const secondsSince = (started: number) => (performance.now() - started) / 1000;

function trainRun(run: RunOrder, { directory, columns, objective, timeout, until }: Chunk): RunReport {
  const started = performance.now();
  const records: EpochRecord[] = [];
  const ending = endingOf(() => record(run, { directory, until }, records, () => isOver(started, timeout)), timeout);
  const outcome: Outcome = { ...ending, figures: figuresOf(records, columns.metrics, objective) };
  const timing = { seconds: secondsSince(started), steps: records.at(-1)?.step ?? 0, worker: threadId };
  const result = { outcome, lines: epochLines(records, columns), hidden: hiddenRates(records, columns.rates), timing };
  return report(outcome, encodeRun(result), objective);
}

function report(outcome: Outcome, text: string, objective: Objective): RunReport {
  return "error" in outcome
    ? { status: outcome.status, text, error: outcome.error }
    : { status: outcome.status, text, figure: figureAt(outcome.figures, objective) };
}

const isOver = (started: number, timeout: number | undefined) =>
  timeout !== undefined && secondsSince(started) > timeout;

type Ending =
  | { readonly status: "ok" | "diverged" | "pruned" }
  | { readonly status: "failed" | "timeout"; readonly error: string };

function endingOf(work: () => "ok" | "diverged" | "pruned" | "timeout", timeout: number | undefined): Ending {
  try {
    const status = work();
    return status === "timeout" ? { status, error: overtime(timeout) } : { status };
  } catch (error) {
    return { status: "failed", error: error instanceof Error ? error.message : String(error) };
  }
}

/** Adds each epoch to `records` as it ends, so that a failure keeps what was finished. */
function record(
  { config, seed }: RunOrder,
  { directory, until }: Pick<Chunk, "directory" | "until">,
  records: EpochRecord[],
  isTimeUp: () => boolean,
): "ok" | "diverged" | "pruned" | "timeout" {
  const source = sourceOf(config.data, directory);
  const steps = stepsPerEpoch(config.training, source.shape.training);
  const schedule = createRunSchedule(config.scheduler, schedulers, steps);
  const epochs = train({ config, seed, source, schedule, machine, orders, until });
  for (let next = epochs.next(); ; next = epochs.next()) {
    if (next.done) return next.value;
    records.push(next.value);
    if (records.length < config.training.epochs && isTimeUp()) return "timeout";
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
