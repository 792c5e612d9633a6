import { assert } from "chai";
import { successive_halving } from "../../src/pruners/index.ts";
import { at, cohortsOf, epochsOf } from "./cohorts.ts";

describe("successive_halving", () => {
  it("lets one in so many go on, the best, each time for so many times as long", () => {
    const cohorts = cohortsOf(successive_halving, { reduction_factor: 3 }, 27);
    assert.deepEqual(epochsOf(cohorts), [[1, 3, 9]]);
    const keep = cohorts[0]?.rungs[0]?.keep;
    assert.deepEqual(keep?.([at(5), at(1), at(3), at(2), at(9), at(8)], []), [1, 3]);
    assert.deepEqual(keep?.([at(1), at(0, 1), at(Number.NaN)], []), [0]);
    assert.deepEqual(keep?.([at(2), at(2), at(2)], []), [0]);
  });

  it("cuts cohorts in the order of the plan", () => {
    const cohorts = cohortsOf(successive_halving, { reduction_factor: 3, min_early_stopping_rate: 1, cohort: 10 }, 27);
    assert.deepEqual(
      cohorts.map(({ members }) => members.length),
      [10, 10, 7],
    );
    assert.strictEqual(cohorts[1]?.members[0], 10);
    assert.deepEqual(epochsOf(cohorts)[0], [3, 9]);
  });
});
