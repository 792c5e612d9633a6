import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { Ground } from "../program/ground.ts";
import { root } from "../root.ts";

const CLI = join(root, "dist/lrsweep.js");

/** Reports the steps that STEPS gives, and notes each start with its rates. */
const program = (steps: string) => `import { appendFileSync } from "node:fs";
import { epochs, first, parameters, say } from "./speaker.mjs";
for await (const { epoch, groups } of epochs()) {
  appendFileSync("starts", [first.steps_per_epoch, epoch, JSON.stringify(groups[0].lr)].join(" ") + "\\n");
  say({ epoch, metrics: { train_loss: 1, val_loss: 1 }, steps: ${steps} });
}
process.exit(0);
`;

const BY_STEP = {
  training: "{epochs: 2, steps_per_epoch: auto}",
  scheduler: "{type: LinearLR, start_factor: 0.5, interval: step}",
};

describe("steps_per_epoch: auto", () => {
  let ground: Ground;
  afterEach(() => ground.remove());

  function prepare(steps: string, lines: Readonly<Record<string, string>> = {}): void {
    ground = new Ground(program(steps));
    ground.write("demo.yaml", ground.text({ ...BY_STEP, ...lines }));
  }
  const run = (...words: readonly string[]) => {
    const { LRSWEEP_TRUST_SCRIPTS: _, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...words], {
      cwd: ground.folder,
      encoding: "utf8",
      env,
    });
    return { status, out: stdout + stderr };
  };
  const starts = () => (existsSync(join(ground.folder, "starts")) ? ground.read("starts").trimEnd().split("\n") : []);

  it("runs the first epoch once at a constant rate, then trains with what it counted", () => {
    prepare("3");
    const { status, out } = run("sweep", "demo.yaml", "--trust-scripts");
    assert.strictEqual(status, 0, out);
    assert.include(out, "demo: the first epoch has 3 steps (steps_per_epoch: auto)");
    assert.deepEqual(starts().slice(0, 2), [" 0 0.1", "3 0 [0.05,0.06,0.07]"]);
    assert.lengthOf(starts(), 3);
    assert.deepEqual(readdirSync(join(ground.results, "demo/runs")).length, 1);
    const [, row = ""] = ground.read("results/demo/epochs.csv").split("\n");
    // The runs are those of the number, so writing it down trains nothing.
    ground.write("demo.yaml", ground.text({ ...BY_STEP, training: "{epochs: 2, steps_per_epoch: 3}" }));
    assert.include(run("sweep", "demo.yaml", "--trust-scripts").out, "nothing to train");
    assert.match(row, /^r[0-9a-f]{16},0,1,3,0\.05,/);
  });

  it("asks once: a resumed sweep, check, preview and accept know the number", () => {
    prepare("3");
    assert.match(
      run("check", "demo.yaml").out,
      /demo\.yaml:3:40: error: training\.steps_per_epoch is auto, and the steps are not counted yet\n.*\n.*run the sweep here/,
    );
    run("sweep", "demo.yaml", "--trust-scripts");
    const { length } = starts();
    assert.match(run("check", "demo.yaml").out, /demo: ok, 1 run/);
    assert.strictEqual(run("preview", "demo.yaml").status, 0);
    run("sweep", "demo.yaml", "--trust-scripts", "--set", "training.epochs=3");
    assert.lengthOf(starts(), length + 3);
    ground.write("train.mjs", `${ground.read("train.mjs")}// a comment\n`);
    assert.include(run("sweep", "demo.yaml", "--trust-scripts").out, "the first epoch has 3 steps");
    assert.lengthOf(starts(), length + 3 + 1 + 2);
    assert.strictEqual(run("export", "results/demo", "--jsonl").status, 0);
  });

  it("keeps its number through an edit that is accepted", () => {
    prepare("3");
    run("sweep", "demo.yaml", "--trust-scripts");
    const { length } = starts();
    ground.write("train.mjs", `${ground.read("train.mjs")}// a comment\n`);
    assert.match(run("accept", "demo.yaml").out, /demo: 1 run kept/);
    assert.match(run("check", "demo.yaml").out, /demo: ok, 1 run/);
    assert.include(run("sweep", "demo.yaml", "--trust-scripts").out, "trained 0 of 1 run");
    assert.lengthOf(starts(), length);
  });

  it("starts no program without trust, and none for a dry run", () => {
    prepare("3");
    assert.match(run("sweep", "demo.yaml").out, /demo starts a program: .*\n.*--trust-scripts/);
    assert.match(run("sweep", "demo.yaml", "--trust-scripts", "--dry-run").out, /not counted yet/);
    assert.deepEqual(starts(), []);
  });

  it("says what to do where the program reports no steps, or fails", () => {
    prepare("undefined");
    const none = run("sweep", "demo.yaml", "--trust-scripts");
    assert.strictEqual(none.status, 2);
    assert.match(
      none.out,
      /demo: the steps of an epoch cannot be counted.*the program reports no steps\. Hand its optimizer/,
    );
    ground.write("train.mjs", 'console.error("no data"); process.exit(4);\n');
    const failed = run("sweep", "demo.yaml", "--trust-scripts");
    assert.match(failed.out, /since the program failed: exit code 4, before it answers the first line\n.*no data/);
    assert.isFalse(existsSync(join(ground.results, "demo/epochs.csv")));
  });

  it("names the axis to write where values of the program make different numbers of steps", () => {
    const script = `{command: [${JSON.stringify(process.execPath)}, train.mjs], files: [train.mjs], parameters: {batch: 1}}`;
    prepare("12 / parameters.batch", { script, grid: "{script.parameters.batch: [3, 4]}" });
    const { status, out } = run("sweep", "demo.yaml", "--trust-scripts");
    assert.strictEqual(status, 2);
    const [, axis] = /an epoch has 4 steps \(script\.parameters\.batch 3\), 3 steps .*in grid: (.*)/.exec(out) ?? [];
    assert.strictEqual(axis, '"script.parameters.batch + training.steps_per_epoch": [[3, 4], [4, 3]]');
    ground.write("demo.yaml", ground.text({ ...BY_STEP, script, grid: `{${axis}}` }));
    assert.match(run("check", "demo.yaml").out, /demo: ok, 2 runs/);
  });
});
