import { assert } from "chai";
import { average, copyAtTimes, copyValues, synchronize } from "../../../src/kernels/families/averages.ts";
import { Arena, assertNear, at } from "../arena.ts";

/** Values to be copied or averaged, of any kind. */
const ODD = [Number.NaN, Number.POSITIVE_INFINITY, -0, 1e-40, 3e38];
const PLACES = { values: at(0), target: at(1), floats: 36 };

describe("Slow copies and averages", () => {
  it("values are copied with their bits, at their time", () => {
    const arena = new Arena();
    arena.set(0, ODD);
    const values = arena.of(0, 36);
    assert.deepEqual(arena.afterStep(copyValues(PLACES), 0).of(1, 36), values);
    for (const isDue of [0, 1]) {
      arena.integers.set([1 - isDue, isDue], at(3) / 4);
      const after = arena.afterStep(copyAtTimes({ ...PLACES, when: at(3) }), 1);
      assert.deepEqual(after.of(1, 36), isDue ? values : arena.of(1, 36));
      assert.deepEqual(after.of(1, 40).slice(36), arena.of(1, 40).slice(36));
    }
  });

  it("a synchronization moves both to the point in between, or leaves them", () => {
    const arena = new Arena();
    arena.set(4, [0.25]);
    const [fast, slow] = [arena.of(0, 36), arena.of(1, 36)];
    for (const isDue of [0, 1]) {
      arena.integers.set([1 - isDue, isDue], at(3) / 4);
      const after = arena.afterStep(synchronize({ ...PLACES, when: at(3), alpha: at(4) }), 1);
      const moved = slow.map((one, index) => one + 0.25 * ((fast[index] ?? 0) - one));
      assertNear(after.of(0, 36), isDue ? moved : fast);
      assertNear(after.of(1, 36), isDue ? moved : slow);
      assert.deepEqual(after.of(0, 40).slice(36), arena.of(0, 40).slice(36));
    }
  });

  for (const isCount of [false, true])
    for (const isMean of [false, true])
      it(`a ${isMean ? "mean" : "decaying average"} of ${isCount ? "whole numbers, truncated" : "numbers"}, or a copy`, () => {
        const arena = new Arena();
        const scale = (array: number) => arena.of(array, 36).map((one) => (isCount ? Math.round(50 * one) : one));
        const [values, old] = [scale(0), scale(1)];
        arena.set(0, values);
        arena.set(1, old);
        const own = { ...PLACES, factors: at(3), isMean, isCount };
        arena.set(3, [0, 0, 0, 0, 0, 0.25, 0.75, 4]);
        const moved = old.map((one, index) => one + 0.25 * ((values[index] ?? 0) - one));
        assertNear(arena.afterStep(average(own), 0).of(1, 36), isCount ? moved.map(Math.trunc) : moved);
        arena.set(3, [0, 0, 0, 0, 1, 0.25, 0.75, 1]);
        arena.set(0, ODD);
        assert.deepEqual(arena.afterStep(average(own), 0).of(1, 36), arena.of(0, 36));
      });
});
