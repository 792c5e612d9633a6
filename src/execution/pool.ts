import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import type { PluginFile } from "../contracts/plugin.ts";
import type { Chunk, ChunkReport, ThreadData } from "./protocol.ts";

/** Threads that train chunks of runs. */
interface Pool {
  /** Rejects if the thread died or was ended by `signal` or `close`. A run that only failed is reported instead. */
  run(chunk: Chunk, signal?: AbortSignal): Promise<ChunkReport>;
  /** Ends the threads at once. Chunks in flight are rejected. */
  close(): Promise<void>;
}

/** The worker's module, which is beside this one, bundled or not. */
const WORKER = new URL("./worker.js", import.meta.url);

/** Space for new objects of each thread. A run leaves little behind; V8's default is three times as large. */
const YOUNG_GENERATION_MB = 16;

/** Threads import their module directly. If Node 20 first tried to require it, ending the thread at that moment would abort the process. */
const AS_MODULES = ["--no-experimental-require-module"].filter((option) =>
  process.allowedNodeEnvironmentFlags.has(option.replace("--no-", "--")),
);

export interface PoolOptions {
  /** The module that trains chunks. */
  readonly worker?: URL;
  /** Limit of each thread's heap. Default: Node's. */
  readonly heapMb?: number;
  /** Plugins whose parts its runs use. */
  readonly plugins?: readonly PluginFile[];
}

/**
 * Starts the threads. A thread that dies is replaced. The pool never queues: the caller limits the chunks in flight.
 * @param threads number of chunks that can be trained at once
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
