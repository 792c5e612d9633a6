import { assert } from "chai";
import { REPLICATE_SCENARIOS, replicateErrors } from "../simulate/replicates.ts";

describe("comparisons over replicates", () => {
  const errorsOf = (title: string) => {
    const scenario = REPLICATE_SCENARIOS.find((one) => one.title === title);
    return replicateErrors(scenario ?? assert.fail(title), 1000);
  };

  it("hold their level over data sets, folds and splits, which a t-test over all runs does not", () => {
    const held = {
      "5 data sets of 4 seeds": 0.15,
      "20 data sets of 4 seeds": 0.15,
      "10 splits, a fifth held out": 0.2,
      "5 folds, where rows trained on matter as much as those held out": 0.08,
    };
    for (const [title, least] of Object.entries(held)) {
      const { own, naive } = errorsOf(title);
      assert.isAtMost(own, 0.07, title);
      assert.isAtLeast(naive, least, title);
    }
  });

  it("err more often over splits where the rows trained on matter, as the reference says", () => {
    const { own } = errorsOf("30 splits, a fifth held out, where rows trained on matter as much as those held out");
    assert.isAbove(own, 0.08);
    assert.isBelow(own, 0.2);
  });
});
