import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { assert } from "chai";
import { root } from "../root.ts";

const EXPERIMENT = `
data: {type: linear, features: 3, samples: 40}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 2000000}
seeds: 3
`;

describe("npm run watch", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lrsweep-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const watch = () => {
    const args = [join(root, "dist/lrsweep.js"), "watch", join(folder, "demo"), "--once"];
    return spawnSync(process.execPath, args, { encoding: "utf8" });
  };

  async function start(text: string): Promise<ChildProcess> {
    writeFileSync(join(folder, "demo.yaml"), text);
    const args = [join(root, "dist/lrsweep.js"), "sweep", join(folder, "demo.yaml"), "--output", folder];
    const child = spawn(process.execPath, [...args, "--concurrency", "2"], { stdio: "ignore" });
    for (let i = 0; i < 500 && !existsSync(join(folder, "demo/.journal/state.json")); i++) await setTimeout(20);
    return child;
  }

  it("tells how far a running sweep is, and that its process died", async () => {
    const child = await start(EXPERIMENT);
    const running = watch();
    assert.match(running.stdout, /^demo: 0 of 3 runs, 2 running; process \d+ on /);
    assert.include(running.stdout, `process ${child.pid} on `);
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.include(watch().stdout, "its process died; run the sweep again to continue");
  });

  it("tells what a sweep that ended came to", async () => {
    const child = await start(EXPERIMENT.replace("2000000", "2"));
    if (child.exitCode === null) await once(child, "exit");
    assert.match(watch().stdout, /^demo: 3 of 3 runs, best val_loss [\d.e-]+ \(r[0-9a-f]{16}\); finished, see /);
  });

  it("refuses a folder where no sweep has begun", () => {
    const { status, stderr } = watch();
    assert.strictEqual(status, 2);
    assert.include(stderr, "demo holds no sweep. These sweeps are there:\n");
  });
});
