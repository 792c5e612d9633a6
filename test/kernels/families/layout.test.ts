import { assert } from "chai";
import { merge, split } from "../../../src/kernels/families/layout.ts";
import { Arena, at, range } from "../arena.ts";

/** Lines padded with zeros. */
const padded = (lines: readonly (readonly number[])[]) =>
  lines.flatMap((line) => [...line, ...range((4 - (line.length % 4)) % 4).map(() => 0)]);

describe("Kernels of layouts", () => {
  for (const [width, merged] of [
    [3, 5],
    [7, 2],
    [4, 3],
    [37, 3],
    [150, 2],
  ] as const)
    it(`${merged} lines of ${width} values become one, and one becomes as many; padding is 0`, () => {
      const rows = 2;
      const own = new Arena();
      const short = range(rows * merged).map((line) => range(width).map((i) => 1 + 1000 * line + i));
      own.set(0, padded(short));
      const long = range(rows).map((row) => short.slice(row * merged, (row + 1) * merged).flat());
      const shape = { width, merged, lines: 1, from: at(0), to: at(2) };
      const there = own.afterStep(merge(shape), rows);
      const wanted = padded(long);
      assert.deepEqual(there.of(2, wanted.length), wanted);
      own.set(0, wanted);
      const back = own.afterStep(split(shape), rows);
      assert.deepEqual(back.of(2, padded(short).length), padded(short));
      assert.deepEqual(there.of(4, 500), new Arena().of(4, 500), "nothing beyond");
    });
});
