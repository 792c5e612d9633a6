import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import type { PluginFile } from "../contracts/plugin.ts";
import { addressSpace, hasRoom, spaceText } from "../io/address-space.ts";
import { isShortage, Shortage } from "../io/fault-text.ts";
import type { Chunk, ChunkReport, ThreadData } from "./protocol.ts";

/** Threads that train chunks of runs. */
interface Pool {
  /**
   * Rejects if the thread died or was ended by `signal` or `close`. A run that only failed is reported instead.
   * Where the machine is too short of something to start a thread, all chunks are rejected, and all later ones.
   */
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
 * Starts the threads, or throws Shortage. A thread that dies is replaced. The pool never queues: the caller limits the chunks in flight.
 * @param threads number of chunks that can be trained at once
 */
export function openPool(threads: number, { worker = WORKER, heapMb, plugins = [] }: PoolOptions = {}): Pool {
  const space = addressSpace();
  if (space !== undefined && !hasRoom(threads, space)) throw new Shortage(spaceText(space));
  const piscina = new Piscina<Chunk, ChunkReport>({
    filename: fileURLToPath(worker),
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: Number.POSITIVE_INFINITY,
    recordTiming: false,
    workerData: { plugins } satisfies ThreadData,
    // Not the options of this process: a thread refuses those that hold for all threads.
    env: { ...process.env, NODE_OPTIONS: AS_MODULES.join(" ") },
    resourceLimits: {
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      ...(heapMb !== undefined && { maxOldGenerationSizeMb: heapMb }),
    },
  });
  const pending = new Set<(error: unknown) => void>();
  let broken: { readonly error: unknown } | undefined;
  const onDeath = (error: unknown) => {
    broken = { error };
    for (const reject of pending) reject(error);
  };
  // A thread that had nothing to train.
  piscina.on("error", onDeath);
  return {
    run(chunk, signal) {
      if (broken) return Promise.reject(broken.error);
      let onEnd = onDeath;
      const report = new Promise<ChunkReport>((resolve, reject) => {
        onEnd = reject;
        const onFailure = (error: unknown) => (isShortage(error) ? onDeath(error) : reject(error));
        piscina.run(chunk, signal && { signal }).then(resolve, onFailure);
      });
      pending.add(onEnd);
      return report.finally(() => pending.delete(onEnd));
    },
    close: () => piscina.destroy(),
  };
}
