import { join } from "node:path";
import type { Plan } from "../experiment/plan.ts";
import { lockFolder } from "../folder/lock.ts";
import type { Shard } from "../folder/shard.ts";
import type { Lock } from "../io/lock-file.ts";
import { writeExperiment } from "../journal/experiment.ts";
import { JOURNAL_FOLDER, Journal } from "../journal/journal.ts";
import type { RunsUnderWay } from "../journal/progress.ts";
import { type RoundState, writeState } from "../journal/state.ts";
import { runCount } from "../seeding/planned.ts";
import {
  type Ended,
  type Events,
  type ExecuteOptions,
  type ExecutionEnd,
  execute,
  type InheritedRuns,
} from "./execute.ts";
import type { Executor } from "./executor.ts";
import { failure } from "./failure.ts";
import { boundGarbage } from "./heap.ts";
import type { Decided, Round } from "./round.ts";
import { rounds } from "./rounds.ts";
import { RunCounter, type RunCounts } from "./run-counts.ts";
import { standingIn } from "./standings.ts";
import { openThreads } from "./threads.ts";
import { findTodo, idOf, type SuspectRun, type Todo } from "./todo.ts";

/** Receives the progress of a sweep. */
export interface Watcher {
  /** Called when a round begins. @param plan as known so far */
  start(todo: Todo, plan: Plan): void;
  advance(ended: readonly Ended[]): void;
  /** The state of the round, to write for `watch` in another terminal. */
  state(ended: boolean): RoundState;
  say(notice: string): void;
}

interface SessionOptions {
  readonly folder: string;
  readonly concurrency: number;
  /** Discards the runs of earlier sweeps. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
  readonly watcher: Watcher;
  /** Part of the plan to train. Default: all of it. */
  readonly shard?: Shard;
  /** Called with the number of runs whenever runs were added to the journal. */
  readonly onAdded?: (journal: Journal, count: number) => void;
  /** Opens the executor. Default: threads of this machine. @param progress keeps what runs report before their end */
  readonly openExecutor?: (threads: number, progress: RunsUnderWay) => Executor | Promise<Executor>;
}

/** A run fails if it crashed the whole process this many times while it was in training alone. */
const MAX_DEATHS_ALONE = 3;
/** Interval at which the journal is flushed to disk, the lock renewed and the state written. */
const HEARTBEAT_MS = 1000;

/**
 * Trains the runs of a plan that a results folder lacks, then hands over its journal, with the folder still locked.
 * Rejects with FolderInUse or a FileError. Runs that ended before are kept.
 */
export async function inSession<T>(
  plan: Plan,
  options: SessionOptions,
  handOver: (journal: Journal, ending: ExecutionEnd, decided: Decided, counts: RunCounts) => Promise<T>,
): Promise<T> {
  const { folder, watcher } = options;
  boundGarbage(runCount(plan));
  const lock = lockFolder(folder, join(folder, JOURNAL_FOLDER), new Date());
  try {
    const journal = new Journal(folder, plan, options.fresh);
    for (const notice of journal.notices) watcher.say(notice);
    try {
      writeExperiment(folder, plan);
      const counter = new RunCounter();
      const { ending, decided } = await train(plan, { journal, lock, counter }, options);
      return await handOver(journal, ending, decided, counter.counts);
    } finally {
      await journal.close();
    }
  } finally {
    lock.release();
  }
}

/** What lasts through all rounds. */
interface Session {
  readonly journal: Journal;
  readonly lock: Lock;
  readonly counter: RunCounter;
}

/** How the rounds ended. `decided` covers the rounds that were trained. */
interface SessionEnd {
  readonly ending: ExecutionEnd;
  readonly decided: Decided;
}

/** Trains what the journal lacks, round by round. A heartbeat flushes the journal to disk every second. */
async function train(plan: Plan, session: Session, options: SessionOptions): Promise<SessionEnd> {
  const { journal, lock, counter } = session;
  const { folder, watcher } = options;
  const broken = new AbortController();
  const beat = async () => {
    await journal.sync();
    lock.touch(new Date());
    writeState(folder, { ...watcher.state(false), sweep: counter.counts });
  };
  const heartbeat = setInterval(() => beat().catch((error) => broken.abort(error)), HEARTBEAT_MS);
  const executors = new ExecutorOfRounds(options, journal, broken.signal);
  try {
    const all = rounds(
      plan,
      (known, variant, until) => standingIn(journal, known, variant, until),
      (id) => journal.read(id).outcome,
    );
    for (let next = all.next(); ; next = all.next()) {
      if (next.done) return { ending: { kind: "done" }, decided: next.value };
      const ending = await trainRound(next.value, session, executors, beat, options);
      broken.signal.throwIfAborted();
      if (ending.kind !== "done") return { ending, decided: { plan: next.value.plan, epochs: undefined } };
    }
  } finally {
    clearInterval(heartbeat);
    writeLastState(folder, watcher, counter.counts);
    await executors.close();
  }
}

async function trainRound(
  round: Round,
  { journal, counter }: Session,
  executors: ExecutorOfRounds,
  beat: () => Promise<void>,
  { watcher, shard, onAdded }: SessionOptions,
): Promise<ExecutionEnd> {
  const { plan, until } = round;
  // The journal is empty, so every run has to be trained. Threads start while the runs are counted.
  const early = journal.size === 0 ? executors.open(plan, runCount(plan)) : undefined;
  early?.catch(() => undefined);
  const todo = findTodo(round, journal, shard);
  watcher.start(todo, plan);
  const alone = runsToTrainAlone(plan, journal, todo.suspects, watcher);
  const hasEnded = (id: string) => journal.statusOf(id) !== undefined;
  counter.start(plan, journal.size === 0 ? undefined : hasEnded, shard);
  const left = todo.runs.length + alone.length;
  if (left === 0) return { kind: "done" };
  await beat();
  const { executor, signal } = await (early ?? executors.open(plan, left));
  const events = eventsOf(plan, { journal, counter }, watcher, onAdded);
  const ending = await execute(plan, {
    executor,
    ...splitInherited(round, todo.runs, executor),
    until,
    alone,
    signal,
    events,
  });
  await beat();
  return ending;
}

