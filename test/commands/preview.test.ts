import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { assert } from "chai";
import { parse } from "csv-parse/sync";
import { root } from "../root.ts";
import { SMALL, Workplace } from "./cli.ts";
import { bringShippedResults } from "./shipped.ts";

type Row = Readonly<Record<string, string>>;

const PLATEAU = SMALL.replace(/grid:.*/s, "scheduler: {type: ReduceLROnPlateau, patience: 0, factor: 0.5}\n");

describe("npm run preview", () => {
  let here: Workplace;
  beforeEach(() => {
    here = new Workplace();
  });
  afterEach(() => here.remove());

  const rows = (path: string): Row[] => parse(here.read(path), { columns: true });
  const rates = () => rows("results/small/schedules.csv").map(({ lr }) => Number(lr));

  /** Variant and epoch, whatever the axes. */
  const placeOf = ({ step: _, lr: __, momentum: ___, ...place }: Row) => JSON.stringify(place);

  function preview(...args: readonly string[]): string {
    const { status, stdout, stderr } = here.run(["preview", ...args]);
    assert.equal(status, 0, stderr);
    assert.equal(stderr, "");
    return stdout;
  }

  function refusal(...args: readonly string[]): string {
    const { status, stdout, stderr } = here.run(["preview", ...args]);
    assert.equal(status, 2, stdout);
    return stderr;
  }

  it("is an npm script", () => {
    const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { scripts: Record<string, string> };
    assert.equal(scripts.preview, "node src/launch.mjs preview");
  });

  it("shows what is known of a search that learns, and check what it compiles to", () => {
    const search = "search: {type: tpe, runs: 20, space: {optimizer.lr: {uniform: [0.1, 1]}}}\n";
    here.write("small.yaml", SMALL.replace(/grid:.*/s, search));
    assert.include(preview("small.yaml"), "8 variants; the search chooses 12 more from their results");
    const { status, stdout } = here.run(["check", "small.yaml", "--explain"]);
    assert.equal(status, 0);
    assert.include(stdout, "training:");
  });

  it("gives the very rates of a sweep, for every experiment that comes with the project", async function () {
    this.timeout(600_000);
    await bringShippedResults(here);
    preview();
    for (const name of readdirSync(here.at("results"))) {
      const swept = rows(`results/${name}/epochs.csv`).filter(({ seed }) => seed === "0");
      const previewed = rows(`results/${name}/schedules.csv`);
      // Where rates change within an epoch the preview has a row for each step: its first is the epoch's. Momentum is
      // the schedule's own there, and the optimizer's besides in a sweep.
      const heads = Object.keys(previewed[0] as Row).filter((head) => head !== "step" && head !== "momentum");
      const kept = ({ scheduler }: Row) => !/plateau/i.test(scheduler ?? "");
      const own = swept.filter(kept).map((row) => Object.fromEntries(heads.map((head) => [head, row[head]])));
      assert.isAtLeast(own.length, 30);
      const firsts = new Map(
        previewed
          .filter(kept)
          .map((row) => [placeOf(row), row])
          .reverse() as [string, Row][],
      );
      const found = own.map((row) => firsts.get(placeOf(row as Row)) as Row);
      assert.deepEqual(
        found.map((row) => Object.fromEntries(heads.map((head) => [head, row[head]]))),
        own,
        name,
      );
    }
  });

  it("gives the very rates of a sweep step by step, and momentum", () => {
    here.experiment(
      "small",
      SMALL.replace("lr: 0.1}", "lr: 0.1, momentum: 0.9}").replace(
        /grid:.*/s,
        `grid:
  scheduler:
    constant: null
    by epoch: {type: StepLR, step_size: 2}
    one cycle: {type: OneCycleLR, max_lr: 0.2}
    phases: [{type: LinearLR, steps: 6}, {type: ExponentialLR, gamma: 0.5}]
`,
      ),
    );
    assert.include(preview(), "\nmomentum\n");
    assert.equal(here.run(["sweep"]).status, 0);
    const previewed = rows("results/small/schedules.csv");
    const epochs = rows("results/small/epochs.csv").filter(({ seed }) => seed === "0");
    assert.lengthOf(epochs, 16);
    for (const { scheduler, epoch, lr, lr_end, momentum } of epochs) {
      const own = previewed.filter((row) => row.scheduler === scheduler && row.epoch === epoch);
      assert.equal(own[0]?.lr, lr);
      assert.equal(own.at(-1)?.lr, lr_end);
      if (scheduler === "one cycle") assert.equal(own[0]?.momentum, momentum);
    }
    const steps = (name: string) => previewed.filter(({ scheduler }) => scheduler === name).map(({ step }) => step);
    assert.deepEqual(steps("by epoch"), ["1", "5", "9", "13"]);
    assert.deepEqual(steps("constant"), ["1", "5", "9", "13"]);
    assert.deepEqual(
      steps("one cycle"),
      Array.from({ length: 16 }, (_, i) => String(i + 1)),
    );
  });

  it("trains nothing, and leaves a sweep's files alone", () => {
    here.experiment("small", SMALL);
    assert.equal(here.run(["sweep"]).status, 0);
    const before = here.read("results/small/epochs.csv");
    preview();
    assert.equal(here.read("results/small/epochs.csv"), before);
    assert.match(here.run(["sweep"]).stdout, /nothing to train/);
  });

  it("shows a chart in 80 columns, without colour where there is no terminal", () => {
    here.experiment("small", SMALL);
    const shown = preview();
    assert.match(shown, /^small: 4 schedules of 4 variants\n\nlearning rate\n/);
    assert.match(shown, / {2}a lr=0\.1, constant +b lr=0\.1, halving/);
    assert.match(shown, /→ results\/small\/schedules\.csv, results\/small\/schedules\.svg\n$/);
    assert.notInclude(shown, "\u001b");
    for (const line of shown.split("\n")) assert.isAtMost(line.length, 80);
  });

  it("draws variants that differ in their model only once", () => {
    here.experiment("small", SMALL.replace("optimizer.lr: [0.1, 0.05]", "model.0.out_features: [2, 4, 8]"));
    const shown = preview();
    assert.match(shown, /^small: 2 schedules of 6 variants/);
    assert.match(shown, /\(each schedule is that of 3 variants\)/);
    assert.lengthOf(rows("results/small/schedules.csv"), 6 * 4);
    assert.include(here.read("results/small/schedules.svg"), "each schedule is that of 3 variants");
  });

  it("writes a picture that is the same each time", () => {
    here.experiment("small", SMALL);
    preview("--output", "one");
    preview("--output", "two", "--set", "name=other", "experiments", "experiments/small.yaml");
    preview("--output", "two");
    assert.equal(here.read("one/small/schedules.svg"), here.read("two/small/schedules.svg"));
    assert.isTrue(existsSync(here.at("two/other/schedules.svg")));
  });

  it("shows a plateau a constant metric unless told otherwise, and says so", () => {
    here.experiment("small", PLATEAU);
    const shown = preview();
    assert.include(shown, "\nReduceLROnPlateau follows the constant 1; other metrics: --metric");
    assert.include(here.read("results/small/schedules.svg"), "ReduceLROnPlateau follows the constant 1");
    assert.deepEqual(rates(), [0.1, 0.1, 0.05, 0.025]);
  });

  it("takes a formula of epoch, which counts from 0", () => {
    here.experiment("small", PLATEAU);
    assert.include(preview("--metric", "1/(epoch+1)"), "ReduceLROnPlateau follows the formula 1/(epoch+1)\n");
    assert.deepEqual(rates(), [0.1, 0.1, 0.1, 0.1]);
    preview("--metric", "epoch < 2 ? 1 / (epoch + 1) : 1");
    assert.deepEqual(rates(), [0.1, 0.1, 0.1, 0.05]);
  });

  it("takes a column of a CSV file", () => {
    here.experiment("small", PLATEAU);
    writeFileSync(here.at("log.csv"), "epoch,loss,flat\n1,4,x\n2,3,x\n3,3,x\n4,9,x\n5,9,x\n");
    assert.include(preview("--metric", "log.csv:loss"), "ReduceLROnPlateau follows column loss of log.csv\n");
    assert.deepEqual(rates(), [0.1, 0.1, 0.1, 0.05]);
  });

  it("refuses a metric that is none, and says why", () => {
    here.experiment("small", PLATEAU);
    writeFileSync(here.at("log.csv"), "epoch,loss,flat,tiny,huge\n1,4,x,1e-400,1e400\n2,3,x,1,1\n");
    const messages: Readonly<Record<string, string>> = {
      "1/(epochs+1)": "--metric: '1/(epochs+1)', character 4: unknown name 'epochs'\n  did you mean 'epoch'?\n",
      "log.csv:los": "--metric: log.csv has no column 'los'\n  did you mean 'loss'?\n",
      "log.csv:flat": "--metric: log.csv:2: flat must be a number, found 'x'\n",
      "log.csv:loss":
        "--metric: log.csv has 2 rows, but a run has more epochs\n  the file needs a row for each epoch\n",
      "log.csv:tiny": "--metric: log.csv:2: tiny must be a number, found '1e-400'\n",
      "log.csv:huge": "--metric: log.csv:2: huge must be a number, found '1e400'\n",
      "1e-400":
        "--metric: '1e-400', character 1: 1e-400 is too small for a number, and would be 0\n  the smallest is 5e-324\n",
      val_loss:
        "--metric: nothing is trained, so there is no val_loss\n  a number, a formula of epoch such as 1/(epoch+1), or FILE.csv:COLUMN\n",
      "log.csv": "--metric: log.csv: which column?\n  write log.csv:COLUMN\n",
      "gone.csv:loss": "--metric: cannot read gone.csv: there is no such file\n",
    };
    for (const [metric, message] of Object.entries(messages))
      assert.equal(refusal("--metric", metric), message, metric);
    assert.isFalse(existsSync(here.at("results")));
  });
});

