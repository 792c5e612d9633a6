import { assert } from "chai";
import type { Work } from "../../src/execution/protocol.ts";
import { openThreads } from "../../src/execution/threads.ts";
import { planOf } from "../plan-of.ts";

/** One run of so many epochs. */
function workOf(epochs: number): Work {
  const text = `
data: {type: linear, features: 3, samples: 40}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: ${epochs}}
`;
  const plan = planOf(text);
  const { rates, metrics, objective } = plan;
  const { config } = plan.variant(0);
  const runs = [{ config: { ...config, training: { ...config.training, engine: "auto" as const } }, seed: 0 }];
  return {
    files: { kind: "folder", path: "." },
    ids: [plan.runId(0, 0)],
    columns: { rates, metrics },
    objective,
    timeout: undefined,
    runs,
  };
}

describe("threads", function () {
  this.timeout(20_000);

  it("start whatever options Node was given, also those that are for a process and not for a thread", async () => {
    process.execArgv.push("--max-old-space-size=1000");
    try {
      const threads = openThreads(1);
      assert.include(await threads.train(workOf(1)), { kind: "reports" });
      await threads.close();
    } finally {
      process.execArgv.pop();
    }
  });

  it("give up a chunk that is recalled before it is begun, and finish one that is in training", async () => {
    const threads = openThreads(1);
    try {
      const work = workOf(1);
      await threads.train(work);
      const recall = new AbortController();
      const begun = threads.train(workOf(20_000), recall.signal);
      const waiting = threads.train(work, recall.signal);
      await new Promise((resolve) => setTimeout(resolve, 50));
      recall.abort();
      assert.deepEqual(await waiting, { kind: "given up" });
      assert.include(await begun, { kind: "reports" });
      assert.deepEqual(await threads.train(work, recall.signal), { kind: "given up" });
      assert.include(await threads.train(work), { kind: "reports" });
    } finally {
      await threads.close();
    }
  });
});
