import { assert } from "chai";
import { badFiles } from "./bad-files.ts";
import { errorsOf } from "./experiment.ts";

describe("Bad files", () => {
  it("are at least 60, each with a title of its own", () => {
    const titles = new Set(badFiles.map(({ title }) => title)).size;
    assert.strictEqual(titles, badFiles.length);
    assert.isAtLeast(titles, 60);
  });

  for (const { title, text, options, says } of badFiles)
    it(title, () => {
      assert.strictEqual(errorsOf(text, options), says);
    });
});
