import { assert } from "chai";
import { logSoftmax, logSoftmaxGradient, softmax, softmaxGradient } from "../../../src/kernels/families/softmax.ts";
import { Arena, assertNear, at, range, sum } from "../arena.ts";

const ROWS = 2;

/** Lines of an array, without their padding. */
const linesOf = (arena: Arena, array: number, width: number) => {
  const step = 4 * Math.ceil(width / 4);
  return range(ROWS).map((row) => arena.of(array, 512).slice(row * step, row * step + width));
};
const paddingOf = (arena: Arena, array: number, width: number) => {
  const step = 4 * Math.ceil(width / 4);
  return arena.of(array, ROWS * step).filter((_, index) => index % step >= width);
};
const softmaxOf = (line: readonly number[]) => {
  const most = Math.max(...line);
  const powers = line.map((x) => Math.exp(x - most));
  return powers.map((power) => power / sum(powers));
};

describe("Kernels of softmax", () => {
  for (const width of [1, 3, 16, 21, 64, 131, 200])
    it(`lines of ${width} values, their logarithm and the gradients; padding is 0`, () => {
      const own = new Arena();
      const operands = { width, lines: 1, input: at(0), output: at(2) };
      const [x, g] = [linesOf(own, 0, width), linesOf(own, 4, width)];
      const y = x.map(softmaxOf);
      const logs = y.map((line) => line.map(Math.log));
      const padding = new Array(ROWS * ((4 - (width % 4)) % 4)).fill(0);
      const check = (arena: Arena, array: number, wanted: readonly (readonly number[])[]) => {
        assertNear(linesOf(arena, array, width).flat(), wanted.flat());
        assert.deepEqual(paddingOf(arena, array, width), padding);
      };
      const forward = own.afterStep(softmax(operands), ROWS);
      check(forward, 2, y);
      const back = { width, lines: 1, output: at(2), gradient: at(4) };
      const clear = (arena: Arena) => {
        for (const array of [2, 4]) {
          const lines = linesOf(arena, array, width);
          const step = 4 * Math.ceil(width / 4);
          arena.set(
            array,
            lines.flatMap((line) => [...line, ...new Array(step - width).fill(0)]),
          );
        }
        return arena;
      };
      const mean = (row: number) => sum(range(width).map((i) => (y[row]?.[i] ?? 0) * (g[row]?.[i] ?? 0)));
      check(
        clear(forward).afterStep(softmaxGradient(back), ROWS),
        4,
        g.map((line, row) => line.map((one, i) => (y[row]?.[i] ?? 0) * (one - mean(row)))),
      );
      const logarithm = own.afterStep(logSoftmax(operands), ROWS);
      check(logarithm, 2, logs);
      check(
        clear(logarithm).afterStep(logSoftmaxGradient(back), ROWS),
        4,
        g.map((line, row) => line.map((one, i) => one - (y[row]?.[i] ?? 0) * sum(line))),
      );
    });

  it("large values do not overflow, −Infinity counts for nothing, and a line with NaN or Infinity is NaN but for its padding", () => {
    const own = new Arena();
    own.set(0, [3e38, 3e38, -3e38, 7, -Infinity, 1, 1, 7, Number.NaN, 1, 2, 7, Infinity, 1, -Infinity, 7]);
    const operands = { width: 3, lines: 4, input: at(0), output: at(2) };
    const none = [Number.NaN, Number.NaN, Number.NaN, 0];
    const shares = own.afterStep(softmax(operands), 1).of(2, 16);
    assertNear(shares.slice(0, 12), [0.5, 0.5, 0, 0, 0, 0.5, 0.5, 0, ...none]);
    assert.isNaN(shares[12]);
    assert.equal(shares[15], 0);
    const logs = own.afterStep(logSoftmax(operands), 1).of(2, 16);
    assertNear(logs.slice(0, 2), [-Math.LN2, -Math.LN2]);
    assert.equal(logs[4], -Infinity);
    assertNear(logs.slice(5, 12), [-Math.LN2, -Math.LN2, 0, ...none]);
  });
});
