import { assert } from "chai";
import { attention, attentionGradient } from "../../../src/kernels/families/attention.ts";
import { Arena, assertNear, at, range, sum } from "../arena.ts";

interface Shape {
  readonly time: number;
  readonly dim: number;
  readonly heads: number;
  readonly isCausal: boolean;
}

const padded = (width: number) => 4 * Math.ceil(width / 4);
const [PROJECTIONS, GRADIENT, WEIGHTS, RESULT, SCRATCH] = [0, 1, 2, 3, 4];

/** Of one sample, by position and feature. */
function referenceOf({ time, dim, heads, isCausal }: Shape, arena: Arena) {
  const step = padded(3 * dim);
  const projections = arena.of(PROJECTIONS, time * step);
  const gradients = arena.of(GRADIENT, time * padded(dim));
  const width = dim / heads;
  const part = (index: number, position: number, feature: number) =>
    projections[position * step + index * dim + feature] ?? Number.NaN;
  const output = range(time).map(() => range(dim).map(() => 0));
  const back = range(time).map(() => range(3 * dim).map(() => 0));
  const add = (target: number[][], row: number, column: number, one: number) => {
    const line = target[row] as number[];
    line[column] = (line[column] ?? 0) + one;
  };
  for (const head of range(heads)) {
    const features = range(width).map((feature) => head * width + feature);
    const dot = (a: (f: number) => number, b: (f: number) => number) => sum(features.map((f) => a(f) * b(f)));
    for (const i of range(time)) {
      const seen = range(isCausal ? i + 1 : time);
      const scores = seen.map(
        (j) =>
          dot(
            (f) => part(0, i, f),
            (f) => part(1, j, f),
          ) / Math.sqrt(width),
      );
      const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
      const weights = powers.map((power) => power / sum(powers));
      const g = (f: number) => gradients[i * padded(dim) + f] ?? Number.NaN;
      const slopes = seen.map((j) => dot(g, (f) => part(2, j, f)));
      const mean = sum(slopes.map((slope, j) => slope * (weights[j] ?? 0)));
      for (const j of seen) {
        const weight = weights[j] ?? 0;
        const ofScore = (weight * ((slopes[j] ?? 0) - mean)) / Math.sqrt(width);
        for (const f of features) {
          add(output, i, f, weight * part(2, j, f));
          add(back, i, f, ofScore * part(1, j, f));
          add(back, j, dim + f, ofScore * part(0, i, f));
          add(back, j, 2 * dim + f, weight * g(f));
        }
      }
    }
  }
  return { output, back };
}

describe("Attention", () => {
  for (const [time, dim, heads, isCausal] of [
    [5, 6, 2, false],
    [5, 6, 3, true],
    [20, 8, 1, true],
    [12, 8, 2, false],
    [10, 8, 4, true],
    [20, 6, 1, false],
    [1, 4, 1, true],
  ] as const)
    it(`of ${heads} heads over ${time} positions of ${dim} features, ${isCausal ? "causal" : "plain"}, and its gradient`, () => {
      const shape = { time, dim, heads, isCausal };
      const arena = new Arena();
      const { output, back } = referenceOf(shape, arena);
      const places = { projections: at(PROJECTIONS), weights: at(WEIGHTS), scratch: at(SCRATCH) };
      const forward = arena.afterStep(attention({ ...places, ...shape, output: at(RESULT) }), 1);
      const values = (width: number, of: Arena) =>
        range(time).flatMap((line) =>
          of
            .of(RESULT, time * padded(width))
            .slice(line * padded(width))
            .slice(0, width),
        );
      assertNear(values(dim, forward), output.flat());

      const own = { gradient: at(GRADIENT), ofProjections: at(RESULT) };
      const backward = forward.afterStep(attentionGradient({ ...places, ...shape, ...own }), 1);
      assertNear(values(3 * dim, backward), back.flat());
    });

  it("of two samples; a NaN stays in its sample and head", () => {
    const shape = { time: 4, dim: 8, heads: 2, isCausal: false };
    const arena = new Arena();
    const size = 4 * 24;
    const own = arena.of(PROJECTIONS, size);
    arena.set(PROJECTIONS, [...own, ...own]);
    arena.floats[2] = Number.NaN;
    const places = { projections: at(PROJECTIONS), weights: at(WEIGHTS), scratch: at(SCRATCH), output: at(RESULT) };
    const outputs = arena.afterStep(attention({ ...places, ...shape }), 2).of(RESULT, 2 * 32);
    for (const position of range(4))
      for (const feature of range(8)) {
        const [first, second] = [0, 32].map((sample) => outputs[sample + 8 * position + feature]);
        if (position === 0 && feature < 4) assert.isNaN(first);
        else assert.strictEqual(first, second);
      }
  });
});
