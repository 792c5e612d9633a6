import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { assert } from "chai";
import { parse } from "csv-parse/sync";
import { root } from "../root.ts";
import { SMALL, STEADY, Workplace } from "./cli.ts";
import { start } from "./process.ts";

type Row = Readonly<Record<string, string>>;

/** Three batches, each pruned in rungs; some points diverge, and the rate of decay applies to one choice only. */
const SEARCHED = `name: searched
data: {type: linear, features: 6, samples: 200, noise: 0.1}
model: [{type: Linear, out_features: 32}, Tanh, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 27, batch_size: 8}
seeds: 2
grid:
  optimizer.nesterov: [false]
search:
  type: tpe
  runs: 20
  space:
    optimizer.lr: {log_uniform: [1e-3, 3]}
    optimizer.momentum: {uniform: [0, 0.9]}
    scheduler: {choice: {constant: null, step: {type: StepLR, step_size: 8}}}
    scheduler.gamma: {uniform: [0.1, 0.9]}
prune: {type: successive_halving, reduction_factor: 3}
`;

describe("a sweep that searches and prunes", () => {
  let here: Workplace;
  let reference: readonly string[];
  before(() => {
    here = new Workplace();
    here.experiment("searched", SEARCHED);
    sweep("--output", "reference", "--concurrency", "1");
    reference = bytes("reference/searched");
  });
  after(() => here.remove());

  const rows = (path: string): Row[] => parse(here.read(path), { columns: true });
  const bytes = (folder: string) => STEADY.map((name) => here.read(join(folder, name)));

  function sweep(...args: readonly string[]): string {
    const { status, stdout, stderr } = here.run(["sweep", "experiments/searched.yaml", ...args]);
    assert.equal(status, 0, stderr);
    return stdout;
  }

  it("shows what is known beforehand, and what is not", () => {
    const shown = sweep("--dry-run");
    assert.include(shown, "and 12 variants that the search will choose from earlier results");
    assert.include(shown, "40 runs, at most 1080 rows in epochs.csv");
  });

  it("leaves a gap where a path does not apply, and keeps the rows of what it pruned", () => {
    const runs = rows("reference/searched/runs.csv");
    assert.lengthOf(runs, 40);
    for (const run of runs) {
      assert.equal(run["scheduler.gamma"] === "", run.scheduler === "constant");
      const epochs = rows("reference/searched/epochs.csv").filter(
        ({ run: id, seed }) => id === run.run && seed === run.seed,
      );
      assert.lengthOf(epochs, Number(run.epochs));
      if (run.status === "pruned") assert.include(["1", "3", "9"], run.epochs);
    }
    assert.isAbove(runs.filter(({ status }) => status === "pruned").length, 20);
    const summary = rows("reference/searched/summary.csv");
    for (const { n, pruned, diverged, failed, timeout } of summary)
      assert.equal(
        [n, pruned, diverged, failed, timeout].reduce((sum, count) => sum + Number(count), 0),
        2,
      );
  });

  it("gives the same bytes with more threads", () => {
    sweep("--output", "threads", "--concurrency", "3");
    assert.deepEqual(bytes("threads/searched"), reference);
  });

  it("trains nothing the second time", () => {
    assert.include(sweep("--output", "reference"), "nothing to train");
  });

  it("goes on to the same bytes after kill -9 in the middle of it", async () => {
    const args = ["sweep", "experiments/searched.yaml", "--output", "killed", "--concurrency", "1"];
    const journal = here.at("killed/searched/.journal/runs");
    const done = () => (existsSync(journal) ? (readFileSync(journal, "utf8").match(/^\w+ run /gm) ?? []).length : 0);
    let kills = 0;
    for (let wanted = 5; wanted < 60; wanted += 12) {
      const { child, end } = start(args, { cwd: here.folder });
      while (child.exitCode === null && done() < wanted) await pause(2);
      if (child.exitCode === null) kills++;
      child.kill("SIGKILL");
      await end;
    }
    assert.isAbove(kills, 1);
    sweep("--output", "killed");
    assert.deepEqual(bytes("killed/searched"), reference);
  });

  it("shows pruned runs as they were then, also where an earlier sweep trained them to their end", () => {
    const text = SEARCHED.replace("type: tpe", "type: sobol");
    here.experiment("searched", text.replace(/^prune.*\n/m, ""));
    sweep("--output", "whole");
    here.experiment("searched", text);
    sweep("--output", "whole");
    sweep("--output", "pruned");
    assert.deepEqual(bytes("whole/searched"), bytes("pruned/searched"));
    here.experiment("searched", SEARCHED);
  });
});

describe("a part of a sweep", () => {
  it("is refused before anything runs where results decide what is run; those that can be spread are named", () => {
    const here = new Workplace();
    try {
      here.experiment("searched", SEARCHED);
      here.experiment("small", SMALL);
      const { status, stderr } = here.run(["sweep", "--shard", "0/2"]);
      assert.equal(status, 2);
      assert.equal(
        stderr,
        "searched prunes by its results, and a shard has only a part of them: train it without --shard, or with --queue\n" +
          "Nothing was run. To spread the other experiments, name their files: small\n",
      );
      assert.isFalse(existsSync(here.at("results")));
    } finally {
      here.remove();
    }
  });
});

describe("experiments/halving.yaml", () => {
  let here: Workplace;
  before(() => {
    here = new Workplace();
  });
  after(() => here.remove());

  it("finds a run within 2 % of the best of all, with at most a quarter of their epochs", () => {
    const text = readFileSync(join(root, "experiments/halving.yaml"), "utf8");
    here.experiment("halving", text);
    here.experiment("full", text.replace("name: halving", "name: full").replace(/^prune.*\n/m, ""));
    const { status, stdout, stderr } = here.run(["sweep"]);
    assert.equal(status, 0, stderr);
    const [, trained, all] = /halving: trained (\d+) of (\d+) epochs/.exec(stdout) ?? [];
    assert.equal(Number(all), 8100);
    assert.isAtMost(Number(trained), 8100 / 4);
    const best = (name: string) => {
      const runs: Row[] = parse(here.read(`results/${name}/runs.csv`), { columns: true });
      assert.lengthOf(runs, 100);
      return Math.min(...runs.filter((run) => run.status === "ok").map((run) => Number(run.final_val_loss)));
    };
    assert.isAtMost(best("halving"), 1.02 * best("full"));
  });
});
