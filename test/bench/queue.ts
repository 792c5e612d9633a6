// What a queue costs: two workers behind a Redis of this machine against two threads.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort, RedisServer } from "../queue/redis.ts";
import { root } from "../root.ts";
import type { Reading } from "./figures.ts";
import { launch } from "./launcher.ts";
import { S1, S1_TENFOLD } from "./sweeps.ts";

/** Whole commands one after the other. The one with the queue finds workers that are connected, and have worked before. */
export async function measureQueue(): Promise<readonly Reading[]> {
  const threads = launch("sweep", S1_TENFOLD, "--concurrency", "2").seconds;
  const redis = new RedisServer(await freePort(), ["--appendonly", "no"]);
  await redis.start();
  const workers = [startWorker(redis.url), startWorker(redis.url)];
  try {
    await Promise.all(workers.map(untilConnected));
    launch("sweep", S1, "--queue", redis.url);
    const queue = launch("sweep", S1_TENFOLD, "--queue", redis.url).seconds;
    return [{ row: "queue", by: "lrsweep", value: threads / queue }];
  } finally {
    await Promise.all(workers.map(end));
    await redis.remove();
  }
}

function startWorker(url: string): ChildProcess {
  const args = [join(root, "src/launch.mjs"), "worker", "--queue", url, "--concurrency", "1"];
  return spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
}

/** Rejects with what it said instead. */
async function untilConnected({ stderr }: ChildProcess): Promise<void> {
  const said: string[] = [];
  if (stderr === null) return;
  for await (const line of createInterface({ input: stderr })) {
    if (line.includes("is waiting for sweeps")) return void stderr.resume();
    said.push(line);
  }
  throw new Error(`a worker did not start:\n${said.join("\n")}`);
}

async function end(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null) return;
  const ended = once(worker, "exit");
  worker.kill("SIGTERM");
  await ended;
}
