import { assert } from "chai";
import { prelu, preluGradient, preluWeightGradient } from "../../../src/kernels/families/prelu.ts";
import { Arena, assertNear, at, range, sum } from "../arena.ts";

interface Shape {
  readonly width: number;
  readonly lines: number;
  readonly linesEach: number;
}

const SHAPES: readonly Shape[] = [
  { width: 3, lines: 6, linesEach: 6 },
  { width: 70, lines: 1, linesEach: 1 },
  { width: 5, lines: 6, linesEach: 2 },
  { width: 40, lines: 4, linesEach: 4 },
  { width: 16, lines: 3, linesEach: 1 },
  { width: 21, lines: 1, linesEach: 0 },
  { width: 150, lines: 1, linesEach: 0 },
];

describe("Kernels of PReLU", () => {
  for (const shape of SHAPES)
    it(`${JSON.stringify(shape)}: values, their gradients and the weights'`, () => {
      const { width, lines, linesEach } = shape;
      const rows = 2;
      const step = 4 * Math.ceil(width / 4);
      const own = new Arena();
      const places = range(rows * lines * step).map((index) => {
        const [line, column] = [Math.floor(index / step) % lines, index % step];
        return { isValue: column < width, channel: linesEach === 0 ? column : Math.floor(line / linesEach) };
      });
      for (const array of [0, 2])
        own.set(
          array,
          places.map(({ isValue }, i) => (isValue ? (own.floats[512 * array + i] ?? 0) : 0)),
        );
      const [x, w, g] = [own.of(0, places.length), own.of(1, 512), own.of(2, places.length)];
      const factor = (i: number) => ((x[i] ?? 0) > 0 ? 1 : (w[places[i]?.channel ?? 0] ?? 0));
      const forward = own.afterStep(prelu({ ...shape, input: at(0), weight: at(1), output: at(3) }), rows);
      assertNear(
        forward.of(3, places.length),
        x.map((one, i) => one * factor(i)),
      );
      const back = own.afterStep(preluGradient({ ...shape, input: at(0), weight: at(1), gradient: at(2) }), rows);
      assertNear(
        back.of(2, places.length),
        g.map((one, i) => one * factor(i)),
      );
      const learnt = { ...shape, input: at(0), gradient: at(2), ofWeight: at(4) };
      const weights = own.afterStep(preluWeightGradient(learnt), rows);
      const channels = linesEach === 0 ? width : lines / linesEach;
      assertNear(
        weights.of(4, channels),
        range(channels).map((channel) =>
          sum(places.map((place, i) => (place.channel === channel ? Math.min(x[i] ?? 0, 0) * (g[i] ?? 0) : 0))),
        ),
      );
    });

  it("passes NaN on, and keeps padding 0 where a weight is infinite", () => {
    const own = new Arena();
    own.set(0, [Number.NaN, 1, -1, 0]);
    own.set(1, [Infinity]);
    own.set(2, [1, 1, 1, 0]);
    const shape = { width: 3, lines: 1, linesEach: 1 };
    const forward = own.afterStep(prelu({ ...shape, input: at(0), weight: at(1), output: at(3) }), 1);
    assert.deepEqual(forward.of(3, 4), [Number.NaN, 1, -Infinity, 0]);
    const back = own.afterStep(preluGradient({ ...shape, input: at(0), weight: at(1), gradient: at(2) }), 1);
    assert.deepEqual(back.of(2, 4), [Infinity, 1, Infinity, 0]);
    const learnt = { ...shape, input: at(0), gradient: at(2), ofWeight: at(4) };
    assertNear(own.afterStep(preluWeightGradient(learnt), 1).of(4, 1), [Number.NaN]);
  });
});