describe("warnings on the command line", () => {
  const CLIMBING = SMALL.replace(/grid:.*/s, "scheduler: {type: CosineAnnealingLR, T_max: 2}\n");
  const WARNING = "experiments/small.yaml:8:45: warning: scheduler: the rate climbs back after T_max = 2 of 4 epochs\n";
  let here: Workplace;
  beforeEach(() => {
    here = new Workplace();
    here.experiment("small", CLIMBING);
  });
  afterEach(() => here.remove());

  for (const command of ["check", "preview", "sweep"]) {
    it(`come before ${command} does its work, which it does`, () => {
      const { status, stdout, stderr } = here.run([command]);
      assert.equal(status, 0);
      assert.isTrue(stderr.startsWith(WARNING), stderr);
      assert.match(stdout, /small/);
    });
  }

  it("are errors with --strict, and nothing is run", () => {
    const { status, stdout, stderr } = here.run(["sweep", "--strict"]);
    assert.equal(status, 2);
    assert.isTrue(stderr.startsWith(WARNING.replace("warning:", "error:")), stderr);
    assert.equal(stdout, "");
    assert.isFalse(existsSync(here.at("results")));
  });

  it("there are none of the experiments that come with the project", () => {
    here.shipped();
    writeFileSync(here.at("experiments/small.yaml"), SMALL);
    const { status, stderr } = here.run(["check", "--strict"]);
    assert.equal(status, 0, stderr);
    assert.equal(stderr, "");
  });
});
