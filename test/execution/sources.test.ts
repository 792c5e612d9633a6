import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { Sources } from "../../src/execution/sources.ts";
import { parts } from "../../src/parts.ts";
import { temporaryFolder } from "../temporary-folder.ts";

describe("The data of a worker", () => {
  let directory = "";

  before(() => {
    directory = temporaryFolder();
    writeFileSync(join(directory, "a.csv"), "x,y\n1,2\n2,3\n3,4\n4,5\n");
  });

  after(() => rmSync(directory, { recursive: true }));

  const files = () => ({ kind: "folder", path: directory }) as const;
  const csv = { type: "csv", path: "a.csv", target: "y", validation: 0.25, seed: 0 };
  const sources = new Sources(parts.data);
  const full = { ...csv, task: "regression", standardize: false, drop: [], one_hot: [], max_categories: 100 };

  it("are opened and loaded once, and shared by all runs on them", () => {
    const source = sources.open(full, files());
    const { training, validation } = source.load();
    // What the file says now would be other rows.
    writeFileSync(join(directory, "a.csv"), "x,y\n5,6\n6,7\n7,8\n8,9\n");
    const again = sources.open({ ...full }, files());
    assert.strictEqual(again, source);
    assert.strictEqual(again.load().training, training);
    assert.strictEqual(again.load().validation, validation);
  });

  it("are others where a parameter differs", () => {
    assert.notStrictEqual(sources.open({ ...full, seed: 1 }, files()), sources.open(full, files()));
  });
});
