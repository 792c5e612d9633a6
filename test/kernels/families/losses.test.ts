import { assert } from "chai";
import { binaryCrossEntropyLoss, PADDING, periodOf } from "../../../src/kernels/families/losses.ts";
import { Arena, assertNear, at, range, sum, value } from "../arena.ts";

describe("Binary cross-entropy of logits", () => {
  for (const [rows, width, lines] of [
    [5, 1, 1],
    [3, 3, 1],
    [1, 16, 2],
    [3, 7, 3],
    [2, 33, 2],
  ] as const)
    it(`of ${rows} rows of ${lines} × ${width}: sum and gradient by the mean; padding counts for nothing`, () => {
      const arena = new Arena();
      const stride = 4 * Math.ceil(width / 4);
      const isPadding = (index: number) => index % stride >= width;
      const large = [90, -90, 1e4, -1e4, 1e-40];
      const all = range(rows * lines * stride);
      const x = all.map((index) => (isPadding(index) ? 0 : (large[index % 11] ?? value(index) * 4)));
      const y = all.map((index) => (isPadding(index) ? 0 : ([0, 1, 0.25][index % 3] ?? 0)));
      const weights = range(width).map((index) => Math.fround(2 + value(index)));
      arena.set(0, x);
      arena.set(1, y);
      arena.set(
        4,
        range(periodOf(stride)).map((index) => weights[index % stride] ?? PADDING),
      );
      const places = { output: at(0), targets: at(1), gradient: at(2), sums: at(3), weights: at(4), width, lines };
      const after = arena.afterStep(binaryCrossEntropyLoss({ ...places, terms: width * lines }), rows);
      const soft = (one: number) => Math.log1p(Math.exp(-Math.abs(one))) + Math.max(-one, 0);
      const losses = x.map((one, i) => {
        const [target, weight] = [y[i] ?? 0, weights[i % stride] ?? 1];
        return isPadding(i) ? 0 : (1 - target) * one + (1 + (weight - 1) * target) * soft(one);
      });
      assertNear(after.of(3, 2).slice(1), [sum(losses)]);
      assertNear(
        after.of(2, all.length),
        x.map((one, i) => {
          const [target, weight] = [y[i] ?? 0, weights[i % stride] ?? 1];
          const slope = (weight * target + 1 - target) / (1 + Math.exp(-one)) - weight * target;
          return isPadding(i) ? 0 : slope / (rows * width * lines);
        }),
      );
      const evaluated = arena.afterStep(binaryCrossEntropyLoss({ ...places, gradient: 0, terms: 0 }), rows);
      assertNear(evaluated.of(3, 2).slice(1), [sum(losses)]);
    });

  it("is infinite where a logit is and its target is 0, and NaN where it is NaN", () => {
    const places = { output: at(0), targets: at(1), gradient: 0, sums: at(3), weights: at(4), width: 2, lines: 1 };
    for (const [logit, loss] of [
      [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
      [Number.NaN, Number.NaN],
    ] as const) {
      const arena = new Arena();
      arena.set(0, [logit, 0, 0, 0]);
      arena.set(1, [0, 0, 0, 0]);
      arena.set(
        4,
        range(16).map((index) => (index % 4 < 2 ? 1 : PADDING)),
      );
      const after = arena.afterStep(binaryCrossEntropyLoss({ ...places, terms: 0 }), 1);
      assert.deepEqual(after.of(3, 2)[1], loss);
    }
  });
});
