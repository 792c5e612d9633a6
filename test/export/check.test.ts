import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { CHECK } from "../../src/export/check.ts";
import { needsPython, python } from "../python.ts";
import { temporaryFolder } from "../temporary-folder.ts";

type Losses = readonly [train: number, val: number];

describe("check.py", () => {
  let folder: string;

  before(function () {
    needsPython(this);
    folder = temporaryFolder();
    writeFileSync(join(folder, "check.py"), CHECK);
  });
  after(() => folder !== undefined && rmSync(folder, { recursive: true, force: true }));

  function write(name: string, losses: readonly Losses[]): void {
    const rows = losses.map(([train, val], i) => `${i + 1},0.1,${train},${val}`);
    writeFileSync(join(folder, name), `epoch,lr,train_loss,val_loss\n${rows.join("\n")}\n`);
  }

  /** Two epochs: what was recorded, what the script found, and what it found from nudged weights. */
  function check(found: Losses, nudged: Losses): number | null {
    const first: Losses = [1, 1];
    write("recorded.csv", [first, [0.5, 0.5]]);
    write("losses.csv", [first, found]);
    write("nudged-1.csv", [first, nudged]);
    return spawnSync(python, [join(folder, "check.py")]).status;
  }

  it("excuses a loss by what rounding does to it", () => {
    assert.strictEqual(check([0.5, 0.5], [0.5, 0.5]), 0);
    assert.strictEqual(check([0.501, 0.5], [0.5015, 0.5]), 0);
    assert.strictEqual(check([0.501, 0.5], [0.501, 0.5]), 1);
  });

  it("excuses an accuracy by what rounding does to it, and to no loss", () => {
    const write = (name: string, accuracy: number) =>
      writeFileSync(join(folder, name), `epoch,lr,val_loss,val_accuracy\n1,0.1,1,0.5\n2,0.1,0.5,${accuracy}\n`);
    write("recorded.csv", 0.6);
    write("losses.csv", 0.61);
    write("nudged-1.csv", 0.6);
    const said = () => spawnSync(python, [join(folder, "check.py")], { encoding: "utf8" }).stdout;
    assert.include(said(), "val_accuracy: within 0.0001 before epoch 2, then within what rounding does");
    write("nudged-1.csv", 0.61);
    assert.include(said(), "val_accuracy: DIFFERS");
  });

  it("does not excuse it by what rounding does to another one", () => {
    assert.strictEqual(check([0.5, 0.505], [0.5, 0.52]), 0);
    assert.strictEqual(check([0.505, 0.5], [0.505, 0.52]), 1);
    assert.strictEqual(check([0.5, 0.505], [0.52, 0.505]), 1);
  });
});
