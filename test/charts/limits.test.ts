import { assert } from "chai";
import { linearEnds, logEnds, worstShown } from "../../src/charts/limits.ts";

describe("the limits of an axis", () => {
  it("leave out what exploded, and nothing else", () => {
    assert.equal(worstShown([0.01, 0.0101, 0.5, 5e26, 0.02], "min"), 0.5);
    assert.equal(worstShown([0.01, 0.0101, 1e3, 5e26], "min"), 0.0101);
    assert.equal(worstShown([0.01, 0.1, 1, 10, 100], "min"), 100, "a factor of ten from one to the next");
    assert.equal(worstShown([0.9, 0.95, 0.1], "max"), 0.1, "an accuracy");
    assert.equal(worstShown([0.9, 0.95, 0.8, -1e20], "max"), 0.8, "a share of the variance");
    assert.equal(worstShown([0, 1e-9, 1e20], "min"), 1e-9, "not only figures above 0");
    assert.equal(worstShown([1, 1e9], "min"), 1e9, "two figures are always shown");
    assert.isNaN(worstShown([Number.NaN], "min"));
  });

  it("are round, with some ticks between", () => {
    assert.deepEqual(linearEnds(0.0101, 0.0113), { min: 0.01, max: 0.0114, interval: 0.0002 });
    assert.deepEqual(logEnds(0.0123, 3), { min: 0.01, max: 5 });
    assert.deepEqual(logEnds(0.02, 0.5), { min: 0.02, max: 0.5 });
  });

  it("hold the figures, however small their distance", () => {
    for (const [low, high] of [
      [3, 3],
      [-5, -4.9],
      [0, 0],
      [1e-9, 1.0001e-9],
      [-1e20, 1e20],
    ] as const) {
      const { min, max, interval = 0 } = linearEnds(low, high);
      assert.isAtMost(min, low);
      assert.isAtLeast(max, high);
      assert.isAbove(max, min);
      assert.isAtMost((max - min) / interval, 14);
      assert.isAtLeast((max - min) / interval, 2 - 1e-9);
    }
  });
});
