import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { assert } from "chai";
import { parse } from "csv-parse/sync";
import { STEADY, Workplace } from "./cli.ts";
import { start } from "./process.ts";

type Row = Readonly<Record<string, string>>;

/** Rounds of 3, 6, 12 and 20 seeds: the step schedule is worse at once, a rate that falls by a thousandth is hard to tell. */
const EXPERIMENT = `name: open
data: {type: linear, features: 6, samples: 300, noise: 0.3}
model: [{type: Linear, out_features: 32}, Tanh, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.02}
training: {epochs: 12, batch_size: 8}
seeds: {at_least: 3, at_most: 20}
grid:
  scheduler: {constant: null, step: {type: StepLR, step_size: 1, gamma: 0.1}, near: {type: ExponentialLR, gamma: 0.999}}
compare: {margin: 1e-7}
`;

describe("a sweep that adds seeds", () => {
  let here: Workplace;
  let reference: readonly string[];
  before(() => {
    here = new Workplace();
    here.experiment("open", EXPERIMENT);
    sweep("--output", "reference", "--concurrency", "1");
    reference = bytes("reference/open");
  });
  after(() => here.remove());

  const rows = (path: string): Row[] => parse(here.read(path), { columns: true });
  const bytes = (folder: string) => STEADY.map((name) => here.read(join(folder, name)));

  function run(...args: readonly string[]): string {
    const { status, stdout, stderr } = here.run(args);
    assert.equal(status, 0, stderr);
    return stdout;
  }

  const sweep = (...args: readonly string[]) => run("sweep", "experiments/open.yaml", ...args);

  it("is told beforehand, and --seeds takes its place", () => {
    const check = (...args: readonly string[]) => run("check", "experiments/open.yaml", ...args);
    assert.strictEqual(check(), "open: ok, 9 to 60 runs (variants: 3, seeds: 3 to 20)\n");
    assert.strictEqual(check("--seeds", "4"), "open: ok, 12 runs (variants: 3, seeds: 4)\n");
  });

  it("gives seeds to comparisons without an answer only", () => {
    const summary = rows("reference/open/summary.csv");
    const taken: Readonly<Record<string, number>> = Object.fromEntries(
      summary.map(({ scheduler, n }) => [scheduler, Number(n)]),
    );
    assert.isBelow(taken.step ?? 0, taken.near ?? 0);
    assert.strictEqual(taken.constant, taken.near);
    const runs = rows("reference/open/runs.csv");
    assert.lengthOf(
      runs,
      Object.values(taken).reduce((sum, n) => sum + n, 0),
    );
    assert.include(sweep("--output", "reference"), "nothing to train");
  });

  it("goes on to the same bytes after kill -9 in its second round", async () => {
    const args = ["sweep", "experiments/open.yaml", "--output", "killed", "--concurrency", "1"];
    const journal = here.at("killed/open/.journal/runs");
    const done = () => (existsSync(journal) ? (readFileSync(journal, "utf8").match(/^\w+ run /gm) ?? []).length : 0);
    const { child, end } = start(args, { cwd: here.folder });
    while (child.exitCode === null && done() < 10) await pause(1);
    child.kill("SIGKILL");
    await end;
    run("report", "killed/open", "--partial");
    assert.isAtLeast(rows("killed/open/runs-partial.csv").length, 10);
    sweep("--output", "killed", "--concurrency", "2");
    assert.deepEqual(bytes("killed/open"), reference);
  });
});
