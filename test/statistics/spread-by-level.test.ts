import { assert } from "chai";
import { exp, pow } from "../../src/numbers/math.ts";
import { normal, stream } from "../../src/random/rng.ts";
import { spreadPower } from "../../src/statistics/spread-by-level.ts";

/** Means and standard deviations of `n` figures at levels from 1 to 100, whose spread grows with a power of the level. */
function levels(count: number, n: number, power: number, rng = stream(0, "spread", count, n)) {
  return Array.from({ length: count }, (_, i) => {
    const level = pow(100, i / (count - 1));
    const figures = Array.from({ length: n }, () => level + 0.05 * pow(level, power) * normal(rng));
    const mean = figures.reduce((sum, figure) => sum + figure, 0) / n;
    const squares = figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0);
    return { mean, std: Math.sqrt(squares / (n - 1)) };
  });
}

describe("Spread by level", () => {
  it("is found where it is a share of the level, and its power", () => {
    for (const [count, n] of [
      [6, 10],
      [12, 5],
      [100, 3],
    ] as const)
      assert.closeTo(spreadPower(levels(count, n, 1)) ?? 0, 1, 0.35, `${count} variants of ${n} seeds`);
  });

  it("is hardly ever found where it does not grow", () => {
    const rng = stream(0, "even spread");
    const found = Array.from({ length: 1000 }, () => spreadPower(levels(12, 5, 0, rng))).filter((power) => power);
    assert.isBelow(found.length, 25);
  });

  it("is not said of a few variants, of levels alike, or where it falls", () => {
    assert.isUndefined(spreadPower(levels(5, 10, 1)));
    assert.isUndefined(spreadPower(levels(12, 5, -1)));
    const alike = Array.from({ length: 12 }, (_, i) => ({ mean: 1 + i / 100, std: exp(i) }));
    assert.isUndefined(spreadPower(alike));
  });

  it("is not decided by a run that exploded", () => {
    const even = levels(12, 5, 0);
    assert.isUndefined(spreadPower([...even, { mean: 5e26, std: 1e27 }]));
  });
});
