import { setTimeout as setPause } from "node:timers/promises";
import pLimit from "p-limit";
import { type Plan, placeOf } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { ChunkQueue } from "./chunks.ts";
import type { Executor } from "./executor.ts";
import type { ChunkResult, Failure, RunReport, Work } from "./protocol.ts";
import { RetryPolicy } from "./retry-policy.ts";
import { idOf } from "./todo.ts";

/** A run that will not be tried again, by its number in the plan. */
export interface Ended {
  readonly run: number;
  readonly report: RunReport;
}

/** Callbacks for events. An error thrown by a callback ends the execution. */
export interface Events {
  /** Called before runs are sent to a thread. */
  begin(runs: readonly number[], isAlone: boolean): void;
  end(ended: readonly Ended[]): void;
  /** Called before a run is tried again. */
  retry(run: number, reason: string): void;
}

export interface ExecuteOptions {
  readonly executor: Executor;
  /** Runs to train, in this order. */
  readonly runs: Int32Array;
  /** Epochs after which to stop. undefined: at the end of a run. */
  readonly until: number | undefined;
  /** Runs to train before them, one at a time. */
  readonly alone: readonly number[];
  /** Chunks that the executor already has. */
  readonly inherited: readonly InheritedRuns[];
  /** Interrupts the execution. Runs in training get a few seconds to end. */
  readonly signal: AbortSignal;
  readonly events: Events;
}

/** An InheritedChunk with its runs' numbers in the plan. */
export interface InheritedRuns {
  readonly runs: readonly number[];
  readonly result: Promise<ChunkResult>;
}

export type ExecutionEnd =
  | { readonly kind: "done" }
  | { readonly kind: "interrupted" }
  | { readonly kind: "too many failures"; readonly error: string };

/** How long runs in training may continue after an interruption. */
const SHUTDOWN_GRACE_MS = 5000;
/** Interval at which an executor is asked for its number of slots. */
const SLOTS_POLL_MS = 1000;

/** Trains runs and reports each when it ends. Rejects with the error of a callback. */
export async function execute(plan: Plan, options: ExecuteOptions): Promise<ExecutionEnd> {
  const execution = new Execution(plan, options);
  const { executor, signal } = options;
  let grace: NodeJS.Timeout | undefined;
  const onAbort = () => {
    executor.interrupt?.();
    grace = setTimeout(() => void executor.close(), executor.graceMs ?? SHUTDOWN_GRACE_MS);
  };
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  try {
    return await execution.run();
  } finally {
    signal.removeEventListener("abort", onAbort);
    clearTimeout(grace);
    await executor.close();
  }
}

class Execution {
  readonly #retries: RetryPolicy;
  #tooMany: Failure | undefined;
  #callbackError: { readonly error: unknown } | undefined;

  constructor(
    private readonly plan: Plan,
    private readonly options: ExecuteOptions,
  ) {
    this.#retries = new RetryPolicy(plan.policy);
  }

