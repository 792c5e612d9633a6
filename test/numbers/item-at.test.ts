import { assert } from "chai";
import { itemAt } from "../../src/numbers/item-at.ts";

describe("itemAt", () => {
  it("gives what stands at an index, undefined included", () => {
    assert.equal(itemAt(["a", "b"], 1), "b");
    assert.equal(itemAt(Float64Array.of(0, 0.5), 0), 0);
    assert.isUndefined(itemAt([undefined], 0));
  });

  for (const index of [-1, 2, 0.5, Number.NaN])
    it(`refuses index ${index} of two items`, () => {
      const text = `no item ${index} among 2`;
      assert.throws(() => itemAt([1, 2], index), RangeError, text);
      assert.throws(() => itemAt(Int32Array.of(1, 2), index), RangeError, text);
    });
});
