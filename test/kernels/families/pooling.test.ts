import { assert } from "chai";
import { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from "../../../src/kernels/families/pooling.ts";
import { maxPoolOfSquares, maxPoolOfSquaresGradient } from "../../../src/kernels/families/pooling-squares.ts";
import { Arena, assertNear, at, range, sum } from "../arena.ts";

const padded = (width: number) => 4 * Math.ceil(width / 4);

/** Lines of an image in an array, without their padding; asserts that this is 0. */
function linesIn(arena: Arena, array: number, lines: number, width: number): number[][] {
  return range(lines).map((line) => {
    const whole = arena.of(array, 512).slice(line * padded(width), (line + 1) * padded(width));
    assert.deepEqual(whole.slice(width), new Array(padded(width) - width).fill(0), "padding");
    return whole.slice(0, width);
  });
}

const image = (height: number, width: number, value: (row: number, column: number) => number) =>
  range(height).flatMap((row) => range(padded(width)).map((column) => (column < width ? value(row, column) : 0)));

type Pair = readonly [number, number];

/** The lines or columns of each window. */
const spansOf = (size: number, kernel: number, stride: number, padding: number, dilation: number) =>
  range(Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1).map((place) =>
    range(kernel)
      .map((index) => place * stride - padding + index * dilation)
      .filter((one) => one >= 0 && one < size),
  );

describe("Kernels of pooling", () => {
  for (const [height, width] of [
    [2, 2],
    [5, 7],
    [4, 8],
    [3, 33],
    [2, 31],
    [5, 36],
    [2, 65],
    [2, 80],
  ] as const)
    it(`finds the largest of squares in ${height}×${width}, and gives it the gradient: the first of equals`, () => {
      const rows = 2;
      const value = (row: number, column: number) => ((row * 37 + column * 101 + row * column * 13) % 7) - 3;
      const own = new Arena();
      own.set(0, image(rows * height, width, value));
      const [h, w] = [Math.floor(height / 2), Math.floor(width / 2)];
      own.set(
        3,
        image(rows * h, w, (row, column) => 1 + row * w + column),
      );
      const images = { channels: 1, height, width, input: at(0), output: at(1) };
      const after = own.afterStep(maxPoolOfSquares(images), rows);
      const back = after.afterStep(maxPoolOfSquaresGradient({ ...images, gradient: at(3), ofInput: at(4) }), rows);
      const expected = range(rows * height).map(() => new Array<number>(width).fill(0));
      for (const [y, line] of linesIn(after, 1, rows * h, w).entries())
        for (const [x, found] of line.entries()) {
          const top = Math.floor(y / h) * height + 2 * (y % h);
          const corners = range(4).map((k) => [top + (k >> 1), 2 * x + (k & 1)] as const);
          const values = corners.map(([row, column]) => value(row, column));
          assert.strictEqual(found, Math.max(...values));
          const [row, column] = corners[values.indexOf(found)] as readonly [number, number];
          (expected[row] as number[])[column] = 1 + y * w + x;
        }
      assert.deepEqual(linesIn(back, 4, rows * height, width), expected);
    });

  it("NaN is the largest, wherever in a square it is; −Infinity is the least", () => {
    for (const corner of range(4)) {
      const own = new Arena();
      own.set(
        0,
        image(2, 4, (row, column) => (column < 2 ? (row * 2 + column === corner ? Number.NaN : 1) : -Infinity)),
      );
      const images = { channels: 1, height: 2, width: 4, input: at(0), output: at(1) };
      assert.deepEqual(own.afterStep(maxPoolOfSquares(images), 1).of(1, 4), [Number.NaN, -Infinity, 0, 0]);
    }
  });

  const WINDOWS: readonly (readonly [name: string, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair])[] = [
    ["without padding", [2, 2], [1, 1], [0, 0], [1, 1]],
    ["with padding", [2, 3], [1, 2], [1, 1], [1, 1]],
    ["with gaps", [2, 2], [1, 1], [1, 0], [2, 3]],
    ["the whole image", [3, 5], [1, 1], [0, 0], [1, 1]],
  ];
  for (const [name, kernel, stride, padding, dilation] of WINDOWS)
    for (const rows of [3, 18])
      it(`windows ${name} of ${rows} images: largest values and means, and where their gradients go`, () => {
        const [height, width] = [3, 5];
        const spans = (axis: 0 | 1) =>
          spansOf([height, width][axis] ?? 0, kernel[axis], stride[axis], padding[axis], dilation[axis]);
        const [vertical, horizontal] = [spans(0), spans(1)];
        const [h, w] = [vertical.length, horizontal.length];
        const windows = vertical.map((lines) =>
          horizontal.map((columns) => lines.flatMap((row) => columns.map((column) => [row, column] as const))),
        );
        const own = new Arena();
        const value = (row: number, column: number) => ((row * 37 + column * 101 + row * column * 13) % 7) - 3;
        own.set(0, image(rows * height, width, value));
        own.integers.set(
          vertical.flatMap((lines) =>
            horizontal.flatMap((columns) => [(lines[0] ?? 0) * 8 + (columns[0] ?? 0), lines.length, columns.length, 0]),
          ),
          2 * 512,
        );
        for (const [index] of windows.flat().entries()) own.floats[2 * 512 + 4 * index + 3] = index + 1;
        const gradient = image(rows * h, w, (row, column) => 1 + row * w + column);
        const same = (all: readonly (readonly number[])[]) =>
          all.every(({ length }) => length === all[0]?.length) ? (all[0]?.length ?? 0) : 0;
        const shape = {
          ...{
            channels: 1,
            values: height * padded(width),
            outputs: h * padded(w),
            height: h,
            width: w,
            padding: padded(w) - w,
          },
          ...{ down: 8 * dilation[0], right: dilation[1], lines: same(vertical), columns: same(horizontal) },
          ...{ windows: at(2), group: at(2) + 1024, scratch: at(4) },
        };
        const valuesIn = (image: number, y: number, x: number) =>
          (windows[y]?.[x] ?? []).map(([row, column]) => value(image * height + row, column));
        const expectedOf = (share: (image: number, y: number, x: number, k: number) => number) => {
          const lines = range(rows * height).map(() => new Array<number>(width).fill(0));
          for (const image of range(rows))
            for (const y of range(h))
              for (const x of range(w))
                for (const [k, [row, column]] of (windows[y]?.[x] ?? []).entries())
                  (lines[image * height + row] as number[])[column] =
                    (lines[image * height + row]?.[column] ?? 0) + share(image, y, x, k);
          return lines;
        };
        const outputs = (f: (image: number, y: number, x: number) => number) =>
          range(rows * h).map((line) => range(w).map((x) => f(Math.floor(line / h), line % h, x)));
        const gradientAt = (image: number, y: number, x: number) => 1 + (image * h + y) * w + x;

        const largest = own.afterStep(maxPool({ ...shape, input: at(0), output: at(1), places: at(3) }), rows);
        assert.deepEqual(
          linesIn(largest, 1, rows * h, w),
          outputs((...place) => Math.max(...valuesIn(...place))),
        );
        largest.set(1, gradient);
        const back = largest.afterStep(
          maxPoolGradient({ ...shape, gradient: at(1), ofInput: at(0), places: at(3) }),
          rows,
        );
        const wanted = expectedOf((image, y, x, k) => {
          const all = valuesIn(image, y, x);
          return all.indexOf(Math.max(...all)) === k ? gradientAt(image, y, x) : 0;
        });
        assert.deepEqual(linesIn(back, 0, rows * height, width), wanted);

        const means = own.afterStep(averagePool({ ...shape, input: at(0), output: at(1) }), rows);
        assertNear(
          linesIn(means, 1, rows * h, w).flat(),
          outputs((image, y, x) => sum(valuesIn(image, y, x)) / (y * w + x + 1)).flat(),
        );
        own.set(1, gradient);
        const shares = own.afterStep(averagePoolGradient({ ...shape, gradient: at(1), ofInput: at(0) }), rows);
        assertNear(
          linesIn(shares, 0, rows * height, width).flat(),
          expectedOf((image, y, x) => gradientAt(image, y, x) / (y * w + x + 1)).flat(),
        );
      });

  it("windows pass NaN on, and its gradient goes to it", () => {
    const own = new Arena();
    own.set(0, [1, Number.NaN, 3, 0, -Infinity, -Infinity, -Infinity, 0]);
    own.integers.set([0, 1, 3, 0], 2 * 512);
    const shape = {
      ...{
        channels: 1,
        values: 4,
        outputs: 4,
        height: 1,
        width: 1,
        padding: 3,
        down: 4,
        right: 1,
        lines: 1,
        columns: 3,
      },
      ...{ windows: at(2), group: at(2) + 1024, scratch: at(4) },
    };
    const after = own.afterStep(maxPool({ ...shape, input: at(0), output: at(1), places: at(3) }), 2);
    assert.deepEqual(after.of(1, 8), [Number.NaN, 0, 0, 0, -Infinity, 0, 0, 0]);
    after.set(1, [7, 0, 0, 0, 5, 0, 0, 0]);
    const back = after.afterStep(maxPoolGradient({ ...shape, gradient: at(1), ofInput: at(0), places: at(3) }), 2);
    assert.deepEqual(back.of(0, 8), [0, 7, 0, 0, 5, 0, 0, 0]);
  });
});
