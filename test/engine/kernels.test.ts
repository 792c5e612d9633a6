import { assert } from "chai";
import { Op } from "../../src/tape/op.ts";
import { type Matrix, Workbench } from "./workbench.ts";

const SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33];
const ROWS = [1, 2, 3, 4, 5, 8, 13];

/** Values without a pattern that transposing or shifting would keep, exact in float32. */
function value(row: number, column: number): number {
  return (((row * 37 + column * 101 + row * column * 13) % 64) - 31) / 32;
}

function assertMatrix(found: number[][], expected: (row: number, column: number) => number, what: string): void {
  found.forEach((row, r) => {
    row.forEach((entry, c) => {
      assert.closeTo(entry, expected(r, c), 1e-5, `${what} [${r}, ${c}]`);
    });
  });
}

/** Σ over k of term(k). */
function sum(count: number, term: (k: number) => number): number {
  let total = 0;
  for (let k = 0; k < count; k++) total += term(k);
  return total;
}

describe("matrix kernels", () => {
  for (const inputs of SIZES) {
    it(`Linear with ${inputs} inputs, its gradients too`, () => {
      for (const outputs of SIZES) for (const rows of ROWS) checkLinear(rows, inputs, outputs);
    });

    it(`Dot with ${inputs} inputs, its gradients too`, () => {
      for (const rows of ROWS) checkDot(rows, inputs);
    });
  }

  it("keep the padding zero when values overflow", () => {
    const bench = new Workbench();
    const infinite = bench.matrix(4, 3, () => Number.POSITIVE_INFINITY);
    const weight = bench.matrix(3, 3, () => 1);
    const output = bench.result(4, 3);
    bench.run(4, Op.Linear, infinite.offset, weight.offset, 0, output.offset, 3, 3, 1);
    assert.deepEqual(bench.read(output)[0], [Infinity, Infinity, Infinity]);

    const gradient = bench.matrix(4, 1, () => Number.POSITIVE_INFINITY);
    const [weights, input] = [bench.result(1, 3), bench.matrix(4, 3, () => 1)];
    bench.run(4, Op.DotGradient, input.offset, gradient.offset, weights.offset, 0, 3);
    assert.deepEqual(bench.read(weights)[0], [Infinity, Infinity, Infinity]);

    const back = bench.result(4, 3);
    bench.run(4, Op.DotInputGradient, gradient.offset, input.offset, back.offset, 3);
    assert.deepEqual(bench.read(back)[3], [Infinity, Infinity, Infinity]);
  });
});

function checkLinear(rows: number, inputs: number, outputs: number): void {
  const bench = new Workbench();
  const what = `${rows}×${inputs}×${outputs}`;
  const x = bench.matrix(rows, inputs, value);
  const w = bench.matrix(inputs, outputs, (k, j) => value(k + 5, j + 3));
  const b = bench.matrix(1, outputs, (_, j) => value(11, j));
  const g = bench.matrix(rows, outputs, (r, j) => value(r + 2, j + 7));
  const W = (k: number, j: number) => value(k + 5, j + 3);
  const G = (r: number, j: number) => value(r + 2, j + 7);
  const run = (op: Op, result: Matrix, operands: number[]): number[][] => {
    bench.run(rows, op, ...operands);
    return bench.read(result);
  };

  const y = bench.result(rows, outputs);
  assertMatrix(
    run(Op.Linear, y, [x.offset, w.offset, b.offset, y.offset, inputs, outputs, 1]),
    (r, j) => value(11, j) + sum(inputs, (k) => value(r, k) * W(k, j)),
    `output ${what}`,
  );
  assertMatrix(
    run(Op.Linear, y, [x.offset, w.offset, 0, y.offset, inputs, outputs, 1]),
    (r, j) => sum(inputs, (k) => value(r, k) * W(k, j)),
    `output without bias ${what}`,
  );
  const dw = bench.result(inputs, outputs);
  assertMatrix(
    run(Op.WeightGradient, dw, [x.offset, g.offset, dw.offset, inputs, outputs, 1]),
    (k, j) => sum(rows, (r) => value(r, k) * G(r, j)),
    `gradient of weight ${what}`,
  );
  const db = bench.result(1, outputs);
  assertMatrix(run(Op.BiasGradient, db, [g.offset, db.offset, outputs, 1]), (_, j) => sum(rows, (r) => G(r, j)), what);
  // The gradient of an input is written to memory the tape has cleared: only values, no padding.
  const dx = bench.matrix(rows, inputs, () => Number.NaN);
  const scratch = bench.result(outputs, inputs);
  assertMatrix(
    run(Op.InputGradient, dx, [g.offset, w.offset, dx.offset, scratch.offset, inputs, outputs, 1]),
    (r, k) => sum(outputs, (j) => G(r, j) * W(k, j)),
    `gradient of input ${what}`,
  );
}

function checkDot(rows: number, inputs: number): void {
  const bench = new Workbench();
  const what = `${rows}×${inputs}`;
  const x = bench.matrix(rows, inputs, value);
  const w = bench.matrix(1, inputs, (_, k) => value(5, k));
  const b = bench.matrix(1, 1, () => 0.25);
  const g = bench.matrix(rows, 1, (r) => value(r, 3));
  const y = bench.result(rows, 1);
  bench.run(rows, Op.Dot, x.offset, w.offset, b.offset, y.offset, inputs);
  assertMatrix(bench.read(y), (r) => 0.25 + sum(inputs, (k) => value(r, k) * value(5, k)), `output ${what}`);

  const [dw, db, dx] = [bench.result(1, inputs), bench.result(1, 1), bench.result(rows, inputs)];
  bench.run(rows, Op.DotGradient, x.offset, g.offset, dw.offset, db.offset, inputs);
  assertMatrix(bench.read(dw), (_, k) => sum(rows, (r) => value(r, k) * value(r, 3)), `gradient of weight ${what}`);
  assertMatrix(bench.read(db), () => sum(rows, (r) => value(r, 3)), `gradient of bias ${what}`);
  bench.run(rows, Op.DotInputGradient, g.offset, w.offset, dx.offset, inputs);
  assertMatrix(bench.read(dx), (r, k) => value(r, 3) * value(5, k), `gradient of input ${what}`);
}
