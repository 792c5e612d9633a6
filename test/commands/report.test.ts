import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { assert } from "chai";
import { root } from "../root.ts";
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

  it("shows what an unfinished sweep has, marked as partial, and never under the names of a finished one", async function () {
    this.timeout(120_000);
    // The long variants never end.
    const text = SMALL.replace("name: small", "name: begun").replace("grid:", "grid:\n  training.epochs: [2, 2000000]");
    here.experiment("begun", text);
    const sweep = spawn(process.execPath, [join(root, "dist/lrsweep.js"), "sweep", "experiments/begun.yaml"], {
      cwd: here.folder,
    });
    const done = () => {
      const path = here.at("results/begun/.journal/state.json");
      return existsSync(path) ? Number(JSON.parse(readFileSync(path, "utf8")).done) : 0;
    };
    try {
      while (done() === 0) await setTimeout(200);
      const running = here.run(["report", "results/begun"]);
      assert.equal(running.stdout, "→ results/begun/report-partial.html\n", "while it runs");
    } finally {
      sweep.kill("SIGKILL");
      await once(sweep, "exit");
    }
    const { status, stdout, stderr } = here.run(["report", "results/begun", "--partial"]);
    assert.equal(status, 0, stderr);
    assert.include(stdout, "results/begun/runs-partial.csv");
    const page = here.read("results/begun/report-partial.html");
    assert.match(page, /This sweep is not finished: \d+ of 16 runs ha(?:s|ve) ended/);
    assert.include(page, "<title>begun (partial)</title>");
    assert.isFalse(existsSync(here.at("results/begun/report.html")));
    assert.isFalse(existsSync(here.at("results/begun/runs.csv")));
    const [, ...rows] = here.read("results/begun/runs-partial.csv").trim().split("\n");
    assert.isAtLeast(rows.length, 1);
    assert.isTrue(
      rows.every((row) => row.includes(",ok,2,")),
      "only runs that ended",
    );
    here.experiment("begun", text.replace("[2, 2000000]", "[2, 3]"));
    assert.equal(here.run(["sweep", "experiments/begun.yaml"]).status, 0);
    assert.isFalse(existsSync(here.at("results/begun/report-partial.html")), "gone with the whole report");
    assert.isFalse(existsSync(here.at("results/begun/runs-partial.csv")));
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
