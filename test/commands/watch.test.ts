import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { assert } from "chai";
import { Workplace } from "./cli.ts";
import { type Running, start } from "./process.ts";

const EXPERIMENT = `
data: {type: linear, features: 3, samples: 40}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 1000000}
seeds: 3
`;

describe("npm run watch", () => {
  let here: Workplace;
  beforeEach(() => {
    here = new Workplace();
  });
  afterEach(() => here.remove());

  const watch = () => here.run(["watch", here.at("demo"), "--once"]);

  async function sweep(text: string): Promise<Running> {
    here.write("demo.yaml", text);
    const running = start(["sweep", here.at("demo.yaml"), "--output", here.folder, "--concurrency", "2"]);
    for (let i = 0; i < 500 && !existsSync(here.at("demo/.journal/state.json")); i++) await setTimeout(20);
    return running;
  }

  it("tells how far a running sweep is, and that its process died", async () => {
    const { child, end } = await sweep(EXPERIMENT);
    const running = watch();
    assert.match(running.stdout, /^demo: 0 of 3 runs, 2 running; process \d+ on /);
    assert.include(running.stdout, `process ${child.pid} on `);
    assert.match(
      here.run(["export", here.at("demo")]).stderr,
      /demo is not finished: 0 of 3 runs have ended\. To wait for it:\n {2}npm run watch -- /,
    );
    child.kill("SIGKILL");
    await end;
    assert.include(watch().stdout, "its process died; run the sweep again to continue");
    assert.include(
      here.run(["report", here.at("demo")]).stderr,
      "demo is not finished: 0 of 3 runs have ended. Run its sweep again to continue.\n",
    );
  });

  it("tells what a sweep that ended came to", async () => {
    const { end } = await sweep(EXPERIMENT.replace("1000000", "2"));
    await end;
    assert.match(watch().stdout, /^demo: 3 of 3 runs, best val_loss [\d.e-]+ \(r[0-9a-f]{16}\); finished, see /);
  });

  it("refuses a folder where no sweep has begun", () => {
    const { status, stderr } = watch();
    assert.strictEqual(status, 2);
    assert.include(stderr, "demo holds no sweep. These sweeps are there:\n");
  });
});
