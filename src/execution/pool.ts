import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import type { PluginFile } from "../contracts/plugin.ts";
import type { Chunk, ChunkReport, ThreadData } from "./protocol.ts";

/** Threads that train chunks of runs. */
interface Pool {
  /** Rejects when the thread died, or was ended by `signal` or `close`; a run that merely failed is reported. */
  run(chunk: Chunk, signal?: AbortSignal): Promise<ChunkReport>;
  /** Ends the threads at once. Chunks in flight are rejected. */
  close(): Promise<void>;
}

/** Next to this module, whether it was bundled or not. */
const WORKER = new URL("./worker.js", import.meta.url);

/** For new objects of each thread. A run leaves little behind, and V8 would take three times as much. */
const YOUNG_GENERATION_MB = 16;

/** Threads import their module, without trying to require it first: one that is ended while it does that aborts the process (Node 20). */
const AS_MODULES = ["--no-experimental-require-module"].filter((option) =>
  process.allowedNodeEnvironmentFlags.has(option.replace("--no-", "--")),
);

export interface PoolOptions {
  /** The module that trains chunks. */
  readonly worker?: URL;
  /** Of each thread's heap; default: Node's. */
  readonly heapMb?: number;
  /** Where the parts of its runs come from, besides the built-in ones. */
  readonly plugins?: readonly PluginFile[];
}

/**
 * Starts the threads; one that dies is replaced. Whoever sends chunks bounds how many are in flight; the pool never queues.
 * @param threads how many chunks can be trained at once
 */
export function openPool(threads: number, { worker = WORKER, heapMb, plugins = [] }: PoolOptions = {}): Pool {
  const piscina = new Piscina<Chunk, ChunkReport>({
    filename: fileURLToPath(worker),
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: Number.POSITIVE_INFINITY,
    recordTiming: false,
    workerData: { plugins } satisfies ThreadData,
    env: { ...process.env, NODE_OPTIONS: [process.env.NODE_OPTIONS ?? "", ...AS_MODULES].join(" ") },
    resourceLimits: {
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      ...(heapMb !== undefined && { maxOldGenerationSizeMb: heapMb }),
    },
  });
  return {
    run: (chunk, signal) => piscina.run(chunk, signal && { signal }),
    close: () => piscina.destroy(),
  };
}
