import { rmSync, writeFileSync } from "node:fs";
import { assert } from "chai";
import { SMALL, Workplace } from "./cli.ts";

describe("npm run report", () => {
  let here: Workplace;
  before(() => {
    here = new Workplace();
    here.experiment("small", SMALL);
    here.experiment("other", SMALL.replace("name: small", "name: other\nobjective: {at: best}"));
    here.experiment("third", SMALL.replace("name: small", "name: third"));
    assert.equal(here.run(["sweep"]).status, 0);
  });
  after(() => here.remove());

  it("writes a report anew, as the sweep did, and its charts as pictures", () => {
    const before = here.read("results/small/report.html");
    rmSync(here.at("results/small/report.html"));
    const { status, stdout } = here.run(["report", "results/small"]);
    assert.equal(status, 0);
    assert.equal(here.read("results/small/report.html"), before);
    for (const name of ["curves", "boxes", "heatmap", "parallel"]) {
      assert.include(stdout, `results/small/${name}.svg`);
      assert.match(here.read(`results/small/${name}.svg`), /^<svg /);
    }
  });

  it("compares sweeps in a page beside the first", () => {
    const { status, stdout } = here.run(["report", "results/small", "results/third"]);
    assert.equal(status, 0);
    assert.equal(stdout, "→ results/small-vs-third.html\n");
    assert.include(here.read("results/small-vs-third.html"), '"files":["small/epochs.csv"');
  });

  it("refuses what it cannot show, and says what to do", () => {
    const refusal = (...folders: readonly string[]) => {
      const { status, stderr } = here.run(["report", ...folders]);
      assert.equal(status, 2);
      return stderr;
    };
    assert.include(
      refusal("results/none"),
      "results/none holds no finished sweep. These sweeps are there:\n  npm run list",
    );
    assert.include(
      refusal("results/small", "results/other"),
      "small ranks by the smallest final val_loss, other by the smallest best",
    );
    writeFileSync(here.at("results/other/.journal/report.json"), '{"format":0}');
    assert.include(
      refusal("results/other"),
      "results/other was written by another version of lrsweep. Run the sweep again",
    );
  });

  it("is written again by the next sweep where it is missing, and nothing is trained", () => {
    rmSync(here.at("results/third/report.html"));
    const { status, stdout, stderr } = here.run(["sweep", "experiments/third.yaml"]);
    assert.equal(status, 0);
    assert.include(stderr, "8 of 8 runs are there already");
    assert.include(stdout, "results/third");
    assert.include(here.read("results/third/report.html"), "<title>third</title>");
  });
});
