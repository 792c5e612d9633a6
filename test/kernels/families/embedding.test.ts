import { assert } from "chai";
import { embedding, embeddingGradient } from "../../../src/kernels/families/embedding.ts";
import { Arena, assertNear, at, range } from "../arena.ts";

describe("Kernels of embeddings", () => {
  // Two rows of three indices each, padded.
  const indices = [
    [0, 2, 2],
    [1, 4, 0],
  ];

  for (const dim of [3, 16, 21, 70])
    it(`lines of ${dim} values by index, and their gradient, which adds up where an index stands again`, () => {
      const own = new Arena();
      own.set(
        0,
        indices.flatMap((row) => [...row, 3]),
      );
      const step = 4 * Math.ceil(dim / 4);
      const shape = { indices: at(0), width: 3, lines: 1, dim, count: 5, scratch: at(5) };
      const line = (array: number, index: number, from = own) =>
        from
          .of(array, 512)
          .slice(index * step, index * step + step)
          .map((one, i) => (i < dim ? one : 0));
      own.set(
        1,
        range(5).flatMap((index) => line(1, index)),
      );
      const after = own.afterStep(embedding({ ...shape, weight: at(1), output: at(2) }), 2);
      for (const [position, index] of indices.flat().entries())
        assert.deepEqual(line(2, position, after), line(1, index));

      own.set(
        3,
        range(6).flatMap((position) => line(3, position)),
      );
      const places = { gradient: at(3), ofWeight: at(2) };
      for (const without of [-1, 2]) {
        const back = own.afterStep(embeddingGradient({ ...shape, ...places, without }), 2);
        for (const index of range(5)) {
          const where = indices.flat().flatMap((one, position) => (one === index && one !== without ? position : []));
          assertNear(
            line(2, index, back),
            range(step).map((i) => where.reduce((sum, position) => sum + (line(3, position)[i] ?? 0), 0)),
          );
        }
      }
    });

  it("gives NaN for what is no index, and no gradient to any line; padding stays 0", () => {
    const own = new Arena();
    own.set(0, [5, -1, Number.NaN, 0, Infinity, -1e30, 3, 0]);
    const shape = { indices: at(0), width: 3, lines: 1, dim: 3, count: 5, scratch: at(5) };
    const after = own.afterStep(embedding({ ...shape, weight: at(1), output: at(2) }), 2);
    const known = [...own.of(1, 16).slice(12, 15), 0];
    const none = [Number.NaN, Number.NaN, Number.NaN, 0];
    assertNear(after.of(2, 24), [...none, ...none, ...none, ...none, ...none, ...known]);
    own.set(3, [...new Array(20).fill(Number.NaN), 1, 2, 3, 0]);
    const back = own.afterStep(embeddingGradient({ ...shape, gradient: at(3), ofWeight: at(2), without: -1 }), 2);
    assert.deepEqual(back.of(2, 20), [...new Array(12).fill(0), 1, 2, 3, 0, 0, 0, 0, 0]);
  });
});
