import { join } from "node:path";
import { version } from "#version";
import type { Ended } from "../execution/execute.ts";
import { ProgressCounter } from "../execution/progress-counter.ts";
import { inSession, type Watcher } from "../execution/session.ts";
import { type Plan, placeOf } from "../experiment/plan.ts";
import { rememberIds } from "../folder/remember-ids.ts";
import { inTemporaryFolder } from "../io/temporary-folder.ts";
import { JournalReader } from "../journal/reader.ts";
import { parts } from "../parts.ts";
import { requireTrust } from "../program/trust.ts";
import { Rebuild } from "../results/rebuild.ts";
import { trainerOf } from "../trainers/trainer-of.ts";
import { EventQueue } from "./event-queue.ts";
import {
  ExperimentError,
  type Results,
  type Sweep,
  type SweepEvent,
  type SweepOptions,
  SweepStopped,
  type Value,
} from "./experiment-types.ts";
import { load } from "./load.ts";
import { rowsIn } from "./rows.ts";

/**
 * Runs an experiment in threads. It begins at once, whether or not its events are read.
 * @param text the experiment: YAML as in a file
 * @returns events as they happen, and the results at the end; leaving the loop over the events stops the sweep
 * @throws (in the loop and in `results`) {@link ExperimentError} for an experiment that cannot be run,
 *   {@link SweepStopped} when it ended early, and an Error where another sweep uses the folder or it cannot be written
 */
export function sweep(text: string, options: SweepOptions = {}): Sweep {
  const queue = new EventQueue<SweepEvent>();
  const left = new AbortController();
  const signal = AbortSignal.any([left.signal, ...(options.signal ? [options.signal] : [])]);
  const results = start(text, { ...options, signal }, (event) => queue.push(event));
  results.then(
    (finished) => {
      queue.push({ type: "finished", results: finished });
      queue.close();
    },
    (error) => queue.fail(error),
  );
  return {
    results,
    async *[Symbol.asyncIterator]() {
      try {
        yield* queue;
      } finally {
        left.abort();
      }
    },
  };
}

type Stoppable = SweepOptions & { readonly signal: AbortSignal };
type Emit = (event: SweepEvent) => void;

async function start(text: string, options: Stoppable, emit: Emit): Promise<Results> {
  const { plan, diagnostics } = load(text, options);
  if (plan === undefined) throw new ExperimentError(diagnostics);
  const { output } = options;
  if (output !== undefined) return train(plan, join(output, plan.name), options, emit);
  const results = await inTemporaryFolder((folder) => train(plan, folder, options, emit));
  return { ...results, folder: undefined };
}

async function train(checked: Plan, folder: string, options: Stoppable, emit: Emit): Promise<Results> {
  const { fresh = false, output, signal, trustScripts = false, devices = [] } = options;
  requireTrust([checked], trustScripts);
  const say = (message: string) => emit({ type: "notice", message });
  const machine = { concurrency: options.concurrency, devices };
  const { engine, concurrency, open } = trainerOf(checked, machine, { folder, parts, plugins: [], say });
  const plan = rememberIds(checked);
  const started = new Date();
  const session = {
    folder,
    concurrency,
    fresh,
    signal,
    watcher: reporter(plan, concurrency, emit),
    openExecutor: open,
  };
  const decided = await inSession(plan, session, async (journal, ending, { plan: decided }) => {
    if (ending.kind !== "done") throw new SweepStopped(ending.kind, `${plan.name}: ${ending.kind}`);
    if (output !== undefined)
      await new Rebuild(folder, decided, journal).finish({ version, engine, started, finished: new Date() });
    return decided;
  });
  const journal = new JournalReader(folder, decided);
  try {
    return { ...rowsIn(decided, journal), folder };
  } finally {
    journal.close();
  }
}

/** Tells what happens as events. */
function reporter(plan: Plan, threads: number, emit: Emit): Watcher {
  const counter = new ProgressCounter(plan, threads);
  let current = plan;
  return {
    start(todo, round) {
      current = round;
      counter.start(todo, round);
      emit({ type: "planned", name: round.name, total: todo.total, kept: todo.kept });
    },
    advance(ended) {
      counter.add(ended);
      const { done, total } = counter.state(false);
      for (const [index, one] of ended.entries())
        emit({ type: "run", ...described(current, one), done: done - ended.length + index + 1, total });
    },
    state: (hasEnded) => counter.state(hasEnded),
    say: (message) => emit({ type: "notice", message }),
  };
}

function described(plan: Plan, { run, report }: Ended) {
  const { variant, seed } = placeOf(plan, run);
  const { cells } = plan.variant(variant);
  const axes: Record<string, Value> = Object.fromEntries(plan.heads.map((head, axis) => [head, cells[axis] ?? null]));
  const figure = "error" in report ? undefined : report.figure;
  const error = "error" in report ? report.error : undefined;
  return { run: plan.runId(variant, seed), seed, axes, status: report.status, figure, error };
}
