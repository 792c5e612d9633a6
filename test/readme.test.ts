import { assert } from "chai";
import { blocks, readReadme, withBlocks } from "./readme.ts";

describe("the README", () => {
  it("shows the headline experiment, its CSV, its summary and an error as they are (node dist/test/readme.js)", () => {
    const readme = readReadme();
    assert.equal(readme, withBlocks(readme, blocks()));
  });

  it("has the two commands at its top, as CI runs them", () => {
    const top = readReadme().split("\n").slice(0, 25);
    assert.include(top, "npm ci && npm run sweep");
    assert.include(top, "npm ci && npm test");
  });
});
