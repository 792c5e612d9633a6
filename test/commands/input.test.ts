import { existsSync, mkdirSync } from "node:fs";
import { assert } from "chai";
import { PROFILE_NAMES } from "../../src/tables/profile.ts";
import { SMALL, Workplace } from "./cli.ts";

describe("the command line", () => {
  let here: Workplace;
  beforeEach(() => {
    here = new Workplace();
  });
  afterEach(() => here.remove());

  /** Expects exit code 2 and no results; returns what was printed as error. */
  function refused(...args: readonly string[]): string {
    const { status, stderr } = here.run(args);
    assert.equal(status, 2, stderr);
    assert.isFalse(existsSync(here.at("results")));
    return stderr;
  }

  for (const command of [[], ["sweep"], ["check"], ["schema"]]) {
    it(`explains itself: ${[...command, "--help"].join(" ")}`, () => {
      const { status, stdout } = here.run([...command, "--help"]);
      assert.equal(status, 0);
      assert.match(stdout, /^Usage: lrsweep/);
    });
  }

  it("refuses an unknown command, with the one that was meant", () => {
    for (const words of [["swep"], ["help", "swep"]])
      assert.include(refused(...words), "error: unknown command 'swep'\n(Did you mean sweep?)");
  });

  it("refuses an unknown option", () => {
    assert.include(refused("sweep", "--concurency", "2"), "Did you mean --concurrency?");
  });

  it("refuses a concurrency of none", () => {
    assert.include(refused("sweep", "--concurrency", "0"), "must be a whole number, at least 1");
  });

  it("refuses a file that is not there", () => {
    assert.equal(
      refused("sweep", "nothere.yaml"),
      "nothere.yaml: error: cannot read the experiment: there is no such file\n",
    );
  });

  it("refuses a path of --set without its value, with both joined", () => {
    const message = refused("sweep", here.experiment("small", SMALL), "--set", "optimizer.lr", "0.1");
    assert.equal(message, "--set optimizer.lr: the path has no value. Write --set optimizer.lr=0.1\n");
    assert.equal(refused("check", "experiments/small.yaml", "--set", "optimizer.lr", "=", "0.1"), message);
    assert.include(refused("check", "experiments/small.yaml", "--set", "optimizer.lr:0.1"), "--set optimizer.lr=0.1\n");
  });

  it("says which file was meant where a name is misspelt, or lacks its folder or its ending", () => {
    here.experiment("small", SMALL);
    for (const name of ["small", "smal.yaml", "experiments/smll.yaml", "small.yml"])
      assert.include(refused("sweep", name), "there is no such file\n  did you mean 'experiments/small.yaml'?");
  });

  it("says which results were meant where a name is misspelt or lacks its folder", () => {
    mkdirSync(here.at("results/small"), { recursive: true });
    for (const command of ["watch", "report", "export"]) {
      const { status, stderr } = here.run([command, "smal"]);
      assert.equal(status, 2);
      assert.match(stderr, /^smal holds no (?:finished )?sweep\n {2}did you mean 'results\/small'\?\n$/);
    }
  });

  it("says which words an option takes, and how to get help", () => {
    assert.include(
      refused("sweep", "--csv", "xls"),
      `Allowed choices are ${PROFILE_NAMES.join(", ")}.\nHelp: npm run sweep -- --help`,
    );
  });

  it("says where experiments are looked for when there are none", () => {
    assert.equal(
      refused("sweep"),
      "No experiment is named, and there is no folder experiments/ here. Name a file, or write a new one:\n  npm run init -- my-experiment\n",
    );
    mkdirSync(here.at("experiments"));
    assert.include(refused("sweep"), "experiments/ holds no experiment (*.yaml)");
  });

  it("runs nothing when one of several files is bad", () => {
    here.experiment("a", SMALL);
    here.experiment("b", SMALL.replace("name: small", "name: other").replace("epochs: 4", "epochs: many"));
    assert.match(refused("sweep"), /^experiments\/b\.yaml:6:20: error: /);
  });

  it("refuses two experiments of one name, whatever their case", () => {
    here.experiment("a", SMALL);
    here.experiment("b", SMALL.replace("name: small", "name: SMALL"));
    assert.match(refused("sweep"), /b\.yaml:1:7: error: .*a\.yaml/);
  });

  it("refuses more runs than --max-runs", () => {
    here.experiment("a", SMALL);
    assert.include(refused("sweep", "--max-runs", "7"), "8");
  });

  it("checks without running", () => {
    here.experiment("a", SMALL);
    const { status, stdout } = here.run(["check"]);
    assert.equal(status, 0);
    assert.equal(stdout, "small: ok, 8 runs (variants: 4, seeds: 2)\n");
    assert.isFalse(existsSync(here.at("results")));
  });

  it("says how to name a baseline where there is none", () => {
    here.experiment("a", SMALL.replace(/grid:[\s\S]*$/, "grid:\n  optimizer.lr: [0.1, 0.2]\n"));
    const hint = "small: no baseline, so variants are ranked but not compared. Name one, for example ";
    const [, line = ""] = here.run(["check"]).stdout.split("\n");
    assert.strictEqual(line, `${hint}baseline: {optimizer.lr: 0.1}`);
    here.experiment(
      "a",
      SMALL.replace(/grid:[\s\S]*$/, `grid:\n  optimizer.lr: [0.1, 0.2]\n${line.slice(hint.length)}\n`),
    );
    assert.notInclude(here.run(["check"]).stdout, "no baseline");
  });
});
