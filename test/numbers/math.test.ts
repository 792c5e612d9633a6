import { assert } from "chai";
import { cos, exp, log, pow, sin } from "../../src/numbers/math.ts";

const assertNear = (found: number, expected: number) =>
  assert.closeTo(found, expected, 4 * Number.EPSILON * Math.max(1e-3, Math.abs(expected)));

describe("elementary functions", () => {
  it("agree with V8's to the last bits", () => {
    for (let i = -200; i <= 200; i++) {
      const x = i / 7;
      assertNear(exp(x), Math.exp(x));
      assertNear(cos(x), Math.cos(x));
      assertNear(sin(x), Math.sin(x));
      if (x > 0) assertNear(log(x), Math.log(x));
      if (x > 0) assertNear(pow(x, i / 50), x ** (i / 50));
    }
  });

  it("have the usual exceptions", () => {
    assert.deepEqual([log(0), exp(-Infinity), pow(0, 0), pow(2, -Infinity)], [-Infinity, 0, 1, 0]);
    for (const value of [log(-1), cos(Infinity), pow(-8, 1 / 3)]) assert.isNaN(value);
  });
});
