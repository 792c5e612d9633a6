import { assert } from "chai";
import { normalise, normaliseGradient, normaliseWeightGradient } from "../../../src/kernels/families/normalise.ts";
import { Arena, assertNear, at, range, sum } from "../arena.ts";

const padded = (width: number) => 4 * Math.ceil(width / 4);
const [INPUT, OUTPUT, STATISTICS, WEIGHT, BIAS, GRADIENT] = [0, 1, 2, 3, 4, 5];
const EPS = 400;

/** Of groups [groups, lines, width]: where each value stands, without the padding. */
const placesOf = (groups: number, lines: number, width: number) =>
  range(groups).map((group) =>
    range(lines).flatMap((line) => range(width).map((column) => (group * lines + line) * padded(width) + column)),
  );

describe("Normalise", () => {
  for (const [width, lines, groups, isCentred] of [
    [64, 1, 3, true],
    [6, 3, 2, true],
    [20, 2, 4, false],
    [1, 5, 3, true],
    [146, 1, 3, true],
    [145, 1, 3, false],
    [37, 2, 3, true],
  ] as const)
    it(`brings ${lines} lines of ${width} to ${isCentred ? "mean 0 and variance 1" : "mean square 1"}, and gives gradients`, () => {
      const arena = new Arena();
      arena.floats[EPS + 512 * STATISTICS] = 0.25;
      const places = placesOf(groups, lines, width);
      const take = (from: Arena, array: number, group: number) => {
        const values = from.of(array, 512);
        return (places[group] as number[]).map((place) => values[place] ?? Number.NaN);
      };
      const weight = take(arena, WEIGHT, 0);
      const bias = take(arena, BIAS, 0);
      const shape = { width, lines, groups };
      const operands = {
        input: at(INPUT),
        output: at(OUTPUT),
        statistics: at(STATISTICS),
        eps: at(STATISTICS) + 4 * EPS,
      };
      const forward = arena.afterStep(
        normalise({ ...operands, ...shape, weight: at(WEIGHT), bias: at(BIAS), isCentred }),
        1,
      );
      const n = lines * width;
      const standards = range(groups).map((group) => {
        const x = take(arena, INPUT, group);
        const mean = isCentred ? sum(x) / n : 0;
        const scale = 1 / Math.sqrt(sum(x.map((one) => (one - mean) ** 2)) / n + 0.25);
        assertNear(forward.of(STATISTICS, 2 * groups).slice(2 * group, 2 * group + 2), [mean, scale]);
        return { x: x.map((one) => (one - mean) * scale), scale };
      });
      for (const [group, { x }] of standards.entries())
        assertNear(
          take(forward, OUTPUT, group),
          x.map((one, i) => one * (weight[i] ?? 0) + (bias[i] ?? 0)),
        );

      const back = { input: at(INPUT), gradient: at(GRADIENT), statistics: at(STATISTICS), ...shape };
      const g = range(groups).map((group) => take(forward, GRADIENT, group));
      const weights = forward.afterStep(
        normaliseWeightGradient({ ...back, ofWeight: at(WEIGHT), ofBias: at(BIAS) }),
        1,
      );
      const columns = range(n);
      assertNear(
        take(weights, WEIGHT, 0),
        columns.map((i) => sum(g.map((one, group) => (one[i] ?? 0) * (standards[group]?.x[i] ?? 0)))),
      );
      assertNear(
        take(weights, BIAS, 0),
        columns.map((i) => sum(g.map((one) => one[i] ?? 0))),
      );

      const input = forward.afterStep(normaliseGradient({ ...back, weight: at(WEIGHT), isCentred }), 1);
      for (const [group, { x, scale }] of standards.entries()) {
        const d = (g[group] as number[]).map((one, i) => one * (weight[i] ?? 0));
        const [shift, tilt] = [isCentred ? sum(d) / n : 0, sum(d.map((one, i) => one * (x[i] ?? 0))) / n];
        assertNear(
          take(input, GRADIENT, group),
          d.map((one, i) => scale * (one - shift - tilt * (x[i] ?? 0))),
        );
      }
    });

  it("leaves padding alone; a NaN stays in its group", () => {
    const arena = new Arena();
    arena.floats[1] = Number.NaN;
    arena.floats[8 + 3] = Number.POSITIVE_INFINITY;
    const operands = {
      input: at(INPUT),
      output: at(OUTPUT),
      statistics: at(STATISTICS),
      eps: at(STATISTICS) + 4 * EPS,
    };
    const shape = { width: 6, lines: 1, groups: 3, weight: 0, bias: 0, isCentred: true };
    const after = arena.afterStep(normalise({ ...operands, ...shape }), 1);
    const before = arena.of(OUTPUT, 24);
    const found = after.of(OUTPUT, 24);
    for (const place of [6, 7, 14, 15, 22, 23]) assert.strictEqual(found[place], before[place]);
    assert.isTrue(found.slice(0, 6).every(Number.isNaN));
    assert.isTrue(found.slice(16, 22).every(Number.isFinite));
  });
});
