import { rmSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { openThreads } from "../../src/execution/threads.ts";
import type { Plan } from "../../src/experiment/plan.ts";
import { parts } from "../../src/parts.ts";
import { readAddress } from "../../src/queue/address.ts";
import { openQueue } from "../../src/queue/open-queue.ts";
import { serve } from "../../src/queue/worker.ts";
import { torchMeans } from "../../src/torch/means.ts";
import { openSameTorch } from "../../src/torch/same-torch.ts";
import { planOf } from "../plan-of.ts";
import { needsTorch } from "../python.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { planOfText, sweepInto } from "../torch/ground.ts";
import { freePort, needsRedis, RedisServer } from "./redis.ts";

const release = { version: "0.1.0", build: "1".repeat(64) };

const EXPERIMENT = `
name: demo
data: {type: linear, features: 4, samples: 200}
model: [{type: Linear, out_features: 8}, Tanh, {type: Linear, out_features: 1}]
loss: MSELoss
metrics: [r2]
optimizer: {type: SGD, lr: 0.05}
training: {epochs: 3, batch_size: 16, engine: torch}
seeds: 2
grid: {scheduler: {constant: null, cosine: CosineAnnealingLR}}
`;

describe("A sweep by PyTorch behind a queue", function () {
  this.timeout(120_000);
  let redis: RedisServer;
  const folders: string[] = [];

  before(async function () {
    needsRedis(this);
    needsTorch(this);
    redis = new RedisServer(await freePort());
    await redis.start();
  });
  after(() => redis?.remove());
  afterEach(() => {
    for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true });
  });

  const folder = () => {
    const made = temporaryFolder();
    folders.push(made);
    return made;
  };

  /** Trains a plan by a worker with the PyTorch that is here. Rejects with what the worker says where it refuses. */
  async function queued(plan: Plan) {
    const [end, stop] = [new AbortController(), new AbortController()];
    const [results, own] = [folder(), folder()];
    const address = readAddress(redis.url, undefined);
    const serving = serve({
      executor: openThreads(1),
      openTorch: (basis) => openSameTorch(basis, { parts, folder: join(own, "0"), slots: 1, devices: [] }),
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
    const trained = sweepInto(results, plan, {
      signal: stop.signal,
      open: (say) =>
        openQueue(plan, { address, release, folder: results, say, mostRuns: 1, workerCommand: () => "worker" }),
    });
    try {
      return await Promise.race([trained, refused]);
    } finally {
      await trained;
      end.abort();
      await serving.catch(() => undefined);
    }
  }

  it("has the bytes of one that trains by itself on the same machine", async () => {
    const here = await sweepInto(folder(), planOfText(EXPERIMENT));
    const { ending, runs } = await queued(planOfText(EXPERIMENT));
    assert.deepEqual(ending, { kind: "done" });
    assert.lengthOf(runs, 4);
    for (const [at, run] of runs.entries()) assert.strictEqual(run?.lines, here.runs[at]?.lines);
  });

  it("is refused in words by a worker with another PyTorch", async () => {
    const elsewhere = { ...torchMeans, find: () => ({ basis: { torch: "99.1.0", device: "cpu" } }) as const };
    const message = await queued(planOf(EXPERIMENT, { torch: elsewhere })).then(
      () => "",
      (error: Error) => error.message,
    );
    const words =
      /the sweep demo is trained by PyTorch 99\.1\.0 on cpu, but Python here has [\d.]+: install that version/;
    assert.match(message, words);
  });
});
