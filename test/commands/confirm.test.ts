import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { assert } from "chai";
import { parse } from "csv-parse/sync";
import { STEADY, Workplace } from "./cli.ts";
import { start } from "./process.ts";

type Row = Readonly<Record<string, string>>;

/** 24 runs to choose, then 2 points at 12 fresh seeds: 48 in all. */
const EXPERIMENT = `name: sure
data: {type: linear, features: 6, samples: 400, noise: 0.3}
model: [{type: Linear, out_features: 48}, Tanh, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 30, batch_size: 8}
seeds: 6
grid:
  optimizer.lr: [0.01, 0.1]
  scheduler: {constant: null, step: {type: StepLR, step_size: 8}}
compare: {confirm: 12}
`;

describe("a sweep that confirms", () => {
  let here: Workplace;
  let reference: readonly string[];
  before(() => {
    here = new Workplace();
    here.experiment("sure", EXPERIMENT);
    assert.match(sweep("--output", "reference", "--concurrency", "1"), /^sure: 48 runs in /);
    reference = bytes("reference/sure");
  });
  after(() => here.remove());

  const rows = (path: string): Row[] => parse(here.read(path), { columns: true });
  const bytes = (folder: string) => STEADY.map((name) => here.read(join(folder, name)));

  function run(...args: readonly string[]): string {
    const { status, stdout, stderr } = here.run(args);
    assert.equal(status, 0, stderr);
    return stdout;
  }

  const sweep = (...args: readonly string[]) => run("sweep", "experiments/sure.yaml", ...args);

  it("is told beforehand", () => {
    assert.strictEqual(
      run("check", "experiments/sure.yaml"),
      "sure: ok, 24 to 48 runs (variants: 4, seeds: 6 and 12 fresh ones to confirm)\n",
    );
    assert.include(sweep("--dry-run"), "24 to 48 runs, at most 1440 rows in epochs.csv");
  });

  it("has rows for the runs that it trained, and marks those that confirm", () => {
    const runs = rows("reference/sure/runs.csv");
    assert.lengthOf(runs, 48);
    const fresh = runs.filter(({ confirms }) => confirms === "yes");
    assert.lengthOf(fresh, 24);
    assert.isTrue(fresh.every(({ seed }) => Number(seed) >= 6));
    assert.lengthOf(rows("reference/sure/epochs.csv"), 48 * 30);
    assert.lengthOf(rows("reference/sure/timings.csv"), 48);
    for (const { n, seeds_won } of rows("reference/sure/summary.csv"))
      assert.isTrue(Number(n) === 6 && Number(seeds_won) <= 1);
    assert.include(here.read("reference/sure/summary.md"), "at fresh seeds");
    assert.include(sweep("--output", "reference"), "nothing to train");
  });

  it("goes on to the same bytes after an interruption while it confirms, and shows till then what it has", async () => {
    const args = ["sweep", "experiments/sure.yaml", "--output", "broken", "--concurrency", "1"];
    const journal = here.at("broken/sure/.journal/runs");
    const done = () => (existsSync(journal) ? (readFileSync(journal, "utf8").match(/^\w+ run /gm) ?? []).length : 0);
    const { child, end } = start(args, { cwd: here.folder });
    while (child.exitCode === null && done() < 26) await pause(1);
    child.kill("SIGINT");
    const { text } = await end;
    assert.isBelow(done(), 48);
    run("report", "broken/sure", "--partial");
    const [listed] = JSON.parse(run("list", "--output", "broken", "--json"));
    assert.strictEqual(listed.runs.total, 48);
    assert.strictEqual(listed.runs.done, rows("broken/sure/runs-partial.csv").length);
    const told = `${listed.runs.done} of 48 runs have ended`;
    assert.include(here.read("broken/sure/report-partial.html"), `This sweep is not finished: ${told}`);
    assert.include(text, told);
    assert.isAtLeast(rows("broken/sure/runs-partial.csv").length, 26);
    sweep("--output", "broken", "--concurrency", "2");
    assert.deepEqual(bytes("broken/sure"), reference);
  });

  it("keeps its runs when it confirms more, or no more", () => {
    here.experiment("sure", EXPERIMENT.replace("confirm: 12", "confirm: 14"));
    assert.match(sweep("--output", "reference"), /^sure: trained 4 of 52 runs/);
    here.experiment("sure", EXPERIMENT.replace("compare: {confirm: 12}", ""));
    assert.match(sweep("--output", "reference"), /^sure: trained 0 of 24 runs/);
    assert.notProperty(rows("reference/sure/runs.csv")[0], "confirms");
    here.experiment("sure", EXPERIMENT);
  });

  it("cannot be spread over shards", () => {
    const { status, stderr } = here.run(["sweep", "experiments/sure.yaml", "--shard", "0/2"]);
    assert.equal(status, 2);
    assert.equal(
      stderr,
      "sure chooses what to confirm by its results, and a shard has only a part of them: train it without --shard, or with --queue\n",
    );
  });

  it("gives each run to exports and to verify", () => {
    sweep("--output", "reference");
    assert.match(run("export", "reference/sure", "--jsonl"), /^sure: 48 runs/);
    const best = rows("reference/sure/runs.csv").find(({ confirms }) => confirms === "yes");
    run("export", "reference/sure", best?.run ?? "", "--to", "best.py");
    assert.isTrue(existsSync(here.at("best.py")));
  });
});