  async run(): Promise<ExecutionEnd> {
    const { alone, runs, signal, executor } = this.options;
    // A thread takes long to start, which must not count towards the timeout of its first run.
    if (alone.length > 0) await executor.train(this.#workOf([])).catch(() => undefined);
    for (const run of alone) await this.#drain(new ChunkQueue(Int32Array.of(run), () => 1), true);
    await this.#drain(new ChunkQueue(runs, () => executor.slots, executor.mostRuns), false);
    if (this.#callbackError) throw this.#callbackError.error;
    if (this.#tooMany) return { kind: "too many failures", error: this.#tooMany.error };
    return signal.aborted ? { kind: "interrupted" } : { kind: "done" };
  }

  get #isOver(): boolean {
    return this.options.signal.aborted || this.#tooMany !== undefined || this.#callbackError !== undefined;
  }

  /** Trains all runs of the queue. If the execution ends early, waits for the runs in training. */
  async #drain(queue: ChunkQueue, isAlone: boolean): Promise<void> {
    const { executor } = this.options;
    const slots = () => (isAlone ? 1 : executor.slots);
    const limit = pLimit(slots());
    const inFlight = new Set<Promise<void>>();
    const track = (work: Promise<void>) => {
      const task = work.finally(() => inFlight.delete(task));
      inFlight.add(task);
    };
    if (!isAlone) for (const chunk of this.options.inherited) track(this.#guarded(() => this.#adopt(queue, chunk)));
    while (!this.#isOver) {
      const runs = inFlight.size < slots() ? queue.next() : [];
      if (runs.length === 0 && inFlight.size === 0) break;
      limit.concurrency = slots();
      if (runs.length > 0) track(limit(() => this.#guarded(() => this.#train(queue, runs, isAlone))));
      else await (executor.isApart ? firstOf(inFlight) : Promise.race(inFlight));
    }
    await Promise.all(inFlight);
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      if (!this.#isOver) await work();
    } catch (error) {
      this.#callbackError ??= { error };
    }
  }

  async #train(queue: ChunkQueue, runs: readonly number[], isAlone: boolean): Promise<void> {
    const { executor, events } = this.options;
    if (!executor.isApart) events.begin(runs, isAlone);
    this.#onResult(queue, runs, await executor.train({ ...this.#workOf(runs), isCareful: isAlone }));
  }

  async #adopt(queue: ChunkQueue, { runs, result }: InheritedRuns): Promise<void> {
    this.#onResult(queue, runs, await result);
  }

  #onResult(queue: ChunkQueue, runs: readonly number[], result: ChunkResult): void {
    switch (result.kind) {
      case "reports":
        queue.learn(result.reports.length, result.seconds);
        queue.putBack(runs.filter((_, place) => !result.places.includes(place)));
        this.#onReports(
          queue,
          result.places.map((place) => itemAt(runs, place)),
          result.reports,
        );
        break;
      case "dead": {
        const culprit = itemAt(runs, result.place);
        queue.putBack(runs.filter((run) => run !== culprit));
        this.#onCrash(queue, culprit, result.failure);
        break;
      }
      case "lost":
        if (runs.length === 1) this.#onCrash(queue, itemAt(runs, 0), result.failure);
        else for (const run of runs) this.#retry(queue, run, result.failure);
        break;
      case "given up":
        queue.putBack(runs);
        break;
    }
  }

  #onReports(queue: ChunkQueue, runs: readonly number[], reports: readonly RunReport[]): void {
    const ended: Ended[] = [];
    for (const [place, report] of reports.entries()) {
      const run = itemAt(runs, place);
      if ("error" in report && this.#retries.onFailure(run) === "retry") this.#retry(queue, run, report);
      else ended.push({ run, report });
    }
    this.#end(ended);
  }

  #onCrash(queue: ChunkQueue, run: number, failed: Failure): void {
    const decision = failed.status === "timeout" ? this.#retries.onFailure(run) : this.#retries.onDeath(run);
    if (decision === "retry") this.#retry(queue, run, failed);
    else this.#end([{ run, report: failed }]);
  }

  #retry(queue: ChunkQueue, run: number, { error }: Failure): void {
    this.options.events.retry(run, error);
    queue.putBackAlone(run);
  }

  #end(ended: readonly Ended[]): void {
    this.options.events.end(ended);
    for (const { report } of ended)
      if ("error" in report && this.#retries.countGivenUp(report)) this.#tooMany ??= report;
  }

  #workOf(runs: readonly number[]): Work {
    const { directory, rates, metrics, objective, policy } = this.plan;
    const tasks = runs.map((run) => {
      const { variant, seed } = placeOf(this.plan, run);
      return { config: this.plan.variant(variant).config, seed };
    });
    return {
      files: { kind: "folder", path: directory },
      ids: runs.map((run) => idOf(this.plan, run)),
      columns: { rates, metrics },
      objective,
      timeout: policy.timeout,
      until: this.options.until,
      runs: tasks,
    };
  }
}

/** Settles with the first of the promises, or after SLOTS_POLL_MS. */
async function firstOf(inFlight: ReadonlySet<Promise<void>>): Promise<void> {
  const ended = new AbortController();
  const pause = setPause(SLOTS_POLL_MS, undefined, { signal: ended.signal }).catch(() => undefined);
  await Promise.race([...inFlight, pause]);
  ended.abort();
}
