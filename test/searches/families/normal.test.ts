import { assert } from "chai";
import { stream } from "../../../src/random/rng.ts";
import { below, cutNormal, density } from "../../../src/searches/families/normal.ts";

describe("the normal distribution", () => {
  // scipy.stats.norm.cdf, SciPy 1.17.
  const shares: readonly (readonly [z: number, share: number])[] = [
    [0, 0.5],
    [-1, 0.15865525393145707],
    [1.96, 0.9750021048517795],
    [-3, 0.0013498980316300933],
    [5, 0.9999997133484281],
    [-40, 0],
    [40, 1],
  ];
  for (const [z, share] of shares)
    it(`has a share of ${share} below ${z}`, () => {
      assert.closeTo(below(z), share, 2e-16 + 1e-15 * share);
    });

  it("has a density that adds up to what lies below", () => {
    let sum = 0;
    for (let i = 0; i < 3000; i++) sum += density((i + 0.5) / 1000 - 1) / 1000;
    assert.closeTo(sum, below(2) - below(-1), 1e-6);
  });

  it("can be cut off at both ends", () => {
    const rng = stream(0, "cut");
    const drawn = Array.from({ length: 2000 }, () => cutNormal(rng, 0, 1, 0, 1));
    assert.isAtLeast(Math.min(...drawn), 0);
    assert.isAtMost(Math.max(...drawn), 1);
    // scipy.stats.truncnorm(0, 1).mean()
    assert.closeTo(drawn.reduce((sum, x) => sum + x, 0) / 2000, 0.4598622, 0.02);
  });
});
