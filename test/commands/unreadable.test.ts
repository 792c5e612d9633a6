import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { assert } from "chai";
import { lacks } from "../needs.ts";
import { SMALL, Workplace } from "./cli.ts";
import { CLI } from "./process.ts";

/** Root reads everything: then the program runs as a user who owns nothing. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

describe("files that may not be read", () => {
  let here: Workplace;
  before(function () {
    if (process.platform === "win32") this.skip();
    here = new Workplace();
    here.experiment("small", SMALL);
    for (const path of [".", "experiments"]) chmodSync(here.at(path), 0o777);
    const { status } = run("sweep", "experiments/small.yaml");
    if (status !== 0) lacks(this, "a clone that every user may read");
  });
  after(() => here?.remove());

  function run(...args: readonly string[]): SpawnSyncReturns<string> {
    return spawnSync(process.execPath, [CLI, ...args], { cwd: here.folder, encoding: "utf8", ...NOBODY });
  }

  function shut(path: string, work: () => void): void {
    chmodSync(here.at(path), 0o000);
    try {
      work();
    } finally {
      chmodSync(here.at(path), 0o777);
    }
  }

  /** What cannot be read, and a command that has to. */
  const NEEDED: readonly (readonly [string, ...string[]])[] = [
    ["results/small/runs.csv", "sweep", "experiments/small.yaml"],
    ["results/small/manifest.json", "sweep", "experiments/small.yaml"],
    ["results/small/manifest.json", "export", "results/small"],
    ["results/small/experiment.yaml", "export", "results/small"],
    ["results/small/.journal/runs", "export", "results/small"],
    ["results/small/.journal/state.json", "watch", "results/small", "--once"],
    ["results", "list"],
    ["experiments", "check"],
  ];
  for (const [path, ...words] of NEEDED)
    it(`${words.join(" ")} says that it may not read ${path}`, () => {
      shut(path, () => {
        const { status, stderr } = run(...words);
        assert.equal(stderr, `${path}: no permission to read here (EACCES)\n`);
        assert.equal(status, 1);
      });
    });

  it("in one sweep do not hide the others from list", () => {
    here.experiment("other", SMALL.replace("name: small", "name: other"));
    assert.equal(run("sweep", "experiments/other.yaml").status, 0);
    shut("results/small/.journal", () => {
      const { status, stdout, stderr } = run("list");
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^other +finished +8 +\d/m);
    });
  });

  it("does not mind a home folder that it may not look into", () => {
    shut("experiments", () => {
      const env = { ...process.env, HOME: here.at("experiments") };
      const { status, stderr } = spawnSync(process.execPath, [CLI, "list"], {
        cwd: here.folder,
        env,
        encoding: "utf8",
        ...NOBODY,
      });
      assert.equal(status, 0, stderr);
    });
  });
});
