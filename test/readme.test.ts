import { assert } from "chai";
import { blocks, documents, readDocument, withBlocks } from "./readme.ts";

describe("the README", () => {
  it("and results/README.md show the headline experiment, its CSV, its summary and an error as they are (node dist/test/readme.js)", () => {
    const made = blocks();
    for (const path of documents) assert.equal(readDocument(path), withBlocks(path, made), path);
  });

  it("is short", () => assert.isAtMost(Buffer.byteLength(readDocument("README.md")), 12_000));

  it("has the two commands at its top, as CI runs them", () => {
    const top = readDocument("README.md").split("\n").slice(0, 25);
    assert.include(top, "npm ci && npm run sweep");
    assert.include(top, "npm ci && npm test");
  });
});
