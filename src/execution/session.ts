import { join } from "node:path";
import { type Plan, runCount } from "../contracts/plan.ts";
import { lockFolder } from "../folder/lock.ts";
import type { Shard } from "../folder/shard.ts";
import type { Lock } from "../io/lock-file.ts";
import { writeEngines } from "../journal/engines.ts";
import { JOURNAL_FOLDER, Journal } from "../journal/journal.ts";
import { type SweepState, writeState } from "../journal/state.ts";
import { type Ended, type Ending, type Events, type ExecuteOptions, execute, type LeftRuns } from "./execute.ts";
import type { Executor } from "./executor.ts";
import { boundGarbage } from "./heap.ts";
import { type Decided, type Round, rounds } from "./rounds.ts";
import { standingIn } from "./standings.ts";
import { openThreads } from "./threads.ts";
import { type Doubtful, findTodo, idOf, type Todo } from "./todo.ts";
import { failure } from "./verdicts.ts";

/** What a sweep shows of itself. */
export interface Watcher {
  /** A round begins. @param plan as far as it is known by now */
  start(todo: Todo, plan: Plan): void;
  advance(ended: readonly Ended[]): void;
  /** The state to leave for another terminal. */
  state(ended: boolean): SweepState;
  say(notice: string): void;
}

export interface SessionOptions {
  readonly folder: string;
  readonly concurrency: number;
  /** Forgets what earlier sweeps left. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
  readonly watcher: Watcher;
  /** Trains this part of the plan; default: all of it. */
  readonly shard?: Shard;
  /** Hears each time that runs were added to the journal, and how many. */
  readonly onAdded?: (journal: Journal, count: number) => void;
  /** Default: threads of this machine. */
  readonly openExecutor?: (threads: number) => Executor | Promise<Executor>;
}

/** A run that took the whole process along so often while nothing else was in training has failed. */
const MOST_DEATHS_ALONE = 3;
const SECOND = 1000;

/**
 * Trains what a results folder lacks of a plan, then hands its journal over, with the folder still locked.
 * Rejects with FolderInUse or a FileError; what had ended until then is kept.
 */
export async function inSession<T>(
  plan: Plan,
  options: SessionOptions,
  handOver: (journal: Journal, ending: Ending, decided: Decided) => Promise<T>,
): Promise<T> {
  const { folder, watcher } = options;
  boundGarbage(runCount(plan));
  const lock = lockFolder(folder, join(folder, JOURNAL_FOLDER), new Date());
  try {
    const journal = new Journal(folder, plan, options.fresh);
    for (const notice of journal.notices) watcher.say(notice);
    writeEngines(folder, plan.engines);
    try {
      const { ending, decided } = await train(plan, journal, lock, options);
      return await handOver(journal, ending, decided);
    } finally {
      await journal.close();
    }
  } finally {
    lock.release();
  }
}

/** How the rounds went: `decided` is of all of them, or of those there were until it ended otherwise. */
interface Trained {
  readonly ending: Ending;
  readonly decided: Decided;
}

/** Trains what the journal lacks, round by round, while a clock puts it on the disk every second. */
async function train(plan: Plan, journal: Journal, lock: Lock, options: SessionOptions): Promise<Trained> {
  const { folder, watcher } = options;
  const broken = new AbortController();
  const tick = async () => {
    await journal.sync();
    lock.touch(new Date());
    writeState(folder, watcher.state(false));
  };
  const clock = setInterval(() => tick().catch((error) => broken.abort(error)), SECOND);
  const hands = new Hands(options, broken.signal);
  try {
    const all = rounds(plan, (known, variant, until) => standingIn(journal, known, variant, until));
    for (let next = all.next(); ; next = all.next()) {
      if (next.done) return { ending: { kind: "done" }, decided: next.value };
      const ending = await trainRound(next.value, journal, hands, tick, options);
      broken.signal.throwIfAborted();
      if (ending.kind !== "done") return { ending, decided: { plan: next.value.plan, epochs: undefined } };
    }
  } finally {
    clearInterval(clock);
    leaveState(folder, watcher);
    await hands.close();
  }
}

