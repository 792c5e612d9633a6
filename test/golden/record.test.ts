import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { needsTorch, python } from "../python.ts";
import { root } from "../root.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const GOLDEN = join(root, "test/golden");
/** The files that PyTorch and what it brings make. */
const FROM_TORCH = ["schedules", "schedule_errors", "compositions", "optimizers", "optimizers2", "optimizer_shapes", "optimizer_errors"];
const TRAINED = ["training", "training2", "averaging", "init", "article", "lr_find", "math"];

describe("test/golden/record.py", function () {
  this.timeout(300_000);
  let folder: string;

  before(function () {
    needsTorch(this);
    folder = temporaryFolder();
  });
  after(() => folder !== undefined && rmSync(folder, { recursive: true, force: true }));

  function check(script: string, ...args: readonly string[]): { readonly status: number | null; readonly text: string } {
    const env = { ...process.env, OMP_NUM_THREADS: "1" };
    const { status, stdout, stderr } = spawnSync(python, [script, "--check", ...args], { encoding: "utf8", env });
    return { status, text: stdout + stderr };
  }

  it("gets the values of the golden files from PyTorch again", () => {
    const { status, text } = check(join(GOLDEN, "record.py"), ...FROM_TORCH, ...TRAINED);
    assert.strictEqual(status, 0, text);
    const counts = [...text.matchAll(/as it was, (\d+) cases/g)].map(([, count]) => Number(count));
    // What PyTorch 1.13 lacks is left out; the rest is many cases.
    assert.isAtLeast(
      counts.reduce((sum, count) => sum + count, 0),
      1500,
      text,
    );
  });

  it("finds a value that differs, and says where", () => {
    for (const name of ["record.py", "recorders"]) cpSync(join(GOLDEN, name), join(folder, name), { recursive: true });
    const text = readFileSync(join(GOLDEN, "schedules.json"), "utf8");
    const cases: { readonly id: string; readonly lrs: number[][] }[] = JSON.parse(text);
    const plateau = cases.find(({ id }) => id === "plateau_thr0");
    if (plateau === undefined) throw new Error("no such case");
    plateau.lrs[4] = [0.0999];
    writeFileSync(join(folder, "schedules.json"), JSON.stringify(cases));
    const found = check(join(folder, "record.py"), "--cases", "plateau_*", "schedules");
    assert.strictEqual(found.status, 1);
    assert.match(found.text, /plateau_thr0 lrs 4 0: 0\.0999 → 0\.1\n/);
    assert.include(found.text, "schedules: 1 values differ");
  });
});
