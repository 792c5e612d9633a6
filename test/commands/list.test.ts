import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { assert } from "chai";
import { parse } from "csv-parse/sync";
import { lockFolder } from "../../src/folder/lock.ts";
import { SMALL, Workplace } from "./cli.ts";
import { CLI } from "./process.ts";

describe("list and delete", () => {
  let here: Workplace;
  before(() => {
    here = new Workplace();
    here.experiment("small", SMALL);
    here.experiment("other", SMALL.replace("name: small", "name: other"));
    assert.equal(here.run(["sweep", "--seeds", "3"]).status, 0);
    // What an interrupted sweep leaves: its last word, and no manifest.
    const best = { run: "r0", variant: { "optimizer.lr": 0.1, scheduler: null }, metric: "val_loss", figure: 0.5 };
    const state = {
      name: "cut",
      round: "",
      total: 8,
      kept: 0,
      done: 3,
      failed: 1,
      running: 0,
      seconds: 1,
      ended: true,
    };
    mkdirSync(here.at("results/cut/.journal"), { recursive: true });
    here.write("results/cut/.journal/state.json", JSON.stringify({ ...state, best }));
  });
  after(() => here.remove());

  function refusal(...args: readonly string[]): string {
    const { status, stderr } = here.run(["delete", ...args]);
    assert.equal(status, 2, stderr);
    return stderr;
  }

  it("takes --seeds as if the file said so", () => {
    assert.lengthOf(here.read("results/small/runs.csv").trimEnd().split("\n"), 1 + 4 * 3);
    assert.include(here.run(["check", "experiments/small.yaml", "--seeds", "5"]).stdout, "seeds: 5");
  });

  it("lists every sweep with its state, size and best variant", () => {
    const { status, stdout } = here.run(["list"]);
    assert.equal(status, 0);
    const [heads, cut, other, small] = stdout.split("\n");
    assert.match(heads ?? "", /^name +state +runs +size +changed +best$/);
    assert.match(cut ?? "", /^cut +interrupted +3 of 8, 1 failed +\d+ B +20.* val_loss 0\.5 \(0\.1\)$/);
    assert.match(other ?? "", /^other +finished +12 +/);
    assert.match(
      small ?? "",
      /^small +finished +12 +\S+ [kM]B +20\d\d-\d\d-\d\d \d\d:\d\d +final val_loss \S+ \(0\.\d+, \w+\)$/,
    );
  });

  it("calls no sweep finished whose manifest is none", () => {
    const manifest = here.read("results/other/manifest.json");
    for (const damaged of ["null", "{}", '{"digest": 3}', "["]) {
      here.write("results/other/manifest.json", damaged);
      assert.match(here.run(["list"]).stdout, /^other +interrupted +12 of 12 /m, damaged);
    }
    here.write("results/other/manifest.json", manifest);
  });

  it("finds the sweeps for whoever stands among them", () => {
    const from = (folder: string) => {
      const { stdout } = spawnSync(process.execPath, [CLI, "list"], { cwd: here.at(folder), encoding: "utf8" });
      return stdout.split("\n");
    };
    for (const [folder, words] of [
      ["results", "list --output ."],
      ["results/small", "list --output .."],
    ] as const) {
      const [first, , command = ""] = from(folder);
      assert.equal(first, "There is no sweep in results/ yet.");
      assert.isTrue(command.endsWith(words), command);
    }
    assert.lengthOf(from("experiments"), 2);
  });

  it("lists them for a program", () => {
    const [cut, , small] = JSON.parse(here.run(["list", "--json"]).stdout);
    assert.deepInclude(cut, { state: "interrupted", runs: { done: 3, total: 8, failed: 1 } });
    assert.deepEqual(cut.best, { variant: { "optimizer.lr": 0.1 }, metric: "val_loss", figure: 0.5 });
    assert.deepInclude(small, { name: "small", folder: "results/small", state: "finished" });
    assert.isAbove(small.bytes, 1000);
    const rows: Record<string, string>[] = parse(here.read("results/small/summary.csv"), { columns: true });
    const best = rows.find(({ rank }) => rank === "1");
    assert.equal(String(small.best.figure), best?.final_val_loss_mean);
    assert.equal(String(small.best.variant["optimizer.lr"]), best?.["optimizer.lr"]);
  });

  it("says that there is none where there is none", () => {
    assert.equal(here.run(["list", "--output", "nothing"]).stdout, "There is no sweep in nothing/ yet.\n");
  });

  it("asks before it deletes; without a terminal it names the command that does not ask", () => {
    const { status, stdout, stderr } = here.run(["delete", "cut", "small"]);
    assert.equal(status, 2);
    assert.match(stdout, /^results\/cut: 3 runs, \d+ B\nresults\/small: 12 runs, \S+ kB\n$/);
    assert.equal(stderr, "Nothing was deleted. To delete without being asked:\n  npm run delete -- cut small --yes\n");
    assert.isTrue(existsSync(here.at("results/small/runs.csv")));
  });

  it("refuses what is no sweep of the results folder, and then deletes nothing", () => {
    here.write("results/notes.txt", "mine");
    mkdirSync(here.at("results/mine"));
    symlinkSync(here.at("experiments"), here.at("results/link"));
    assert.include(refusal("smal", "--yes"), "did you mean 'small'?\n  npm run list");
    for (const name of ["../experiments", "experiments", ".", "..", "", "small/.journal", "mine", "link", "notes.txt"])
      assert.include(refusal("small", name, "--yes"), "there is no such sweep in results/", name);
    assert.isTrue(existsSync(here.at("results/small/runs.csv")));
    assert.isTrue(existsSync(here.at("experiments/small.yaml")));
  });

  it("refuses a sweep that is running", () => {
    const lock = lockFolder(here.at("results/other"), here.at("results/other/.journal"), new Date());
    try {
      assert.include(
        refusal("other", "--yes"),
        "other is running. Stop it first, or wait until it is finished:\n  npm run watch -- ",
      );
    } finally {
      lock.release();
    }
    assert.isTrue(existsSync(here.at("results/other/runs.csv")));
  });

  it("deletes by name or by path, and says how much", () => {
    const { status, stdout } = here.run(["delete", "other", "results/cut", "--yes"]);
    assert.equal(status, 0);
    assert.match(stdout, /deleted results\/other \(\S+ kB\)\ndeleted results\/cut \(\d+ B\)\n$/);
    assert.isFalse(existsSync(here.at("results/other")));
    assert.isFalse(existsSync(here.at("results/cut")));
    assert.isTrue(existsSync(here.at("results/small/runs.csv")));
  });
});
