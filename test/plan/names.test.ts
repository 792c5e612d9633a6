import { assert } from "chai";
import { nameProblem } from "../../src/plan/top-level.ts";
import { errorsOf } from "../plan-of.ts";
import { BASE } from "./experiment.ts";

describe("an experiment's name", () => {
  it("is none that stands for something else, on any system", () => {
    const devices = ["CON", "con", "Aux", "nul", "PRN", "com1", "LPT9", "nul.txt", "con.a.b"];
    for (const name of [
      ...devices,
      "a.shard-0-of-2",
      "A.Shard-10-of-12",
      "a.",
      "a..",
      "",
      ".a",
      "-a",
      "a b",
      "a/b",
      "é",
    ]) {
      assert.isString(nameProblem(name), name);
      assert.include(errorsOf(`name: "${name}"\n${BASE}`), "error: name", name);
      if (!name.includes("/")) assert.include(errorsOf(BASE, { file: `${name}.yaml` }), "cannot name a folder", name);
    }
    for (const name of ["console", "auxiliary", "com10", "a.shard", "a.shard-0", "shard-0-of-2", "a.b", "0", "my-con"])
      assert.isUndefined(nameProblem(name), name);
  });
});
