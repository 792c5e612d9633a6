import { threadId } from "node:worker_threads";
import { figureAt, figuresOf, type Outcome } from "../analysis/figures.ts";
import { stepsPerEpoch } from "../contracts/config.ts";
import type { Objective } from "../contracts/plan.ts";
import type { EpochRecord } from "../contracts/record.ts";
import { Machine } from "../engine/machine.ts";
import { hiddenRates } from "../journal/layout.ts";
import { encodeRun } from "../journal/record.ts";
import { createRunSchedule } from "../schedule/run-schedule.ts";
import * as schedulers from "../schedulers/index.ts";
import { epochLines } from "../tables/csv.ts";
import { Orders } from "../training/orders.ts";
import { trainTogether } from "../training/train.ts";
import { type Entrant, groupsOf } from "./groups.ts";
import type { Chunk, ChunkReport, RunReport } from "./protocol.ts";
import { sourceOf } from "./sources.ts";
import { overtime } from "./verdicts.ts";

/** After so many seconds a worker hands over what it has: a crash costs no more. */
const LONG_ENOUGH = 0.1;

const machine = new Machine();
const orders = new Orders();

/** Trains runs, side by side where they fit. One that fails is reported, and the next one trained. */
export default function trainChunk(chunk: Chunk): ChunkReport {
  const started = performance.now();
  const reports: RunReport[] = [];
  const places: number[] = [];
  for (const group of groupsOf(chunk)) {
    if (places.length > 0 && secondsSince(started) > LONG_ENOUGH) break;
    Atomics.store(chunk.current, 0, (group[0] as Entrant).place);
    reports.push(...trainGroup(group, chunk));
    places.push(...group.map(({ place }) => place));
  }
  return { reports, places, seconds: secondsSince(started) };
}

const secondsSince = (started: number) => (performance.now() - started) / 1000;

interface Trained {
  readonly ending: Ending;
  readonly records: readonly EpochRecord[];
}

function trainGroup(group: readonly Entrant[], chunk: Chunk): readonly RunReport[] {
  const { columns, objective } = chunk;
  const started = performance.now();
  const trained = trainAll(group, chunk);
  const seconds = secondsSince(started) / group.length;
  return trained.map(({ ending, records }) => {
    const outcome: Outcome = { ...ending, figures: figuresOf(records, columns.metrics, objective) };
    const timing = { seconds, steps: records.at(-1)?.step ?? 0, worker: threadId };
    const result = {
      outcome,
      lines: epochLines(records, columns),
      hidden: hiddenRates(records, columns.rates),
      timing,
    };
    return report(outcome, encodeRun(result), objective);
  });
}

function report(outcome: Outcome, text: string, objective: Objective): RunReport {
  return "error" in outcome
    ? { status: outcome.status, text, error: outcome.error }
    : { status: outcome.status, text, figure: figureAt(outcome.figures, objective) };
}

type Ending =
  | { readonly status: "ok" | "diverged" | "pruned" }
  | { readonly status: "failed" | "timeout"; readonly error: string };

/** If a group fails, its runs are tried one by one: the others are none the worse for it. */
function trainAll(group: readonly Entrant[], chunk: Chunk): readonly Trained[] {
  const { timeout } = chunk;
  const started = performance.now();
  const isTimeUp = () => timeout !== undefined && secondsSince(started) > timeout;
  const records: EpochRecord[][] = group.map(() => []);
  try {
    const endings = record(group, chunk, records, isTimeUp);
    return endings.map((status, run) => {
      const ending: Ending = status === "timeout" ? { status, error: overtime(timeout) } : { status };
      return { ending, records: records[run] as EpochRecord[] };
    });
  } catch (error) {
    if (group.length > 1) return group.flatMap((entrant) => trainAll([entrant], chunk));
    const ending: Ending = { status: "failed", error: error instanceof Error ? error.message : String(error) };
    return [{ ending, records: records[0] as EpochRecord[] }];
  }
}

/** Adds each epoch to the runs' `records` as it ends, so that a failure keeps what was finished. */
function record(
  group: readonly Entrant[],
  { files, until }: Pick<Chunk, "files" | "until">,
  records: readonly EpochRecord[][],
  isTimeUp: () => boolean,
): readonly ("ok" | "diverged" | "pruned" | "timeout")[] {
  const { config, seed } = group[0] as Entrant;
  const source = sourceOf(config.data, files);
  const steps = stepsPerEpoch(config.training, source.shape.training);
  const runs = group.map((run) => ({
    config: run.config,
    schedule: createRunSchedule(run.config.scheduler, schedulers, steps),
  }));
  const epochs = trainTogether(runs, { seed, source, machine, orders, until });
  for (let next = epochs.next(); ; next = epochs.next()) {
    if (next.done) return next.value;
    for (const [run, row] of next.value.entries()) if (row) records[run]?.push(row);
    const isLast = records.some((rows) => rows.length === Math.min(until ?? Infinity, config.training.epochs));
    if (!isLast && isTimeUp()) return next.value.map((row) => (row ? "timeout" : "diverged"));
  }
}
