import { assert } from "chai";
import { Looks, levelsOf } from "../../src/statistics/levels.ts";
import { DIFFERENCES, looksAt } from "../simulate/looks.ts";

const LOOKS = [5, 10, 20, 40];

describe("levels of comparisons that are looked at several times", () => {
  it("are those of Pocock's spending", () => {
    const levels = levelsOf([1 / 8, 1 / 4, 1 / 2, 1], 0.05);
    for (const [look, level] of [0.0099, 0.0106, 0.017, 0.0256].entries())
      assert.closeTo(levels[look] ?? 0, level, 0.0002);
    // Jennison and Turnbull, "Group Sequential Methods", 2000: two and three equal steps.
    const known: readonly (readonly [readonly number[], readonly number[]])[] = [
      [[1], [0.05]],
      [
        [0.5, 1],
        [0.031, 0.0277],
      ],
      [
        [1 / 3, 2 / 3, 1],
        [0.0226, 0.0217, 0.0217],
      ],
    ];
    for (const [times, expected] of known)
      for (const [look, level] of expected.entries())
        assert.closeTo(levelsOf(times, 0.05)[look] ?? 0, level, 0.0001, `${times}`);
  });

  it("spend no more and no less however close the last looks are", () => {
    const [first = 0, second = 0] = levelsOf([0.999, 1], 0.05);
    assert.closeTo(first, 0.05, 0.0001);
    assert.isAbove(second, 0.005);
    assert.isBelow(second, 0.05);
  });

  it("turn a p-value into the one that counts over all looks", () => {
    const looks = Looks.after(LOOKS);
    for (const alpha of [0.3, 0.05, 0.01, 0.004, 1e-5, 1e-12])
      for (const seeds of LOOKS) assert.closeTo(looks.corrected(seeds, looks.level(seeds, alpha)) / alpha, 1, 1e-9);
    assert.closeTo(looks.level(40, 0.05), 0.0256, 0.0002);
    assert.closeTo(looks.level(40, 0.05 / 3), levelsOf([1 / 8, 1 / 4, 1 / 2, 1], 0.05 / 3)[3] ?? 0, 1e-4);
    assert.strictEqual(looks.corrected(5, 0.6), 1);
    assert.strictEqual(looks.corrected(5, 0), 0);
    assert.isAbove(looks.corrected(20, 0.02), 0.05);
    assert.isBelow(looks.corrected(40, 0.02), 0.05);
  });

  it("claim a difference that is none in 5 %, and take 15 seeds for one of a standard deviation", () => {
    for (const name of ["normal", "Laplace"] as const) {
      const { claims } = looksAt(LOOKS, DIFFERENCES[name], 0, 4000);
      assert.closeTo(claims, 0.05, 0.011, name);
    }
    const { claims, seeds } = looksAt(LOOKS, DIFFERENCES.normal, 1, 1000);
    assert.isAbove(claims, 0.99);
    assert.closeTo(seeds, 14.7, 0.8);
  });
});
