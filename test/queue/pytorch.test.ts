import { rmSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import type { Plan } from "../../src/experiment/plan.ts";
import { parts } from "../../src/parts.ts";
import { torchMeans } from "../../src/torch/means.ts";
import { openSameTorch } from "../../src/torch/same-torch.ts";
import { planOf } from "../plan-of.ts";
import { needsTorch } from "../python.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { planOfText, sweepInto } from "../torch/ground.ts";
import { trainBehind } from "./behind.ts";
import { freePort, needsRedis, RedisServer } from "./redis.ts";

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
  function queued(plan: Plan) {
    const [results, own] = [folder(), folder()];
    const openTorch: Parameters<typeof trainBehind>[2]["openTorch"] = (basis) =>
      openSameTorch(basis, { parts, folder: join(own, "0"), slots: 1, devices: [] });
    return trainBehind(redis.url, results, { openTorch }, ({ signal, open }) =>
      sweepInto(results, plan, { signal, open: (say) => open(plan, say) }),
    );
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
