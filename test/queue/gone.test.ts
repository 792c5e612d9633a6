import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { assert } from "chai";
import { root } from "../root.ts";
import { freePort, needsRedis, RedisServer } from "./redis.ts";

/** A worker's own process, and what it has said. */
function startWorker(url: string): { readonly child: ChildProcess; said(): string } {
  const words = [join(root, "dist/lrsweep.js"), "worker", "--queue", url, "--concurrency", "1"];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "ignore", "pipe"] });
  let text = "";
  child.stderr?.on("data", (chunk) => {
    text += chunk;
  });
  return { child, said: () => text };
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 600 && !isTrue(); i++) await setTimeout(50);
}

describe("A worker whose Redis is gone", () => {
  let redis: RedisServer;
  before(async function () {
    needsRedis(this);
    redis = new RedisServer(await freePort());
    await redis.start();
  });
  after(() => redis?.remove());

  it("ends when it is told to, though nobody answers it", async () => {
    const { child, said } = startWorker(redis.url);
    try {
      await until(() => said().includes("is waiting for sweeps"));
      await redis.kill();
      await until(() => said().includes("lost the connection"));
      child.kill("SIGTERM");
      const ended = await Promise.race([once(child, "exit"), setTimeout(20_000, "still there")]);
      assert.notStrictEqual(ended, "still there", said());
    } finally {
      child.kill("SIGKILL");
    }
  });
});
