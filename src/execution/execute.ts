import { setTimeout as setPause } from "node:timers/promises";
import pLimit from "p-limit";
import type { RunConfig, Training } from "../contracts/config.ts";
import { engineOf } from "../contracts/engine.ts";
import { type Plan, placeOf } from "../contracts/plan.ts";
import { ChunkQueue } from "./chunks.ts";
import type { Executor } from "./executor.ts";
import type { Answer, Failure, RunReport, Work } from "./protocol.ts";
import { idOf } from "./todo.ts";
import { Verdicts } from "./verdicts.ts";

/** A run that has ended for good, by its number in the plan. */
export interface Ended {
  readonly run: number;
  readonly report: RunReport;
}

/** What happens, as it happens. What a callback throws ends the execution. */
export interface Events {
  /** Before runs are sent to a thread. */
  begin(runs: readonly number[], isAlone: boolean): void;
  end(ended: readonly Ended[]): void;
  /** A run is going to be trained once more. */
  retry(run: number, reason: string): void;
}

export interface ExecuteOptions {
  readonly executor: Executor;
  /** Runs to train, in the order to try. */
  readonly runs: Int32Array;
  /** Epochs after which to leave off; undefined: when a run is over. */
  readonly until: number | undefined;
  /** Runs to train before them, each while nothing else is in training. */
  readonly alone: readonly number[];
  /** Runs that the executor has already. */
  readonly left: readonly LeftRuns[];
  /** Asks for an end: what is in training is given a few seconds. */
  readonly signal: AbortSignal;
  readonly events: Events;
}

/** See Left. */
export interface LeftRuns {
  readonly runs: readonly number[];
  readonly answer: Promise<Answer>;
}

export type Ending =
  | { readonly kind: "done" }
  | { readonly kind: "interrupted" }
  | { readonly kind: "too many failures"; readonly error: string };

/** Seconds that runs in training are given to end when the sweep is interrupted. */
const PATIENCE = 5;
/** Seconds after which it is asked anew how many chunks an executor can take. */
const PAUSE = 1;

/** Trains runs, and tells of each as it ends. Rejects with what a callback threw. */
export async function execute(plan: Plan, options: ExecuteOptions): Promise<Ending> {
  const execution = new Execution(plan, options);
  const { executor, signal } = options;
  let patience: NodeJS.Timeout | undefined;
  const onAbort = () => {
    patience = setTimeout(() => void executor.close(), PATIENCE * 1000);
  };
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  try {
    return await execution.run();
  } finally {
    signal.removeEventListener("abort", onAbort);
    clearTimeout(patience);
    await executor.close();
  }
}

class Execution {
  readonly #verdicts: Verdicts;
  #tooMany: Failure | undefined;
  #broken: { readonly error: unknown } | undefined;
  /** Of the run before. */
  #training: { readonly written: Training; readonly resolved: Training } | undefined;

  constructor(
    private readonly plan: Plan,
    private readonly options: ExecuteOptions,
  ) {
    this.#verdicts = new Verdicts(plan.policy);
  }

  async run(): Promise<Ending> {
    const { alone, runs, signal, executor } = this.options;
    // A thread takes long to start, which is not the doing of the run that happens to be its first.
    if (alone.length > 0) await executor.train(this.#workOf([]), []).catch(() => undefined);
    for (const run of alone) await this.#drain(new ChunkQueue(Int32Array.of(run), () => 1), true);
    await this.#drain(new ChunkQueue(runs, () => executor.slots), false);
    if (this.#broken) throw this.#broken.error;
    if (this.#tooMany) return { kind: "too many failures", error: this.#tooMany.error };
    return signal.aborted ? { kind: "interrupted" } : { kind: "done" };
  }

  get #isOver(): boolean {
    return this.options.signal.aborted || this.#tooMany !== undefined || this.#broken !== undefined;
  }

  /** Trains all that is in the queue, or until the end comes: then waits for what is in training. */
  async #drain(queue: ChunkQueue, isAlone: boolean): Promise<void> {
    const { executor } = this.options;
    const slots = () => (isAlone ? 1 : executor.slots);
    const limit = pLimit(slots());
    const inFlight = new Set<Promise<void>>();
    const track = (work: Promise<void>) => {
      const task = work.finally(() => inFlight.delete(task));
      inFlight.add(task);
    };
    if (!isAlone) for (const left of this.options.left) track(this.#guarded(() => this.#takeOver(queue, left)));
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
      this.#broken ??= { error };
    }
  }

  async #train(queue: ChunkQueue, runs: readonly number[], isAlone: boolean): Promise<void> {
    const { executor, events } = this.options;
    if (!executor.isApart) events.begin(runs, isAlone);
    const ids = runs.map((run) => idOf(this.plan, run));
    this.#take(queue, runs, await executor.train(this.#workOf(runs), ids));
  }

