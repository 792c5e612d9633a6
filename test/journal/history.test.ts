import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { addToHistory, type PastSession, readHistory } from "../../src/journal/history.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const session = (runs: number): PastSession => ({
  started: "2026-01-01T00:00:00.000Z",
  finished: "2026-01-01T00:00:01.000Z",
  end: "done",
  trained: 1,
  ended: runs,
  runs,
  finding: "a ranks first.",
});

describe("the history of an experiment", () => {
  let folder = "";
  beforeEach(() => {
    folder = temporaryFolder();
    mkdirSync(join(folder, ".journal"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("keeps the last hundred sessions, oldest first", () => {
    assert.deepEqual(readHistory(folder), []);
    for (let runs = 0; runs < 102; runs++) addToHistory(folder, session(runs));
    const kept = readHistory(folder);
    assert.lengthOf(kept, 100);
    assert.deepEqual([kept[0], kept[99]], [session(2), session(101)]);
  });

  it("begins anew where its file is not what was written", () => {
    for (const text of ["null", "[{}]", "[", '{"0": 1}']) {
      writeFileSync(join(folder, ".journal/history.json"), text);
      assert.deepEqual(readHistory(folder), [], text);
      addToHistory(folder, session(1));
      assert.deepEqual(readHistory(folder), [session(1)]);
    }
  });
});
