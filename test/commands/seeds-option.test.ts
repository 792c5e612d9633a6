import { assert } from "chai";
import { withSeeds } from "../../src/commands/options.ts";

describe("--seeds", () => {
  it("is a setting, and refused beside another of the same key", () => {
    assert.deepEqual(withSeeds(["name=x"], 5), ["name=x", "seeds=5"]);
    assert.deepEqual(withSeeds(["seeds=3"], undefined), ["seeds=3"]);
    const message = "--seeds 5 takes the place of --set seeds=3: leave out one of them";
    assert.throws(() => withSeeds(["seeds=3"], 5), message);
    assert.throws(() => withSeeds(["seeds = [1, 2]"], 5), "leave out one of them");
  });
});
