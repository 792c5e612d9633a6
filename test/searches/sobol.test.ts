import { readFileSync } from "node:fs";
import { assert } from "chai";
import { MOST_DIMENSIONS, scrambledSobol, sobol } from "../../src/searches/families/sobol-sequence.ts";
import { root } from "../root.ts";

/** From SciPy; the file says how. */
const golden: { readonly points: readonly (readonly number[])[] } = JSON.parse(
  readFileSync(`${root}test/golden/sobol.json`, "utf8"),
);

const pointsOf = (count: number, at: (index: number, dimension: number) => number) =>
  Array.from({ length: count }, (_, i) => Array.from({ length: MOST_DIMENSIONS }, (_, d) => at(i, d)));

describe("Sobol's sequence", () => {
  it("is SciPy's in every dimension", () => {
    assert.lengthOf(golden.points[0] ?? [], MOST_DIMENSIONS);
    assert.deepEqual(pointsOf(golden.points.length, sobol), golden.points);
  });

  it("puts one of 64 points into each 64th of every dimension, scrambled or not", () => {
    for (const at of [sobol, (i: number, d: number) => scrambledSobol(i, d, 7)]) {
      const points = pointsOf(64, at);
      for (let d = 0; d < MOST_DIMENSIONS; d++) {
        const cells = points.map((point) => Math.floor((point[d] as number) * 64));
        assert.strictEqual(new Set(cells).size, 64);
      }
    }
  });

  it("stays a net in two dimensions when scrambled: one of 64 points in each cell of 8 by 8", () => {
    const cells = pointsOf(64, (i, d) => scrambledSobol(i, d, 3)).map(
      ([x = 0, y = 0]) => Math.floor(x * 8) * 8 + Math.floor(y * 8),
    );
    assert.strictEqual(new Set(cells).size, 64);
  });

  it("is another one with another seed, whose points average to a half", () => {
    const means = Array.from({ length: 50 }, (_, seed) => scrambledSobol(5, 1, seed));
    assert.strictEqual(new Set(means).size, 50);
    assert.closeTo(means.reduce((sum, x) => sum + x, 0) / 50, 0.5, 0.15);
  });
});
