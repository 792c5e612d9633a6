import { assert } from "chai";
import { groupsOf, VARIANT } from "../../src/charts/boxes.ts";
import { fourVariants } from "./view.ts";

describe("the spread of the runs", () => {
  it("has a box for each variant by rank, or for each value of an axis", () => {
    const boxes = groupsOf(fourVariants(), VARIANT);
    assert.deepEqual(
      boxes.map(({ name, values }) => [name, ...values]),
      [
        ["lr=0.01, constant", 2, 3],
        ["lr=0.1, <i>cosine</i>", 3, 4],
        ["lr=0.1, constant", 4, 5],
      ],
    );
    const view = fourVariants();
    view.filter(1, new Set(["constant"]));
    assert.deepEqual(groupsOf(view, "optimizer.lr"), [
      { name: "0.01", values: [2, 3] },
      { name: "0.1", values: [4, 5] },
    ]);
  });
});