  async #takeOver(queue: ChunkQueue, { runs, answer }: LeftRuns): Promise<void> {
    this.#take(queue, runs, await answer);
  }

  #take(queue: ChunkQueue, runs: readonly number[], answer: Answer): void {
    switch (answer.kind) {
      case "reports":
        queue.learn(answer.reports.length, answer.seconds);
        queue.putBack(runs.filter((_, place) => !answer.places.includes(place)));
        this.#settle(
          queue,
          answer.places.map((place) => runs[place] as number),
          answer.reports,
        );
        break;
      case "dead": {
        const culprit = runs[answer.place] as number;
        queue.putBack(runs.filter((run) => run !== culprit));
        this.#bury(queue, culprit, answer.failure);
        break;
      }
      case "lost":
        if (runs.length === 1) this.#bury(queue, runs[0] as number, answer.failure);
        else for (const run of runs) this.#retry(queue, run, answer.failure);
        break;
      case "given up":
        queue.putBack(runs);
        break;
    }
  }

  #settle(queue: ChunkQueue, runs: readonly number[], reports: readonly RunReport[]): void {
    const ended: Ended[] = [];
    for (const [place, report] of reports.entries()) {
      const run = runs[place] as number;
      if ("error" in report && this.#verdicts.onFailure(run) === "again") this.#retry(queue, run, report);
      else ended.push({ run, report });
    }
    this.#end(ended);
  }

  #bury(queue: ChunkQueue, run: number, failed: Failure): void {
    const verdict = failed.status === "timeout" ? this.#verdicts.onFailure(run) : this.#verdicts.onDeath(run);
    if (verdict === "again") this.#retry(queue, run, failed);
    else this.#end([{ run, report: failed }]);
  }

  #retry(queue: ChunkQueue, run: number, { error }: Failure): void {
    this.options.events.retry(run, error);
    queue.putBackAlone(run);
  }

  #end(ended: readonly Ended[]): void {
    this.options.events.end(ended);
    for (const { report } of ended) if ("error" in report && this.#verdicts.count(report)) this.#tooMany ??= report;
  }

  #workOf(places: readonly number[]): Work {
    const { directory, rates, metrics, objective, policy } = this.plan;
    const runs = places.map((run) => {
      const { variant, seed } = placeOf(this.plan, run);
      return { config: this.#resolved(this.plan.variant(variant).config), seed };
    });
    const files = { kind: "folder", path: directory } as const;
    const { until } = this.options;
    return { files, columns: { rates, metrics }, objective, timeout: policy.timeout, until, runs };
  }

  /** With the engine that `auto` stands for. Runs go on sharing their training: what is shared is sent once. */
  #resolved(config: RunConfig): RunConfig {
    const { training } = config;
    const engine = engineOf(training.engine, this.plan.engines) === "wasm" ? "wasm" : "blas";
    if (engine === training.engine) return config;
    if (this.#training?.written !== training) this.#training = { written: training, resolved: { ...training, engine } };
    return { ...config, training: this.#training.resolved };
  }
}

/** Settles with the first of them, or after a pause. */
async function firstOf(inFlight: ReadonlySet<Promise<void>>): Promise<void> {
  const ended = new AbortController();
  const pause = setPause(PAUSE * 1000, undefined, { signal: ended.signal }).catch(() => undefined);
  await Promise.race([...inFlight, pause]);
  ended.abort();
}
