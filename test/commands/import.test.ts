import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { assert } from "chai";
import { parse } from "csv-parse/sync";
import { readResults } from "../../src/library/read-results.ts";
import { SMALL, STEADY, Workplace } from "./cli.ts";
import { CLI } from "./process.ts";

const ASKED = ["--axes", "lr,scheduler", "--metric", "val_loss"] as const;

/** A row for each run: a schedule that is better by about 0.1 at each of 5 seeds. */
function table(): string {
  const rows = [0.1, 0.3].flatMap((lr) =>
    ["constant", "cosine"].flatMap((scheduler, worse) =>
      [0, 1, 2, 3, 4].map(
        (seed) => `run ${seed},${lr},${scheduler},${seed},${0.5 + lr / 10 - worse / 10 + seed / 97}\n`,
      ),
    ),
  );
  return `Name,lr,scheduler,seed,val_loss\n${rows.join("")}`;
}

describe("import", () => {
  let here: Workplace;
  beforeEach(() => {
    here = new Workplace();
    here.write("runs.csv", table());
  });
  afterEach(() => here.remove());

  const run = (...words: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...words], {
      cwd: here.folder,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };
  const rows = (path: string): Record<string, string>[] => parse(here.read(path), { columns: true });

  it("gives results the statistics and files of a sweep", () => {
    const { status, stdout, stderr } = run("import", "runs.csv", ...ASKED, "--baseline", "scheduler=constant");
    assert.strictEqual(status, 0, stderr);
    assert.match(stdout, /lr=0\.1, cosine is better than lr=0\.1, constant by 19 % in final val_loss, at 5 of 5 seeds/);
    assert.lengthOf(rows("results/runs/runs.csv"), 20);
    const [first] = rows("results/runs/runs.csv");
    assert.deepInclude(first, { lr: "0.1", scheduler: "constant", seed: "0", status: "ok", final_val_loss: "0.51" });
    assert.deepEqual(
      rows("results/runs/summary.csv").map(({ scheduler, rank, verdict }) => [scheduler, rank, verdict]),
      [
        ["cosine", "1", "better"],
        ["cosine", "2", "better"],
        ["constant", "3", "baseline"],
        ["constant", "4", "baseline"],
      ],
    );
    for (const name of ["report.html", "experiment.yaml", "manifest.json", "marginals.csv", "summary.md"])
      assert.isTrue(existsSync(here.at(`results/runs/${name}`)), name);
  });

  it("gives every command its folder, though the file is gone", () => {
    assert.strictEqual(run("import", "runs.csv", ...ASKED, "--name", "mine").status, 0);
    assert.strictEqual(run("import", "runs.csv", ...ASKED, "--name", "other").status, 0);
    here.write("runs.csv", "gone");
    assert.match(run("list").stdout, /mine +finished +20 .*\n.*other/);
    assert.strictEqual(run("report", "results/mine").status, 0);
    assert.match(run("report", "results/mine", "results/other").stdout, /mine-vs-other\.html/);
    assert.strictEqual(run("export", "results/mine", "--jsonl").status, 0);
    assert.lengthOf(here.read("results/mine/epochs.jsonl").trimEnd().split("\n"), 20);
    assert.strictEqual(run("export", "results/mine", "--tensorboard").status, 0);
    assert.match(run("export", "results/mine").stderr, /imported, so there is no schedule to write.*\n.*--jsonl/);
    assert.match(run("check", "results/mine/experiment.yaml").stdout, /mine: ok, 20 runs \(variants: 4, seeds: 5\)/);
    assert.match(run("preview", "results/mine/experiment.yaml").stderr, /imported, and preview needs schedules/);
    assert.match(run("lr-find", "results/mine/experiment.yaml").stderr, /imported, and lr-find needs data/);
    assert.lengthOf(readResults(here.at("results/mine")).runs, 20);
  });

  it("takes an edited file anew, and says of a sweep that its file has changed", () => {
    run("import", "runs.csv", ...ASKED);
    const before = rows("results/runs/runs.csv");
    here.write("copy.yaml", here.read("results/runs/experiment.yaml").replace("name: runs", "name: copy"));
    here.write("runs.csv", table().replace("0.51", "0.75"));
    assert.match(run("sweep", "copy.yaml").stderr, /runs\.csv has changed since it was imported\. Import it again/);
    assert.match(run("import", "runs.csv", ...ASKED).stderr, /without a baseline.*--baseline scheduler=constant/);
    const after = rows("results/runs/runs.csv");
    assert.deepEqual([before[0]?.final_val_loss, after[0]?.final_val_loss], ["0.51", "0.75"]);
    assert.deepEqual(
      after.slice(1).map(({ final_val_loss }) => final_val_loss),
      before.slice(1).map(({ final_val_loss }) => final_val_loss),
    );
    assert.match(run("import", "runs.csv", ...ASKED).stdout, /^runs: 20 runs /);
  });

  it("takes the epochs of a sweep back in, with the same curves", () => {
    here.experiment("small", SMALL);
    run("sweep", "experiments/small.yaml");
    const words = ["--axes", "optimizer.lr,scheduler", "--metric", "val_loss", "--metric", "train_loss"];
    const { status, stderr } = run("import", "results/small/epochs.csv", "--epoch", "epoch", ...words);
    assert.strictEqual(status, 0, stderr);
    const figures = (name: string) =>
      rows(`results/${name}/epochs.csv`).map((row) => [
        row["optimizer.lr"],
        row.scheduler,
        row.seed,
        row.epoch,
        row.val_loss,
        row.train_loss,
      ]);
    assert.deepEqual(figures("epochs"), figures("small"));
    const means = (name: string) =>
      rows(`results/${name}/summary.csv`).map(({ rank, final_val_loss_mean }) => [rank, final_val_loss_mean]);
    assert.deepEqual(means("epochs"), means("small"));
    assert.include(STEADY as readonly string[], "epochs.csv");
  });

  it("reads how W&B's runs ended: failed ones are rows with an error", () => {
    const text = "Name,State,lr,scheduler,seed,val_loss\n";
    const states = ["finished", "crashed", "finished"].map(
      (state, i) => `r,${state},0.1,${"abc"[i]},0,${i === 1 ? "" : i}\n`,
    );
    here.write("wandb.csv", text + states.join(""));
    const { status, stderr } = run("import", "wandb.csv", ...ASKED, "--status", "State");
    assert.strictEqual(status, 1);
    assert.match(stderr, /1 run failed/);
    assert.deepEqual(
      rows("results/wandb/runs.csv").map(({ status, error }) => [status, error]),
      [
        ["ok", ""],
        ["failed", "it is failed in wandb.csv"],
        ["ok", ""],
      ],
    );
  });

  it("says what is wrong with the file at its place, and with options", () => {
    here.write("bad.csv", "lr,scheduler,seed,val_loss\n0.1,a,0,good\n");
    const bad = run("import", "bad.csv", ...ASKED);
    assert.strictEqual(bad.status, 2);
    assert.match(bad.stderr, /^bad\.csv:2:9: error: val_loss: 'good' is no number\n.*\n.*\^ write a number/);
    assert.isFalse(existsSync(here.at("results")));
    assert.match(run("import", "none.csv", ...ASKED).stderr, /cannot read none\.csv: there is no such file/);
    assert.match(run("import", "runs.csv", "--axes", "lr,scheduler").stderr, /--metric val_loss/);
    assert.match(
      run("import", "runs.csv", "--axes", "lr", "--metric", "Val loss").stderr,
      /--metric 'val_loss=Val loss'/,
    );
    assert.match(run("import", "runs.csv", ...ASKED, "--baseline", "scheduler").stderr, /write axis=value/);
    assert.match(
      run("import", "runs.csv", ...ASKED, "--baseline", "scheduler=cosin").stderr,
      /baseline\.scheduler: the axis has no value.*\n.*\n.*did you mean 'cosine'\?/,
    );
  });
});
