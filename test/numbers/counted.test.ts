import { assert } from "chai";
import { counted, countedOf } from "../../src/numbers/counted.ts";

describe("a number of things", () => {
  it("is one or several", () => {
    assert.deepEqual(
      [0, 1, 2].map((n) => counted(n, "run")),
      ["0 runs", "1 run", "2 runs"],
    );
  });

  it("of all of them takes a verb that fits", () => {
    assert.equal(countedOf(1, 1, "run", ["is", "are"]), "1 of 1 run is");
    assert.equal(countedOf(1, 2, "run", ["is", "are"]), "1 of 2 runs is");
    assert.equal(countedOf(0, 2, "run", ["is", "are"]), "0 of 2 runs are");
  });
});