/** The executor of all rounds, opened on first use. */
class ExecutorOfRounds {
  #executor: Executor | undefined;
  readonly #signal: AbortSignal;

  constructor(
    private readonly options: SessionOptions,
    private readonly journal: Journal,
    broken: AbortSignal,
  ) {
    this.#signal = AbortSignal.any([options.signal, broken]);
  }

  /** @param left runs of this round; later rounds may have more */
  async open({ adaptive }: Plan, left: number): Promise<{ readonly executor: Executor; readonly signal: AbortSignal }> {
    const { concurrency, openExecutor = (threads: number) => openThreads(threads) } = this.options;
    const signal = this.#signal;
    const isFirst = this.#executor === undefined;
    this.#executor ??= await openExecutor(
      adaptive === undefined ? Math.min(concurrency, left) : concurrency,
      this.journal.progress,
    );
    if (adaptive === undefined) return { executor: this.#executor, signal };
    const own = this.#executor;
    const lasting: Executor = {
      get slots() {
        return own.slots;
      },
      isApart: own.isApart,
      ...(own.mostRuns !== undefined && { mostRuns: own.mostRuns }),
      ...(own.graceMs !== undefined && { graceMs: own.graceMs }),
      interrupt: () => own.interrupt?.(),
      inherited: isFirst ? own.inherited : [],
      train: (work) => own.train(work),
      // An execution closes it at its end. Only an execution that was broken off needs this.
      close: async () => {
        if (signal.aborted) await own.close();
      },
    };
    return { executor: lasting, signal };
  }

  async close(): Promise<void> {
    await this.#executor?.close();
  }
}

/** Splits the runs into those that the executor already has and those to send. */
function splitInherited(
  { plan, until }: Round,
  todo: Int32Array,
  executor: Executor,
): Pick<ExecuteOptions, "inherited" | "runs"> {
  const chunks = executor.inherited.filter((chunk) => chunk.until === until);
  if (chunks.length === 0) return { inherited: [], runs: todo };
  const wanted = new Set(chunks.flatMap(({ ids }) => ids));
  const runOf = new Map<string, number>();
  for (const run of todo) {
    const id = idOf(plan, run);
    if (wanted.has(id)) runOf.set(id, run);
  }
  const inherited: InheritedRuns[] = [];
  const taken = new Set<number>();
  for (const { ids, result } of chunks) {
    const runs = ids.flatMap((id) => runOf.get(id) ?? []);
    // A chunk with unneeded runs, or with a run twice, is ignored: its runs can be trained again.
    if (runs.length < ids.length || runs.some((run) => taken.has(run))) continue;
    for (const run of runs) taken.add(run);
    inherited.push({ runs, result });
  }
  return { inherited, runs: todo.filter((run) => !taken.has(run)) };
}

/** Writes the last state for `watch`. Failures are ignored. */
function writeLastState(folder: string, watcher: Watcher, sweep: RunCounts): void {
  try {
    writeState(folder, { ...watcher.state(true), sweep });
  } catch {}
}

function eventsOf(
  plan: Plan,
  { journal, counter }: Pick<Session, "journal" | "counter">,
  watcher: Watcher,
  onAdded?: SessionOptions["onAdded"],
): Events {
  return {
    begin: (runs, isAlone) =>
      journal.begin(
        runs.map((run) => idOf(plan, run)),
        isAlone,
      ),
    end(ended) {
      counter.add(ended.flatMap(({ run }) => (journal.statusOf(idOf(plan, run)) === undefined ? [run] : [])));
      journal.add(ended.map(({ run, report: { status, text } }) => ({ id: idOf(plan, run), status, text })));
      watcher.advance(ended);
      onAdded?.(journal, ended.length);
    },
    retry: (run, reason) => watcher.say(`${idOf(plan, run)} is tried again: ${reason}`),
  };
}

/** The runs that were in training when a process died, to be trained alone. Gives up those for which this happened too often. */
function runsToTrainAlone(
  plan: Plan,
  journal: Journal,
  suspects: readonly SuspectRun[],
  watcher: Watcher,
): readonly number[] {
  const givenUp = suspects.filter(({ deathsAlone }) => deathsAlone >= MAX_DEATHS_ALONE);
  const report = failure("failed", `the process died ${MAX_DEATHS_ALONE} times while this run alone was in training`);
  for (const { run } of givenUp) {
    journal.add([{ id: idOf(plan, run), status: report.status, text: report.text }]);
    watcher.say(`${idOf(plan, run)} is left out: ${report.error}`);
  }
  watcher.advance(givenUp.map(({ run }) => ({ run, report })));
  const alone = suspects.filter((other) => !givenUp.includes(other)).map(({ run }) => run);
  if (alone.length > 0)
    watcher.say(
      `${alone.length === 1 ? "1 run was in training when an earlier sweep died; it is tried alone" : `${alone.length} runs were in training when an earlier sweep died; they are tried one by one`}, without machine code; that gives the same figures`,
    );
  return alone;
}
