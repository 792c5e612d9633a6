import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { assert } from "chai";
import { parse } from "csv-parse/sync";
import { needsTorch, python } from "../python.ts";
import { root } from "../root.ts";

const CLI = join(root, "dist/lrsweep.js");

/** The four lines that change: what stands there, and what takes its place. */
const CHANGES: readonly (readonly [found: string, changed: string])[] = [
  ["import argparse\n", "import argparse, lrsweep; run = lrsweep.start(lr=0.1, momentum=0.9); run.seed_everything()\n"],
  [
    "scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.5)\n",
    "scheduler = run.scheduler(optimizer)\n",
  ],
  ["for epoch in range(args.epochs):\n", "for epoch in run.epochs():\n"],
  [
    '    print(f"epoch {epoch}: val_loss {val_loss:.4f} val_accuracy {val_accuracy:.4f}")\n',
    "    run.log(val_loss=val_loss, val_accuracy=val_accuracy)\n",
  ],
];

/** 4 schedules, at one rate and 2 seeds. LRSWEEP_FULL_STOCK=1 takes 3 rates and 3 seeds: PyTorch needs seconds to start. */
const isFull = process.env.LRSWEEP_FULL_STOCK === "1";
const RATES = isFull ? [0.03, 0.1, 0.3] : [0.1];
const SEEDS = isFull ? 3 : 2;

const EXPERIMENT = `name: moons
script: {command: [${JSON.stringify(python)}, train.py], files: [train.py]}
training: {epochs: 3, steps_per_epoch: auto}
optimizer: {lr: 0.1, momentum: 0.9}
metrics: {val_loss: min, val_accuracy: max}
seeds: ${SEEDS}
grid:
  optimizer.lr: [${RATES}]
  scheduler:
    constant: null
    step: {type: StepLR, step_size: 1, gamma: 0.5}
    cosine: {type: CosineAnnealingLR, interval: step}
    one-cycle: {type: OneCycleLR, max_lr: 0.3, interval: step}
`;

describe("A stock training script of PyTorch", function () {
  this.timeout(300_000);
  let folder = "";

  before(function () {
    needsTorch(this);
    folder = mkdtempSync(join(tmpdir(), "lrsweep-stock-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const environment = { ...process.env, LRSWEEP_TRUST_SCRIPTS: "1", PYTHONDONTWRITEBYTECODE: "1" };
  const words = ["sweep", "moons.yaml", "--concurrency", "2"];
  const journal = () => join(folder, "results/moons/.journal/runs");
  const ended = () =>
    existsSync(journal()) ? [...readFileSync(journal(), "latin1").matchAll(/ run (r[0-9a-f]{16}) ok /g)].length : 0;
  const rows = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(folder, "results/moons", name)), { columns: true });

  it("becomes a sweep by four changed lines: killed in the middle, resumed, ranked and tested", async () => {
    const stock = readFileSync(join(root, "test/adapters/programs/stock.py"), "utf8");
    const changed = CHANGES.reduce((text, [found, now]) => {
      assert.include(text, found);
      return text.replace(found, now);
    }, stock);
    const before = stock.split("\n");
    const differing = changed.split("\n").filter((line, i) => line !== before[i]);
    assert.lengthOf(differing, 4);
    writeFileSync(join(folder, "train.py"), changed);
    writeFileSync(join(folder, "moons.yaml"), EXPERIMENT);

    const killed = spawn(process.execPath, [CLI, ...words], { cwd: folder, env: environment, stdio: "ignore" });
    while (ended() === 0 && killed.exitCode === null) await pause(30);
    killed.kill("SIGKILL");
    await once(killed, "exit");
    const kept = ended();
    const runs = 4 * RATES.length * SEEDS;
    assert.isAtLeast(kept, 1);
    assert.isBelow(kept, runs);

    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...words], {
      cwd: folder,
      env: environment,
      encoding: "utf8",
    });
    assert.strictEqual(status, 0, stderr);
    assert.match(stderr, new RegExp(`${kept} of ${runs} runs (?:is|are) there already`));
    assert.match(stdout, /ranks first/);
    const found = rows("runs.csv");
    assert.lengthOf(found, runs);
    assert.deepEqual([...new Set(found.map(({ status }) => status))], ["ok"]);
    assert.deepEqual([...new Set(found.map(({ epochs }) => epochs))], ["3"]);
    const summary = rows("summary.csv");
    assert.deepEqual(
      summary.map(({ rank }) => Number(rank)).sort((a, b) => a - b),
      summary.map((_, i) => i + 1),
    );
    for (const { scheduler, verdict } of summary)
      if (scheduler !== "constant") assert.oneOf(verdict, ["better", "worse", "not distinguishable"]);
    assert.isTrue(existsSync(join(folder, "results/moons/report.html")));
    // 512 rows in batches of 32 are 16 steps, which the program was asked once.
    assert.include(readFileSync(join(folder, "results/moons/experiment.yaml"), "utf8"), "steps_per_epoch: 16");
  });
});
