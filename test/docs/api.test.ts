import { readFileSync } from "node:fs";
import { assert } from "chai";
import { apiPage } from "../../src/docs/api.ts";
import { root } from "../root.ts";

describe("the page about the library", () => {
  const { path, text } = apiPage((name) => readFileSync(`${root}dist/types/${name}`, "utf8"));

  it("is fresh: if not, run npm run docs", () => {
    assert.equal(readFileSync(root + path, "utf8"), text, "run npm run docs");
  });

  it("explains everything that is exported", () => {
    const entries = text.split(/^### /m).slice(1);
    assert.isAbove(entries.length, 30);
    for (const entry of entries) assert.match(entry, /^\w+(?:\(\))?\n\n[A-Z`].*\n/);
  });

  it("names each export once", () => {
    const names = [...text.matchAll(/^### (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual([...new Set(names)], names);
    assert.includeMembers(names, ["check", "sweep", "schedule", "readResults", "defineScheduler", "ScheduleError"]);
  });
});
