import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import type { Chunk, ChunkReport } from "./protocol.ts";

/** Threads that train chunks of runs. */
export interface Pool {
  /** Rejects when the thread died or the pool was closed; a run that merely failed is reported. */
  run(chunk: Chunk): Promise<ChunkReport>;
  /** Ends the threads at once. Chunks in flight are rejected. */
  close(): Promise<void>;
}

/**
 * Starts the threads. Whoever sends chunks bounds how many are in flight; the pool never queues.
 * @param threads how many chunks can be trained at once
 */
export function openPool(threads: number): Pool {
  const piscina = new Piscina<Chunk, ChunkReport>({
    // Next to this module, whether it was bundled or not.
    filename: fileURLToPath(new URL("./worker.js", import.meta.url)),
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: Number.POSITIVE_INFINITY,
    recordTiming: false,
  });
  return { run: (chunk) => piscina.run(chunk), close: () => piscina.destroy() };
}
