import type { Executor } from "../../src/execution/executor.ts";
import { openThreads } from "../../src/execution/threads.ts";
import type { Plan } from "../../src/experiment/plan.ts";
import { parts } from "../../src/parts.ts";
import { readAddress } from "../../src/queue/address.ts";
import { openQueue } from "../../src/queue/open-queue.ts";
import { serve } from "../../src/queue/worker.ts";

const release = { version: "0.1.0", build: "1".repeat(64) };

/** How a sweep opens its executor, and what tells it to end. */
interface QueuedSweep {
  readonly signal: AbortSignal;
  readonly open: (plan: Plan, say: (notice: string) => void) => Promise<Executor>;
}

/**
 * Trains a sweep by a worker behind a queue. Rejects with what the worker says where it refuses.
 * @param url of Redis @param folder the sweep's results @param worker what the worker has besides a thread
 */
export async function trainBehind<T>(
  url: string,
  folder: string,
  worker: Pick<Parameters<typeof serve>[0], "copies" | "openTorch">,
  sweep: (how: QueuedSweep) => Promise<T>,
): Promise<T> {
  const [end, stop] = [new AbortController(), new AbortController()];
  const address = readAddress(url, undefined);
  const serving = serve({
    executor: openThreads(1),
    ...worker,
    address,
    release,
    data: undefined,
    parts,
    idle: undefined,
    signal: end.signal,
    say: () => undefined,
  });
  const refused = serving.then(() => new Promise<never>(() => undefined));
  refused.catch(() => stop.abort());
  const trained = sweep({
    signal: stop.signal,
    open: (plan, say) => openQueue(plan, { address, release, folder, say, mostRuns: 1, workerCommand: () => "worker" }),
  });
  try {
    return await Promise.race([trained, refused]);
  } finally {
    await trained;
    end.abort();
    await serving.catch(() => undefined);
  }
}
