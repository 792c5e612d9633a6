import { expect } from "chai";
import { badFiles } from "./bad-files.ts";
import { errorsOf } from "./experiment.ts";

describe("Bad files", () => {
  it("are at least 60, each with a title of its own", () => {
    expect(new Set(badFiles.map(({ title }) => title)).size)
      .to.equal(badFiles.length)
      .and.to.be.at.least(60);
  });

  for (const { title, text, options, says } of badFiles)
    it(title, () => {
      expect(errorsOf(text, options)).to.equal(says);
    });
});
