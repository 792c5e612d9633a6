import { setTimeout } from "node:timers/promises";
import { isShortage } from "../io/fault-text.ts";
import type { Executor } from "./executor.ts";
import { failure, overtime } from "./failure.ts";
import { openPool, type PoolOptions } from "./pool.ts";
import { type Chunk, type ChunkResult, NOT_BEGUN } from "./protocol.ts";
import { watchRuns } from "./watchdog.ts";

interface ThreadOptions extends PoolOptions {
  /** Processors that the threads may use together: where fewer runs are in training, each uses several. Default: one a thread. */
  readonly processors?: number;
}

/** Threads have so long to come to the end of an epoch: one that is stopped in machine code takes the process along. */
const LEAVING_MS = 2000;
const LOOK_MS = 5;

/** An executor with threads of this process. A thread that dies is replaced. */
export function openThreads(threads: number, options: ThreadOptions = {}): Executor {
  const pool = openPool(threads, options);
  const processors = options.processors ?? threads;
  const load = { processors, training: sharedNumber(0), ending: sharedNumber(0) };
  let chunks = 0;
  const count = (change: number) => {
    chunks += change;
    Atomics.store(load.training, 0, Math.min(chunks, threads));
  };
  let isClosed = false;
  return {
    // One chunk waits in the pool, so that no thread has to wait for the main thread.
    slots: threads + 1,
    isApart: false,
    inherited: [],
    async train(work, recall) {
      const { timeout } = work;
      const chunk: Chunk = { ...work, current: sharedNumber(NOT_BEGUN), load };
      if (recall?.aborted) return { kind: "given up" };
      const end = new AbortController();
      let reason: "overrun" | "recall" | undefined;
      const endFor = (why: "overrun" | "recall") => {
        reason ??= why;
        end.abort();
      };
      const onRecall = () => Atomics.load(chunk.current, 0) === NOT_BEGUN && endFor("recall");
      recall?.addEventListener("abort", onRecall);
      const unwatch = timeout && watchRuns(chunk.current, timeout, () => endFor("overrun"));
      count(1);
      try {
        return { kind: "reports", ...(await pool.run(chunk, timeout || recall ? end.signal : undefined)) };
      } catch (error) {
        if (isClosed || reason === "recall") return { kind: "given up" };
        if (isShortage(error)) throw error;
        return death(chunk, reason === "overrun" ? undefined : error);
      } finally {
        count(-1);
        recall?.removeEventListener("abort", onRecall);
        if (unwatch) unwatch();
      }
    },
    async close() {
      isClosed = true;
      Atomics.store(load.ending, 0, 1);
      const started = performance.now();
      while (chunks > 0 && performance.now() - started < LEAVING_MS) await setTimeout(LOOK_MS);
      return pool.close();
    },
  };
}

const sharedNumber = (value: number) => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)).fill(value);

/** @param error undefined if the thread was ended because a run timed out */
function death({ current, timeout }: Chunk, error: unknown): ChunkResult {
  const place = Math.max(0, Atomics.load(current, 0));
  const failed =
    error === undefined
      ? failure("timeout", overtime(timeout))
      : failure("failed", `its thread died: ${error instanceof Error ? error.message : String(error)}`);
  return { kind: "dead", place, failure: failed };
}
