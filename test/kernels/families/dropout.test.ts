import { assert } from "chai";
import { dropout, dropoutGradient } from "../../../src/kernels/families/dropout.ts";
import { Arena, at, range, value } from "../arena.ts";

/** Threefry-2x32 with 20 rounds, straight from the paper. */
function threefry(key: readonly [number, number], counter: readonly [number, number]): readonly [number, number] {
  const keys = [key[0], key[1], key[0] ^ key[1] ^ 0x1bd11bda];
  const rotations = [13, 15, 26, 6, 17, 29, 16, 24];
  const keyAt = (index: number) => keys[index % 3] ?? 0;
  let [a, b] = [(counter[0] + keyAt(0)) | 0, (counter[1] + keyAt(1)) | 0];
  for (const round of range(20)) {
    const bits = rotations[round % 8] ?? 0;
    a = (a + b) | 0;
    b = ((b << bits) | (b >>> (32 - bits))) ^ a;
    if (round % 4 === 3) {
      const turn = (round + 1) / 4;
      a = (a + keyAt(turn)) | 0;
      b = (b + keyAt(turn + 1) + turn) | 0;
    }
  }
  return [a, b];
}

describe("Kernels of dropout", () => {
  it("the paper's generator here gives its known answers", () => {
    assert.deepEqual(
      threefry([0, 0], [0, 0]).map((word) => (word >>> 0).toString(16)),
      ["6b200159", "99ba4efe"],
    );
  });

  for (const floats of [4, 12, 28, 32, 60, 200])
    it(`a batch of 2·${floats} values: each has the bits of its place and step, and the step is counted`, () => {
      const own = new Arena();
      const key = [123457, 9876543] as const;
      const limit = Math.trunc(0.3 * 2 ** 24);
      own.set(3, [...key, 0, 0, 0, 1.5]);
      own.integers.set([7], 3 * 512 + 2);
      own.integers.set([limit], 3 * 512 + 4);
      const places = { input: at(0), output: at(1), mask: at(2), key: at(3), limit: at(3) + 16, kept: at(3) + 20 };
      const after = own.afterStep(dropout({ ...places, floats }), 2);
      const mask = range(2 * floats).map((index) => {
        const words = threefry(key, [4 * Math.floor(index / 8) + (index % 4), 7]);
        return (words[index % 8 < 4 ? 0 : 1] ?? 0) >>> 8 < limit ? 0 : 1.5;
      });
      assert.deepEqual(after.of(2, 2 * floats), mask);
      assert.deepEqual(
        after.of(1, 2 * floats),
        mask.map((factor, index) => Math.fround(factor * value(index))),
      );
      assert.equal(after.integers[3 * 512 + 2], 8);
      assert.deepEqual(after.of(2, 512).slice(2 * floats), own.of(2, 512).slice(2 * floats), "nothing beyond");

      const back = after.afterStep(dropoutGradient({ mask: at(2), gradient: at(4), floats }), 2);
      assert.deepEqual(
        back.of(4, 2 * floats),
        mask.map((factor, index) => Math.fround(factor * value(4 * 512 + index))),
      );
    });
});
