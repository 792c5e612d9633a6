import { assert } from "chai";
import { BASE, errorsOf, FEW, warningsOf, withLine } from "../plan/experiment.ts";

const rows = (validation: string) =>
  withLine("data", `{type: csv, path: good.csv, target: age, drop: [name], ${validation}}`);

const readFile = (path: string) => FEW.readFile(path.replace(/^\.\//, ""));

describe("Rows held out", () => {
  it("are told where they are those to train on", () => {
    const message = (side: string) => `data: ${side} has the rows to train on`;
    assert.include(warningsOf(rows("validation: {path: good.csv}")), message("validation"));
    assert.include(
      warningsOf(rows("validation: {path: ./good.csv}"), { readFile }),
      "name another file, or write a share such as 0.2",
    );
    assert.include(warningsOf(rows("validation: 0.2, test: {path: good.csv}")), message("test"));
    assert.equal(warningsOf(rows("validation: 0.2")), "");
  });

  it("are drawn from a seed that is exact", () => {
    const seeded = (seed: string) => withLine("data", `{type: linear, features: 10, samples: 64, seed: ${seed}}`);
    for (const seed of ["1e300", "1e17"]) {
      assert.include(errorsOf(seeded(seed)), "data.seed must be");
      assert.include(errorsOf(`${BASE}seeds: [${seed}]\n`), "is too large to be exact");
    }
    assert.equal(errorsOf(seeded("9007199254740991")), "no error");
  });
});
