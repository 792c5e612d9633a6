import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { assert } from "chai";
import { root } from "../root.ts";
import { SMALL, Workplace } from "./cli.ts";

const cli = join(root, "dist/lrsweep.js");

describe("a reader that leaves before the end of the output", () => {
  let here: Workplace;
  before(function () {
    if (process.platform === "win32") this.skip();
    here = new Workplace();
    here.experiment("small", SMALL);
    here.experiment("wrong", SMALL.replace("MSELoss", "NoLoss"));
    assert.equal(here.run(["sweep", "experiments/small.yaml"]).status, 0);
  });
  after(() => here?.remove());

  /** Runs a command whose reader is gone when it starts. Gives what it wrote to stderr, and its exit code. */
  function unread(words: string): readonly [stderr: string, code: number | null] {
    const shell = `(${JSON.stringify(process.execPath)} ${JSON.stringify(cli)} ${words}; echo $? > code) | true`;
    const { stderr } = spawnSync("bash", ["-c", shell], { cwd: here.folder, encoding: "utf8" });
    return [stderr, Number(here.read("code"))];
  }

  for (const words of [
    "--help",
    "preview experiments/small.yaml",
    "check experiments/small.yaml",
    "list",
    "schema own.json",
    "completion bash",
    "sweep experiments/small.yaml --dry-run",
    "export results/small --jsonl",
    "report results/small",
    "watch results/small",
  ])
    it(`is no error for ${words}`, () => {
      const [stderr, code] = unread(words);
      assert.notMatch(stderr, /EPIPE|\bat .*:\d+:\d+/);
      assert.equal(code, 0, stderr);
    });

  it("leaves the exit code of a mistake as it is", () => {
    const [, code] = unread("check experiments/wrong.yaml 2>&1");
    assert.equal(code, 2);
  });

  it("does not end a sweep, whose results go to files", () => {
    const [, code] = unread("sweep experiments/small.yaml --fresh 2>&1");
    assert.equal(code, 0);
    assert.include(here.read("results/small/summary.csv"), "\n");
  });
});
