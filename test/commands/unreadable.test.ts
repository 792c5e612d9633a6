import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { assert } from "chai";
import { lacks } from "../needs.ts";
import { SMALL, Workplace } from "./cli.ts";
import { CLI } from "./process.ts";

/** Root reads everything: then the program runs without the capabilities that let it. */
const WITHOUT = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
const [PROGRAM = "", ...WORDS] = [...(process.getuid?.() === 0 ? WITHOUT : []), process.execPath, CLI];

describe("files that may not be read", () => {
  let here: Workplace;
  before(function () {
    if (process.platform === "win32") this.skip();
    here = new Workplace();
    here.experiment("small", SMALL);
    const { status, error } = run("sweep", "experiments/small.yaml");
    if (error) lacks(this, "setpriv (apt-get install util-linux)");
    assert.equal(status, 0);
  });
  after(() => here?.remove());

  function run(...args: readonly string[]): SpawnSyncReturns<string> {
    return spawnSync(PROGRAM, [...WORDS, ...args], { cwd: here.folder, encoding: "utf8" });
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
      const options = { cwd: here.folder, env, encoding: "utf8" } as const;
      const { status, stderr } = spawnSync(PROGRAM, [...WORDS, "list"], options);
      assert.equal(status, 0, stderr);
    });
  });
});
