import { assert } from "chai";
import { median } from "../../src/pruners/index.ts";
import { at, cohortsOf, epochsOf } from "./cohorts.ts";

describe("median", () => {
  it("lets variants go on unless they are worse than half of those that finished before", () => {
    const cohorts = cohortsOf(median, { n_startup_trials: 3, n_warmup_steps: 2 }, 20);
    assert.deepEqual(epochsOf(cohorts)[0], [2, 4, 8, 16]);
    const keep = cohorts[0]?.rungs[0]?.keep;
    assert.deepEqual(keep?.([at(9), at(1)], [at(2), at(3)]), [0, 1]);
    assert.deepEqual(keep?.([at(9), at(2), at(1), at(2.5)], [at(3), at(1), at(2)]), [1, 2]);
  });
});
