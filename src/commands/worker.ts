import { openThreads } from "../execution/threads.ts";
import { isFolder } from "../io/read.ts";
import { Refused, serve } from "../queue/worker.ts";
import { BadInput } from "./exit.ts";
import { addressOf } from "./queue.ts";
import { release } from "./version.ts";

export interface WorkerOptions {
  readonly queue: string;
  /** Threads. */
  readonly concurrency: number;
  /** A folder where data are looked for. */
  readonly data?: string;
  /** Seconds without work after which it ends. */
  readonly idle?: number;
  readonly signal: AbortSignal;
}

/** Trains for the sweeps at a Redis until told to end. Throws BadInput also when it may take part in none of them. */
export async function worker({ queue, concurrency, data, idle, signal }: WorkerOptions): Promise<void> {
  const address = addressOf(queue);
  if (data !== undefined && !isFolder(data)) throw new BadInput(`--data ${data}: there is no such folder`);
  const say = (notice: string) => console.error(notice);
  try {
    await serve({ address, release, data, executor: openThreads(concurrency), idle, signal, say });
  } catch (error) {
    throw error instanceof Refused ? new BadInput(error.message) : error;
  }
}
