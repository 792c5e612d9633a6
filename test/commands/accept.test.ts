import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { GOOD, Ground } from "../program/ground.ts";
import { root } from "../root.ts";

const CLI = join(root, "dist/lrsweep.js");

describe("accept", () => {
  let ground: Ground;
  beforeEach(() => {
    // Each start leaves a line, so that starts can be counted.
    ground = new Ground(
      `import { appendFileSync } from "node:fs";\nappendFileSync("starts", ".");\nconsole.log("begun");\n${GOOD}`,
    );
    ground.write("experiments/demo.yaml", ground.text({ seeds: "2" }).replaceAll("train.mjs", "../train.mjs"));
  });
  afterEach(() => ground.remove());

  const run = (...words: string[]) => {
    const env = { ...process.env, LRSWEEP_TRUST_SCRIPTS: "1" };
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...words], {
      cwd: ground.folder,
      encoding: "utf8",
      env,
    });
    return { status, out: stdout + stderr };
  };
  const manifest = () => JSON.parse(readFileSync(join(ground.results, "demo/manifest.json"), "utf8"));
  const starts = () =>
    existsSync(join(ground.folder, "experiments/starts")) ? ground.read("experiments/starts").length : 0;

  it("keeps runs after an edit, and says so in the manifest", () => {
    assert.strictEqual(run("sweep").status, 0);
    assert.strictEqual(starts(), 2);
    const rows = ground.read("results/demo/epochs.csv");
    const [id = ""] = rows.split("\n")[1]?.split(",") ?? [];
    const before = manifest();
    ground.write("train.mjs", `${ground.read("train.mjs")}// a comment\n`);
    // Results are shown as they were, whatever became of the files.
    assert.strictEqual(run("export", "results/demo", "--jsonl").status, 0);
    const { status, out } = run("accept", "demo");
    assert.strictEqual(out, "demo: 2 runs kept. The next sweep writes the tables again\n");
    assert.strictEqual(status, 0);
    assert.strictEqual(run("sweep").status, 0);
    assert.strictEqual(starts(), 2);
    const after = ground.read("results/demo/epochs.csv");
    const [now = ""] = after.split("\n")[1]?.split(",") ?? [];
    assert.notStrictEqual(now, id);
    assert.deepEqual(
      after.split("\n").map((row) => row.slice(row.indexOf(","))),
      rows.split("\n").map((row) => row.slice(row.indexOf(","))),
    );
    const [edit] = manifest().accepted;
    assert.deepEqual([edit.from, edit.to], [before.program, manifest().program]);
    assert.notDeepEqual(edit.from, edit.to);
    assert.isTrue(existsSync(join(ground.results, "demo/logs", `${now}.log`)));
    assert.isTrue(existsSync(join(ground.results, "demo/runs", now)));
    assert.match(run("accept", "demo").out, /nothing to keep/);
    assert.match(run("sweep").out, /nothing to train/);
  });

  it("trains all again without it, and says where there is nothing to accept", () => {
    run("sweep");
    ground.write("train.mjs", `${ground.read("train.mjs")}// another\n`);
    run("sweep");
    assert.strictEqual(starts(), 4);
    ground.write(
      "experiments/own.yaml",
      "data: {type: noise, features: 2, samples: 8}\nmodel: [{type: Linear, out_features: 1}]\nloss: MSELoss\noptimizer: {type: SGD, lr: 0.1}\ntraining: {epochs: 1}\n",
    );
    assert.match(run("accept", "own").out, /no program of yours trains its runs/);
    assert.match(run("accept", "demo", "--output", "elsewhere").out, /elsewhere.demo holds no runs/);
  });
});
