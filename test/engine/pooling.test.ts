import { assert } from "chai";
import { geometryOf } from "../../src/layers/families/spatial.ts";
import { Op } from "../../src/tape/op.ts";
import { Workbench } from "./workbench.ts";

/** Of 2×2 squares with a step of 2: the fast way, which the general one must agree with. */
function squares(height: number, width: number, value: (row: number, column: number) => number) {
  const bench = new Workbench();
  const [h, w] = [Math.floor(height / 2), Math.floor(width / 2)];
  const input = bench.matrix(height, width, value);
  // Only values are written, to memory that the tape has cleared.
  const [output, places] = [bench.matrix(h, w, () => Number.NaN), bench.matrix(h, w, () => 0)];
  const back = bench.result(height, width);
  const gradient = bench.matrix(h, w, (row, column) => 1 + row * w + column);
  const sizes = { input: [1, height, width], output: [1, h, w], kernel: [2, 2], stride: [2, 2] } as const;
  const window = { ...sizes, before: [0, 0], dilation: [1, 1], groups: 1 } as const;
  bench.record(1, (tape) => {
    const geometry = tape.constant(geometryOf(window));
    tape.record(Op.MaxPool, input.offset, output.offset, places.offset, geometry);
    tape.record(Op.MaxPoolGradient, gradient.offset, places.offset, back.offset, geometry);
  })(0);
  return { output: bench.read(output), back: bench.read(back) };
}

const value = (row: number, column: number) => ((row * 37 + column * 101 + row * column * 13) % 17) - 8;

describe("MaxPool of squares", () => {
  for (const width of [2, 7, 8, 9, 12, 19]) {
    it(`finds the largest of four, the first of equals, in lines of ${width}`, () => {
      const { output, back } = squares(5, width, value);
      const expected = Array.from({ length: 5 }, () => new Array<number>(width).fill(0));
      output.forEach((line, y) => {
        line.forEach((found, x) => {
          const corners = [0, 1, 2, 3].map((k) => [2 * y + (k >> 1), 2 * x + (k & 1)] as [number, number]);
          const values = corners.map(([row, column]) => value(row, column));
          const most = Math.max(...values);
          assert.strictEqual(found, most);
          const [row, column] = corners[values.indexOf(most)] as [number, number];
          (expected[row] as number[])[column] = 1 + y * line.length + x;
        });
      });
      assert.deepEqual(back, expected);
    });
  }

  it("passes NaN on", () => {
    const { output } = squares(2, 8, (row, column) => (row === 1 && column === 2 ? Number.NaN : value(row, column)));
    assert.isNaN(output[0]?.[1]);
    assert.isNotNaN(output[0]?.[0]);
  });
});
