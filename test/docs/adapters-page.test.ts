import { readFileSync } from "node:fs";
import { assert } from "chai";
import { adaptersPage } from "../../src/docs/adapters-page.ts";
import { root } from "../root.ts";

describe("the page of adapters", () => {
  const source = readFileSync(`${root}src/adapters/lrsweep.py`, "utf8");

  it("is fresh: if not, run npm run docs", () => {
    const { path, text } = adaptersPage(source);
    assert.equal(readFileSync(root + path, "utf8"), text, "run npm run docs");
  });

  it("has every public member of the adapter's Run", () => {
    const { text } = adaptersPage(source);
    const run = source.slice(source.indexOf("class Run:"), source.indexOf("class _Attached"));
    const names = [...run.matchAll(/^ {4}def ([a-z]\w*)\(/gm)].map(([, name]) => name);
    assert.includeMembers(names, ["epochs", "log", "rate", "scheduler"]);
    for (const name of names) assert.match(text, new RegExp(`^\\| \`run\\.${name}\\b`, "m"));
  });
});