async function trainRound(
  round: Round,
  journal: Journal,
  hands: Hands,
  tick: () => Promise<void>,
  { watcher, shard, onAdded }: SessionOptions,
): Promise<Ending> {
  const { plan, until } = round;
  // Nothing is there, so all is to be trained: threads start while it is found out what that is.
  const early = journal.size === 0 ? hands.open(plan, runCount(plan)) : undefined;
  early?.catch(() => undefined);
  const todo = findTodo(round, journal, shard);
  watcher.start(todo, plan);
  const alone = acquit(plan, journal, todo.doubtful, watcher);
  const left = todo.runs.length + alone.length;
  if (left === 0) return { kind: "done" };
  await tick();
  const { executor, signal } = await (early ?? hands.open(plan, left));
  const events = eventsOf(plan, journal, watcher, onAdded);
  const ending = await execute(plan, { executor, ...shared(round, todo.runs, executor), until, alone, signal, events });
  await tick();
  return ending;
}

/** Those who train, called in when first needed: a round takes over those of the one before. */
class Hands {
  #executor: Executor | undefined;
  readonly #signal: AbortSignal;

  constructor(
    private readonly options: SessionOptions,
    broken: AbortSignal,
  ) {
    this.#signal = AbortSignal.any([options.signal, broken]);
  }

  /** @param left runs of the round; a plan with further rounds may have more in the next */
  async open({ adaptive }: Plan, left: number): Promise<{ readonly executor: Executor; readonly signal: AbortSignal }> {
    const { concurrency, openExecutor = openThreads } = this.options;
    const signal = this.#signal;
    const isFirst = this.#executor === undefined;
    this.#executor ??= await openExecutor(adaptive === undefined ? Math.min(concurrency, left) : concurrency);
    if (adaptive === undefined) return { executor: this.#executor, signal };
    const own = this.#executor;
    const lasting: Executor = {
      get slots() {
        return own.slots;
      },
      isApart: own.isApart,
      left: isFirst ? own.left : [],
      train: (work, ids) => own.train(work, ids),
      // An execution closes it when it is over; only one that is broken off needs that.
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

/** Tells apart what the executor has already and what is to be sent to it. */
function shared({ plan, until }: Round, todo: Int32Array, executor: Executor): Pick<ExecuteOptions, "left" | "runs"> {
  const left = executor.left.filter((chunk) => chunk.until === until);
  if (left.length === 0) return { left: [], runs: todo };
  const wanted = new Set(left.flatMap(({ ids }) => ids));
  const runOf = new Map<string, number>();
  for (const run of todo) {
    const id = idOf(plan, run);
    if (wanted.has(id)) runOf.set(id, run);
  }
  const known: LeftRuns[] = [];
  const taken = new Set<number>();
  for (const { ids, answer } of left) {
    const runs = ids.flatMap((id) => runOf.get(id) ?? []);
    // Of what is there in part, or twice, nothing is taken over: runs can always be trained again.
    if (runs.length < ids.length || runs.some((run) => taken.has(run))) continue;
    for (const run of runs) taken.add(run);
    known.push({ runs, answer });
  }
  return { left: known, runs: todo.filter((run) => !taken.has(run)) };
}

/** The last word for `watch`; not worth an error of its own. */
function leaveState(folder: string, watcher: Watcher): void {
  try {
    writeState(folder, watcher.state(true));
  } catch {}
}

function eventsOf(plan: Plan, journal: Journal, watcher: Watcher, onAdded?: SessionOptions["onAdded"]): Events {
  return {
    begin: (runs, isAlone) =>
      journal.begin(
        runs.map((run) => idOf(plan, run)),
        isAlone,
      ),
    end(ended) {
      journal.add(ended.map(({ run, report: { status, text } }) => ({ id: idOf(plan, run), status, text })));
      watcher.advance(ended);
      onAdded?.(journal, ended.length);
    },
    retry: (run, reason) => watcher.say(`${idOf(plan, run)} is tried again: ${reason}`),
  };
}

/** The runs to be tried alone. Those that were too often in training when the process died are given up. */
function acquit(plan: Plan, journal: Journal, doubtful: readonly Doubtful[], watcher: Watcher): readonly number[] {
  const guilty = doubtful.filter(({ deathsAlone }) => deathsAlone >= MOST_DEATHS_ALONE);
  const report = failure("failed", `the process died ${MOST_DEATHS_ALONE} times while this run alone was in training`);
  for (const { run } of guilty) {
    journal.add([{ id: idOf(plan, run), status: report.status, text: report.text }]);
    watcher.say(`${idOf(plan, run)} is left out: ${report.error}`);
  }
  watcher.advance(guilty.map(({ run }) => ({ run, report })));
  const alone = doubtful.filter((other) => !guilty.includes(other)).map(({ run }) => run);
  if (alone.length > 0)
    watcher.say(`${alone.length} runs were in training when a sweep died: they are tried one by one`);
  return alone;
}
