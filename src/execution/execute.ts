import pLimit from "p-limit";
import type { Plan } from "../definition/plan.ts";
import { ChunkQueue } from "./chunks.ts";
import type { Pool } from "./pool.ts";
import { type Chunk, type ChunkReport, NOT_BEGUN, type RunReport } from "./protocol.ts";
import { placeOf } from "./todo.ts";
import { type Failure, failure, overtime, Verdicts } from "./verdicts.ts";
import { watchRuns } from "./watchdog.ts";

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
  readonly pool: Pool;
  readonly threads: number;
  /** Runs to train, in the order to try. */
  readonly runs: Int32Array;
  /** Runs to train before them, each while nothing else is in training. */
  readonly alone: readonly number[];
  /** Asks for an end: what is in training is given a few seconds. */
  readonly signal: AbortSignal;
  readonly events: Events;
}

export type Ending =
  | { readonly kind: "done" }
  | { readonly kind: "interrupted" }
  | { readonly kind: "too many failures"; readonly error: string };

/** Seconds that runs in training are given to end when the sweep is interrupted. */
const PATIENCE = 5;

/** Trains runs in a pool of threads, and tells of each as it ends. Rejects with what a callback threw. */
export async function execute(plan: Plan, options: ExecuteOptions): Promise<Ending> {
  const execution = new Execution(plan, options);
  const { pool, signal } = options;
  let patience: NodeJS.Timeout | undefined;
  const onAbort = () => {
    patience = setTimeout(() => void pool.close(), PATIENCE * 1000);
  };
  signal.addEventListener("abort", onAbort);
  try {
    return await execution.run();
  } finally {
    signal.removeEventListener("abort", onAbort);
    clearTimeout(patience);
    await pool.close();
  }
}

class Execution {
  readonly #verdicts: Verdicts;
  #tooMany: Failure | undefined;
  #broken: { readonly error: unknown } | undefined;

  constructor(
    private readonly plan: Plan,
    private readonly options: ExecuteOptions,
  ) {
    this.#verdicts = new Verdicts(plan.policy);
  }

  async run(): Promise<Ending> {
    const { alone, runs, threads, signal } = this.options;
    // A thread takes long to start, which is not the doing of the run that happens to be its first.
    if (alone.length > 0) await this.options.pool.run(this.#chunkOf([])).catch(() => undefined);
    for (const run of alone) await this.#drain(new ChunkQueue(Int32Array.of(run), 1), 1, true);
    await this.#drain(new ChunkQueue(runs, threads), threads, false);
    if (this.#broken) throw this.#broken.error;
    if (this.#tooMany) return { kind: "too many failures", error: this.#tooMany.error };
    return signal.aborted ? { kind: "interrupted" } : { kind: "done" };
  }

  get #isOver(): boolean {
    return this.options.signal.aborted || this.#tooMany !== undefined || this.#broken !== undefined;
  }

  /** Trains all that is in the queue, or until the end comes: then waits for what is in training. */
  async #drain(queue: ChunkQueue, threads: number, isAlone: boolean): Promise<void> {
    // One chunk waits in the pool, so that no thread waits for this one.
    const limit = pLimit(isAlone ? 1 : threads + 1);
    const inFlight = new Set<Promise<void>>();
    while (!this.#isOver) {
      const runs = queue.next();
      if (runs.length === 0 && inFlight.size === 0) break;
      if (runs.length > 0) {
        const task = limit(() => this.#guarded(queue, runs, isAlone)).finally(() => inFlight.delete(task));
        inFlight.add(task);
      }
      if (runs.length === 0 || inFlight.size > threads) await Promise.race(inFlight);
    }
    await Promise.all(inFlight);
  }

  async #guarded(queue: ChunkQueue, runs: readonly number[], isAlone: boolean): Promise<void> {
    try {
      if (!this.#isOver) await this.#train(queue, runs, isAlone);
    } catch (error) {
      this.#broken ??= { error };
    }
  }

  async #train(queue: ChunkQueue, runs: readonly number[], isAlone: boolean): Promise<void> {
    this.options.events.begin(runs, isAlone);
    const answer = await this.#send(runs);
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
      case "dead":
        // Its reports of the runs before are lost with it.
        queue.putBack(runs.filter((run) => run !== answer.culprit));
        this.#bury(queue, answer.culprit, answer.failure);
        break;
      case "given up":
        break;
    }
  }

  async #send(runs: readonly number[]): Promise<Answer> {
    const { pool, signal } = this.options;
    const { timeout } = this.plan.policy;
    const chunk = this.#chunkOf(runs);
    const overrun = new AbortController();
    const unwatch = timeout && watchRuns(chunk.current, timeout, () => overrun.abort());
    try {
      return { kind: "reports", ...(await pool.run(chunk, timeout ? overrun.signal : undefined)) };
    } catch (error) {
      const culprit = runs[Math.max(0, Atomics.load(chunk.current, 0))] as number;
      if (overrun.signal.aborted) return { kind: "dead", culprit, failure: failure("timeout", overtime(timeout)) };
      if (signal.aborted) return { kind: "given up" };
      return { kind: "dead", culprit, failure: failure("failed", `its thread died: ${messageOf(error)}`) };
    } finally {
      if (unwatch) unwatch();
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

  #chunkOf(places: readonly number[]): Chunk {
    const { directory, rates, metrics, objective, policy } = this.plan;
    const runs = places.map((run) => {
      const { variant, seed } = placeOf(this.plan, run);
      return { config: this.plan.variant(variant).config, seed };
    });
    const current = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(NOT_BEGUN);
    return { directory, columns: { rates, metrics }, objective, timeout: policy.timeout, runs, current };
  }
}

/** What became of a chunk. */
type Answer =
  | ({ readonly kind: "reports" } & ChunkReport)
  | { readonly kind: "dead"; readonly culprit: number; readonly failure: Failure }
  | { readonly kind: "given up" };

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
