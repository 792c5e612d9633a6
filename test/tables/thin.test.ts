import { expect } from "chai";
import type { Policy } from "../../src/contracts/plan.ts";
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
    expect(shown("all")).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
    expect(shown("last")).to.deep.equal([7]);
    expect(shown("best")).to.deep.equal([3]);
    expect(shown(3)).to.deep.equal([3, 6, 7]);
    expect(shown(7)).to.deep.equal([7]);
    expect(shown(1)).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
  });

  it("are as many as announced", () => {
    for (const epochs of ["all", "last", "best", 1, 2, 3, 7, 10] as const)
      expect(rowsShown(epochs, LOSSES.length)).to.equal(shown(epochs).length);
  });

  it("are the last where no epoch is best, and none where there is none", () => {
    expect(shown("best", [Number.NaN, Number.NaN])).to.deep.equal([2]);
    expect(shown("last", [])).to.deep.equal([]);
  });
});
