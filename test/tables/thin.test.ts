import { assert } from "chai";
import type { Policy } from "../../src/experiment/plan.ts";
import { rowsShown, thin } from "../../src/tables/thin.ts";
import { planOf, resultOf } from "../results/fixtures.ts";

const LOSSES = [5, 4, 1, 2, 3, 2, 6];

function shown(epochs: Policy["epochs"], losses: readonly number[] = LOSSES): readonly number[] {
  const plan = planOf({ policy: { epochs } });
  const { lines, outcome } = resultOf(plan, losses);
  const rows = thin(lines, outcome.figures, plan).split("\n").slice(0, -1);
  return rows.map((row) => Number(row.split(",")[0]));
}

describe("thinned epochs", () => {
  it("are all, the last, the best, or every n-th and the last", () => {
    assert.deepEqual(shown("all"), [1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(shown("last"), [7]);
    assert.deepEqual(shown("best"), [3]);
    assert.deepEqual(shown(3), [3, 6, 7]);
    assert.deepEqual(shown(7), [7]);
    assert.deepEqual(shown(1), [1, 2, 3, 4, 5, 6, 7]);
  });

  it("are as many as announced", () => {
    for (const epochs of ["all", "last", "best", 1, 2, 3, 7, 10] as const)
      assert.strictEqual(rowsShown(epochs, LOSSES.length), shown(epochs).length);
  });

  it("are the last where no epoch is best, and none where there is none", () => {
    assert.deepEqual(shown("best", [Number.NaN, Number.NaN]), [2]);
    assert.deepEqual(shown("last", []), []);
  });
});
