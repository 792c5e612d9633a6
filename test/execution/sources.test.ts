import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import type { Files } from "../../src/execution/files.ts";
import { sourceOf } from "../../src/execution/sources.ts";

describe("The data of a worker", () => {
  let directory = "";
  let files: Files = { kind: "folder", path: "" };

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "lrsweep-"));
    files = { kind: "folder", path: directory };
    writeFileSync(join(directory, "a.csv"), "x,y\n1,2\n2,3\n3,4\n4,5\n");
  });

  after(() => rmSync(directory, { recursive: true }));

  const csv = { type: "csv", path: "a.csv", target: "y", validation: 0.25, seed: 0 };
  const full = { ...csv, task: "regression", standardize: false, drop: [], one_hot: [], max_categories: 100 };

  it("are opened and loaded once, and shared by all runs on them", () => {
    const source = sourceOf(full, files);
    const { training, validation } = source.load();
    // What the file says now would be other rows.
    writeFileSync(join(directory, "a.csv"), "x,y\n5,6\n6,7\n7,8\n8,9\n");
    const again = sourceOf({ ...full }, files);
    assert.strictEqual(again, source);
    assert.strictEqual(again.load().training, training);
    assert.strictEqual(again.load().validation, validation);
  });

  it("are others where a parameter differs", () => {
    assert.notStrictEqual(sourceOf({ ...full, seed: 1 }, files), sourceOf(full, files));
  });
});
