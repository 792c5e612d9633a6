import { assert } from "chai";
import { binaryErrors, classAccuracy, squaredSums } from "../../../src/kernels/families/metrics.ts";
import { Arena, assertNear, at, range, sum, value } from "../arena.ts";

describe("What metrics count", () => {
  for (const classes of [3, 16, 37, 70])
    it(`targets among the largest of ${classes} outputs: the first of equals, NaN before numbers`, () => {
      const arena = new Arena();
      const step = 4 * Math.ceil(classes / 4);
      const scores = range(6 * step).map((index) => {
        const kind = Math.floor((value(index) + 2) * 2);
        return [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5, -0, 0, 7, 1e-40][kind] ?? 1;
      });
      arena.set(0, scores);
      const targets = [2, 0, classes - 1, classes, 1, Number.NaN];
      arena.set(1, [...targets.slice(0, 3), 0, ...targets.slice(3)]);
      const places = { output: at(0), targets: at(1), sums: at(3), scratch: at(4), classes, positions: 3, ignored: 1 };
      for (const k of [1, 2, classes - 1]) {
        const right = targets.filter((y, line) => {
          const x = scores.slice(line * step, line * step + classes);
          const rank = (one: number) => (Number.isNaN(one) ? [1, 0] : [0, one]);
          const order = range(classes).sort((a, b) => {
            const [[na = 0, xa = 0], [nb = 0, xb = 0]] = [rank(x[a] ?? 0), rank(x[b] ?? 0)];
            if (na !== nb) return nb - na;
            return xa === xb ? a - b : xb - xa;
          });
          return y !== 1 && order.slice(0, k).includes(y);
        });
        const after = arena.afterStep(classAccuracy({ ...places, k }), 2);
        assert.deepEqual(after.of(3, 4).slice(2), [right.length, 5], `k ${k}`);
      }
    });

  it("outputs on the wrong side; padding and NaN count as not above", () => {
    const arena = new Arena();
    arena.set(0, [1, -1, Number.NaN, 0, 2, 1e-40, 0, 0, ...Array<number>(16).fill(0)]);
    arena.set(1, [1, 1, 0, 0, 0, 1, 1, 0, ...Array<number>(16).fill(0)]);
    const after = arena.afterStep(binaryErrors({ output: at(0), targets: at(1), floats: 12, sums: at(3) }), 2);
    assert.strictEqual(after.of(3, 2)[1], 3);
  });

  for (const [rows, floats, columns] of [
    [1, 4, 1],
    [7, 4, 3],
    [9, 8, 5],
    [5, 16, 15],
    [3, 20, 20],
    [6, 72, 70],
  ] as const)
    it(`sums of squares of ${rows} rows of ${floats}, as exact as in double precision`, () => {
      const arena = new Arena();
      // Far from 0, where squares cancel.
      const targets = range(rows * floats).map((index) => Math.fround(1e4 + value(index)));
      arena.set(1, targets);
      const outputs = targets.map((one, index) => Math.fround(one + value(index * 3)));
      arena.set(0, outputs);
      const places = { output: at(0), targets: at(1), floats, columns };
      // Step 0 has room before: step 1's lie behind it.
      const sums = at(3) - 20 * columns;
      const after = arena.afterStep(squaredSums({ ...places, sums }), rows).of(3, 5 * columns);
      for (const column of range(columns)) {
        const y = range(rows).map((row) => targets[row * floats + column] ?? 0);
        const part = (index: number) => after[index * columns + column] ?? Number.NaN;
        const rest = y.map((one, row) => Math.fround(one - (outputs[row * floats + column] ?? 0)) ** 2);
        // All of these are whole multiples of 2⁻²⁰, so that double precision has them exactly.
        assert.strictEqual(part(0) + part(1), sum(y));
        const squares = sum(y.map((one) => one * one));
        assert.isBelow(Math.abs(part(2) + part(3) - squares), squares * 2 ** -47);
        assertNear([part(4)], [sum(rest)]);
      }
    });

  it("sums that overflow are infinite", () => {
    const arena = new Arena();
    arena.set(1, [1, 0, 0, 0, 2, 0, 0, 0]);
    arena.set(0, [3e38, 0, 0, 0, 0, 0, 0, 0]);
    const places = { output: at(0), targets: at(1), floats: 4, columns: 1, sums: at(3) };
    const after = arena.afterStep(squaredSums(places), 2).of(3, 10).slice(5);
    assert.deepEqual(after, [3, 0, 5, 0, Number.POSITIVE_INFINITY]);
  });
});
