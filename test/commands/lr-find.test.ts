import { assert } from "chai";
import { SMALL, Workplace } from "./cli.ts";

describe("npm run lr-find", () => {
  let here: Workplace;
  beforeEach(() => {
    here = new Workplace();
  });
  afterEach(() => here.remove());

  it("writes a row for each step and a picture, and says what it suggests, for the variant asked for", () => {
    const file = here.experiment("a", SMALL);
    const { status, stdout, stderr } = here.run([
      "lr-find",
      file,
      "--variant",
      "2",
      "--steps",
      "100",
      "--min-lr",
      "1e-6",
    ]);
    assert.equal(status, 0, stderr);
    assert.include(stdout, "small: variant 2 of 4 (optimizer.lr 0.1, scheduler halving), seed 0");
    assert.match(stdout, /Lightning's suggestion, fastai's steep\): [\d.]+\n/);
    // The curve: what is printed is as wide as a terminal without one, and has a mark for each suggestion.
    assert.match(stdout, /^smoothed training loss.* over the learning rate/m);
    assert.isAtLeast(stdout.split("•").length - 1, 30);
    assert.match(
      stdout,
      /└─*▲.*\n +1\.0e-6 +[\d.e-]+\n {2}▲ [\d.e-]+: steepest descent\n {2}▲ [\d.e-]+: minimum \/ 10\n/,
    );
    for (const line of stdout.split("\n")) if (/[│┤└]/.test(line)) assert.isAtMost(line.length, 80);
    const lines = here.read("results/small/lr-find.csv").trimEnd().split("\n");
    assert.equal(lines[0], "step,lr,loss,smoothed_loss");
    assert.match(lines[1] ?? "", /^1,0\.000001,/);
    assert.match(here.read("results/small/lr-find.svg"), /^<svg[\s\S]*steepest descent[\s\S]*<\/svg>/);
  });

  it("says which option gives enough steps, and that one does", () => {
    const file = here.experiment("a", SMALL);
    const suggests = (options: readonly string[]) => here.run(["lr-find", file, ...options]).stdout;
    for (const [options, remedy] of [
      [["--steps", "5"], /too few steps to suggest a rate\. Take more: (--steps) (\d+)\.\n/],
      [
        ["--min-lr", "9", "--max-lr", "1e6"],
        /too few steps to suggest a rate\. Start from a lower rate: (--min-lr) (\S+)\.\n/,
      ],
    ] as const) {
      const said = suggests(options);
      assert.match(said, remedy);
      const [, name = "", value = ""] = remedy.exec(said) ?? [];
      assert.match(suggests([...options, name, value]), /A tenth of the rate where it is lowest/);
    }
  });

  it("refuses what makes no sense, and writes nothing", () => {
    const file = here.experiment("a", SMALL);
    for (const [wrong, says] of [
      [["--min-lr", "1", "--max-lr", "1"], "--min-lr 1 must be less than --max-lr 1"],
      [["--variant", "5"], "--variant 5: small has 4 variants"],
      [["--min-lr", "0"], "must be a number above 0"],
      [["--steps", "1"], "must be a whole number, at least 2"],
    ] as const) {
      const { status, stderr } = here.run(["lr-find", file, ...wrong]);
      assert.equal(status, 2);
      assert.include(stderr, says);
    }
    assert.throws(() => here.read("results/small/lr-find.csv"));
  });
});
