import { assert } from "chai";
import type { Standing } from "../../src/contracts/plan.ts";
import { cohortsOf } from "../../src/search/cohorts.ts";

const at = (loss: number, diverged = 0): Standing => ({ epochs: 1, diverged, loss });
const variants = Array.from({ length: 27 }, (_, i) => i);

describe("cohorts", () => {
  it("of successive halving go on one in so many, the best, each time for so many times as long", () => {
    const [cohort] = cohortsOf(
      { type: "successive_halving", min_resource: 1, reduction_factor: 3, min_early_stopping_rate: 0 },
      variants,
      27,
    );
    assert.deepEqual(
      cohort?.rungs.map(({ epochs }) => epochs),
      [1, 3, 9],
    );
    const keep = cohort?.rungs[0]?.keep;
    assert.deepEqual(keep?.([at(5), at(1), at(3), at(2), at(9), at(8)], []), [1, 3]);
    assert.deepEqual(keep?.([at(1), at(0, 1), at(Number.NaN)], []), [0]);
    assert.deepEqual(keep?.([at(2), at(2), at(2)], []), [0]);
  });

  it("are cut in the order of the plan", () => {
    const cohorts = cohortsOf(
      { type: "successive_halving", min_resource: 1, reduction_factor: 3, min_early_stopping_rate: 1, cohort: 10 },
      variants,
      27,
    );
    assert.deepEqual(
      cohorts.map(({ members }) => members.length),
      [10, 10, 7],
    );
    assert.strictEqual(cohorts[1]?.members[0], 10);
    assert.deepEqual(
      cohorts[0]?.rungs.map(({ epochs }) => epochs),
      [3, 9],
    );
  });

  it("of hyperband are brackets, each of which begins to decide later, with fewer members", () => {
    const cohorts = cohortsOf({ type: "hyperband", min_resource: 1, reduction_factor: 3 }, variants, 27);
    assert.deepEqual(
      cohorts.map(({ rungs }) => rungs.map(({ epochs }) => epochs)),
      [[1, 3, 9], [3, 9], [9], []],
    );
    // Shares of 27, 12, 6 and 4, as in Li et al. 2018 for R = 27.
    assert.deepEqual(
      cohorts.map(({ members }) => members.length),
      [15, 7, 3, 2],
    );
    assert.deepEqual(
      cohorts.flatMap(({ members }) => members).sort((a, b) => a - b),
      variants,
    );
  });

  it("of the median go on unless they are worse than half of those that finished before", () => {
    const [cohort] = cohortsOf({ type: "median", n_startup_trials: 3, n_warmup_steps: 2, cohort: 8 }, variants, 20);
    assert.deepEqual(
      cohort?.rungs.map(({ epochs }) => epochs),
      [2, 4, 8, 16],
    );
    const keep = cohort?.rungs[0]?.keep;
    assert.deepEqual(keep?.([at(9), at(1)], [at(2), at(3)]), [0, 1]);
    assert.deepEqual(keep?.([at(9), at(2), at(1), at(2.5)], [at(3), at(1), at(2)]), [1, 2]);
  });
});
