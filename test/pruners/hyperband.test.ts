import { assert } from "chai";
import { hyperband } from "../../src/pruners/index.ts";
import { cohortsOf, epochsOf, variants } from "./cohorts.ts";

describe("hyperband", () => {
  it("makes brackets, each of which begins to decide later, with fewer members", () => {
    const cohorts = cohortsOf(hyperband, {}, 27);
    assert.deepEqual(epochsOf(cohorts), [[1, 3, 9], [3, 9], [9], []]);
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
});
