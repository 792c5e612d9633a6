import { existsSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { scriptRun } from "../../src/contracts/config.ts";
import { GOOD, Ground } from "./ground.ts";

describe("A sweep of a program", () => {
  let ground: Ground;
  const made: Ground[] = [];
  const on = (program?: string) => {
    ground = new Ground(program);
    made.push(ground);
    return ground;
  };
  afterEach(() => {
    for (const one of made.splice(0)) one.remove();
  });

  it("has a row for each epoch, with the rates that were in force", async () => {
    const scheduler = "{type: ExponentialLR, gamma: 0.5, interval: step}";
    const { runs, ending } = await on().sweep({ scheduler, seeds: "2" });
    assert.deepEqual(ending, { kind: "done" });
    assert.strictEqual(
      runs[1]?.lines,
      "1,2,0.1,0.05,1.1,1\n2,4,0.025,0.0125,1.0125,2\n3,6,0.00625,0.003125,1.0020833,3\n",
    );
    assert.deepEqual(
      runs.map((run) => run?.outcome.status),
      ["ok", "ok"],
    );
  });

  it("tells the program all of its run, and where it may write", async () => {
    const tells = `import { writeFileSync } from "node:fs";
import { epochs, first, say } from "./speaker.mjs";
const { LRSWEEP_RUN, LRSWEEP_FD, LRSWEEP_DIRECTORY, RANK, SPOKEN, CUDA_VISIBLE_DEVICES } = process.env;
writeFileSync(first.directory + "/told.json", JSON.stringify({ first, cwd: process.cwd(), env: { LRSWEEP_RUN, LRSWEEP_FD, LRSWEEP_DIRECTORY, RANK, SPOKEN, CUDA_VISIBLE_DEVICES } }));
for await (const { epoch } of epochs()) say({ epoch, metrics: { val_loss: 1, speed: 3 }, steps: 5 });
process.exit(0);
`;
    const script = `{command: [${JSON.stringify(process.execPath)}, train.mjs, "{optimizer.lr}"], files: [train.mjs], parameters: {width: 8}, env: {SPOKEN: 7}}`;
    process.env.RANK = "3";
    const { plan, runs } = await on(tells)
      .sweep(
        {
          script,
          optimizer: "{lr: 0.1, type: SGD, groups: [{name: head, lr: 0.2}]}",
          training: "{epochs: 2}",
          metrics: "{val_loss: min, optional: [speed]}",
          seeds: "[4]",
        },
        { devices: ["2,3"] },
      )
      .finally(() => delete process.env.RANK);
    const id = plan.runId(0, 4);
    const { first, cwd, env } = JSON.parse(ground.read(`results/runs/${id}/told.json`));
    const directory = join(ground.results, "runs", id);
    const { nonce } = first;
    assert.deepEqual(first, {
      lrsweep: 1,
      run: id,
      seed: 4,
      parameters: { width: 8 },
      optimizer: { lr: 0.1, type: "SGD", groups: [{ name: "head", lr: 0.2, type: "SGD" }] },
      epochs: 2,
      steps_per_epoch: null,
      by_step: false,
      metrics: ["val_loss"],
      optional: ["speed"],
      attempt: 1,
      reported: 0,
      directory,
      nonce,
    });
    assert.strictEqual(cwd, ground.folder);
    const said = { LRSWEEP_RUN: nonce, LRSWEEP_FD: "3", LRSWEEP_DIRECTORY: directory, SPOKEN: "7" };
    assert.deepEqual(env, { ...said, CUDA_VISIBLE_DEVICES: "2,3" });
    // Steps as the program counted them.
    assert.strictEqual(runs[0]?.lines, "1,5,0.1,0.2,1,3\n2,10,0.1,0.2,1,3\n");
  });

  it("takes lines on descriptor 3, and keeps all else as log", async () => {
    const program = `import { writeSync } from "node:fs";
import { epochs, first, write } from "./speaker.mjs";
const say = (line) => writeSync(3, "@lrsweep:" + first.nonce + " " + JSON.stringify(line) + "\\n");
write("on stdout\\n");
console.error("on stderr");
say({ start: 0 });
const all = epochs();
void all.next();
write("half a line, ");
for (let epoch = 0; epoch < 3; epoch++) say({ epoch, metrics: { train_loss: 1, val_loss: 1 } });
`;
    // It does not wait for its rates, which is a fault all the same.
    const { runs, plan } = await on(program).sweep();
    assert.strictEqual(runs[0]?.outcome.status, "failed");
    const log = ground.read(`results/logs/${plan.runId(0, 0)}.log`);
    for (const text of ["on stdout\n", "on stderr\n", "half a line, "]) assert.include(log, text);
    assert.notInclude(log, "@lrsweep");
  });

  it("has final figures where metrics names them", async () => {
    const program = `${GOOD.replace("process.exit(0);", "")}say({ final: { test_accuracy: 0.25, other: 1 } });\nprocess.exit(0);\n`;
    const { plan, runs, notices } = await on(program).sweep({
      metrics: "{train_loss: min, val_loss: min, test_accuracy: max}",
    });
    assert.deepEqual(plan.tests, ["test_accuracy"]);
    assert.deepEqual(runs[0]?.outcome.figures.tests, { test_accuracy: [0.25, 0.25, 0.25] });
    assert.deepEqual(notices, [`${plan.runId(0, 0)} has final figures that metrics does not name: other`]);
  });

  it("ends a run whose training loss is not finite as diverged", async () => {
    const program = `import { epochs, say } from "./speaker.mjs";
for await (const { epoch } of epochs()) say({ epoch, metrics: { train_loss: epoch === 1 ? "NaN" : 1, val_loss: 1 } });
process.exit(0);
`;
    const { runs } = await on(program).sweep();
    assert.strictEqual(runs[0]?.outcome.status, "diverged");
    assert.strictEqual(runs[0]?.lines, "1,2,0.1,1,1\n2,4,0.1,NaN,1\n");
    const all = await on(program).sweep({ training: "{epochs: 3, on_divergence: record}" });
    assert.deepInclude([all.runs[0]?.outcome.status, all.runs[0]?.outcome.figures.epochs], "diverged");
    assert.strictEqual(all.runs[0]?.outcome.figures.epochs, 3);
  });

  it("lets a plateau follow what is reported", async () => {
    const { runs } = await on().sweep({
      training: "{epochs: 4}",
      scheduler: "{type: ReduceLROnPlateau, patience: 0, factor: 0.5, monitor: val_loss}",
    });
    assert.strictEqual(runs[0]?.lines, "1,,0.1,0.1,1\n2,,0.1,0.05,2\n3,,0.05,0.016666668,3\n4,,0.025,0.00625,4\n");
  });

  it("trains what is missing, and after an edit of a file all", async () => {
    const { plan } = await on().sweep({ seeds: "2" });
    const again = await ground.sweep({ seeds: "3" });
    assert.deepEqual(
      again.runs.map((run) => run?.outcome.status),
      ["ok", "ok", "ok"],
    );
    assert.isFalse(existsSync(join(ground.results, "logs", `${plan.runId(0, 0)}.2.log`)));
    ground.write("train.mjs", `${GOOD}// another\n`);
    assert.notStrictEqual(ground.plan().runId(0, 0), plan.runId(0, 0));
  });

  it("stops where a file changes while it runs", async () => {
    const edits = `import { appendFileSync } from "node:fs";\n${GOOD}`.replace(
      "process.exit(0)",
      'appendFileSync("train.mjs", "//"); process.exit(0)',
    );
    const stopped = await on(edits)
      .sweep({ seeds: "2" })
      .catch((error: Error) => error.message);
    assert.match(String(stopped), /^train\.mjs has changed since the sweep began/);
  });

  it("runs as many programs at once as there are devices, each on its own", async () => {
    const program = `import { writeFileSync } from "node:fs";\n${GOOD}`.replace(
      "for await",
      'writeFileSync("device-" + seed, process.env.CUDA_VISIBLE_DEVICES + " " + process.env.OMP_NUM_THREADS);\nfor await',
    );
    await on(program).sweep({ seeds: "4" }, { devices: ["0", "1"] });
    const said = [0, 1, 2, 3].map((seed) => ground.read(`device-${seed}`).split(" "));
    assert.sameMembers([...new Set(said.map(([device]) => device))], ["0", "1"]);
    assert.match(String(said[0]?.[1]), /^\d+$/);
  });

  it("searches with what programs report", async () => {
    const search = "{type: tpe, runs: 6, batch: 2, n_startup_trials: 2, space: {optimizer.lr: {uniform: [0.1, 1]}}}";
    const { plan, runs } = await on().sweep({ search });
    assert.lengthOf(runs, 6);
    const rates = runs.map((_, variant) => scriptRun(plan.variant(variant).config).optimizer.lr);
    assert.strictEqual(new Set(rates).size, 6);
    assert.isTrue(runs.every((run) => run?.outcome.status === "ok"));
  });

  describe("that knows nothing of it", () => {
    const WRITES = `import { writeFileSync } from "node:fs";
const [lr, seed, path] = process.argv.slice(2);
const rows = [0, 1, 2].map((epoch) => [epoch, Number(seed) + Number(lr) / (1 + epoch), epoch === 2 ? "nan" : epoch]);
const csv = "epoch,loss,val_loss\\n" + rows.map((row) => row.join(",")).join("\\n") + "\\n";
const json = rows.map(([, loss, val_loss]) => '{"loss": ' + loss + ', "val_loss": ' + (val_loss === "nan" ? "NaN" : val_loss) + "}").join("\\n");
writeFileSync(path, path.endsWith(".csv") ? csv : json);
`;
    const script = (output: string, more = "") =>
      `{command: [${JSON.stringify(process.execPath)}, train.mjs, "{optimizer.lr}", "{seed}", "${output}"], files: [train.mjs], output: "${output}", columns: {train_loss: loss}${more}}`;

    for (const output of ["{directory}/metrics.csv", "metrics.jsonl"])
      it(`leaves its figures in ${output}`, async () => {
        const { runs } = await on(WRITES).sweep({
          script: script(output),
          grid: "{optimizer.lr: [0.5, 0.25]}",
          seeds: "2",
        });
        const lines = runs.map((run) => run?.lines);
        assert.strictEqual(lines[0], "1,2,0.5,0.5,0\n2,4,0.5,0.25,1\n3,6,0.5,0.16666667,NaN\n");
        assert.strictEqual(lines[3], "1,2,0.25,1.25,0\n2,4,0.25,1.125,1\n3,6,0.25,1.0833334,NaN\n");
      });

    it("fails where the file is not there, too short, or without a column", async () => {
      const errorOf = async (program: string, columns = "train_loss: loss") => {
        const { runs } = await on(program).sweep({
          script: script("metrics.csv").replace("train_loss: loss", columns),
        });
        const outcome = runs[0]?.outcome;
        return outcome && "error" in outcome ? outcome.error.replaceAll(ground.folder, "") : "";
      };
      assert.strictEqual(await errorOf(""), "it left no /metrics.csv: there is no such file");
      assert.strictEqual(await errorOf(WRITES.replace("[0, 1, 2]", "[0, 1]")), "/metrics.csv has 2 epochs of 3");
      assert.strictEqual(
        await errorOf(WRITES, "train_loss: losses"),
        "/metrics.csv has no losses for epoch 0; its columns are epoch, loss, val_loss",
      );
    });

    it("diverges where its loss is infinite, as Python's csv writes it, though it stops there", async () => {
      const program = `import { writeFileSync } from "node:fs";
writeFileSync(process.argv[4], "loss;val_loss\\n0,5;1\\n inf;-inf\\n");
`;
      const { runs } = await on(program).sweep({ script: script("metrics.csv") });
      assert.strictEqual(runs[0]?.outcome.status, "diverged");
      assert.strictEqual(runs[0]?.lines, "1,2,0.1,0.5,1\n2,4,0.1,Infinity,-Infinity\n");
    });

    it("is not run twice at once where both would write to one file", async () => {
      const refused = await on(WRITES)
        .sweep({ script: script("metrics.csv") }, { concurrency: 2 })
        .catch((error: Error) => error.message);
      assert.match(String(refused), /2 programs at once would write to the same script\.output/);
    });
  });
});
