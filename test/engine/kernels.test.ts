import { assert } from "chai";
import { dot, dotGradient, dotInputGradient } from "../../src/kernels/families/dot.ts";
import type { Operation } from "../../src/kernels/operation.ts";
import { biasGradient, inputGradient, linear, weightGradient } from "../../src/kernels/products/linear.ts";
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
    const places = { input: infinite.offset, weight: weight.offset, bias: 0, output: output.offset };
    bench.run(4, linear({ ...places, inputs: 3, outputs: 3, lines: 1 }));
    assert.deepEqual(bench.read(output)[0], [Infinity, Infinity, Infinity]);

    const gradient = bench.matrix(4, 1, () => Number.POSITIVE_INFINITY);
    const [weights, input] = [bench.result(1, 3), bench.matrix(4, 3, () => 1)];
    const targets = { ofWeight: weights.offset, ofBias: 0 };
    bench.run(4, dotGradient({ input: input.offset, gradient: gradient.offset, ...targets, inputs: 3 }));
    assert.deepEqual(bench.read(weights)[0], [Infinity, Infinity, Infinity]);

    const back = bench.result(4, 3);
    bench.run(
      4,
      dotInputGradient({ gradient: gradient.offset, weight: input.offset, ofInput: back.offset, inputs: 3 }),
    );
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
  const run = (operation: Operation, result: Matrix): number[][] => {
    bench.run(rows, operation);
    return bench.read(result);
  };

  const sizes = { inputs, outputs, lines: 1 };
  const y = bench.result(rows, outputs);
  const forward = { input: x.offset, weight: w.offset, output: y.offset, ...sizes };
  assertMatrix(
    run(linear({ ...forward, bias: b.offset }), y),
    (r, j) => value(11, j) + sum(inputs, (k) => value(r, k) * W(k, j)),
    `output ${what}`,
  );
  assertMatrix(
    run(linear({ ...forward, bias: 0 }), y),
    (r, j) => sum(inputs, (k) => value(r, k) * W(k, j)),
    `output without bias ${what}`,
  );
  const dw = bench.result(inputs, outputs);
  assertMatrix(
    run(weightGradient({ input: x.offset, gradient: g.offset, ofWeight: dw.offset, ...sizes }), dw),
    (k, j) => sum(rows, (r) => value(r, k) * G(r, j)),
    `gradient of weight ${what}`,
  );
  const db = bench.result(1, outputs);
  assertMatrix(
    run(biasGradient({ gradient: g.offset, ofBias: db.offset, outputs, lines: 1 }), db),
    (_, j) => sum(rows, (r) => G(r, j)),
    what,
  );
  // The gradient of an input is written to memory the tape has cleared: only values, no padding.
  const dx = bench.matrix(rows, inputs, () => Number.NaN);
  const scratch = bench.result(outputs, inputs);
  assertMatrix(
    run(
      inputGradient({
        ...{ gradient: g.offset, weight: w.offset, ofInput: dx.offset, scratch: scratch.offset },
        ...sizes,
      }),
      dx,
    ),
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
  const places = { input: x.offset, weight: w.offset, bias: b.offset, output: y.offset };
  bench.run(rows, dot({ ...places, inputs }));
  assertMatrix(bench.read(y), (r) => 0.25 + sum(inputs, (k) => value(r, k) * value(5, k)), `output ${what}`);

  // A bias has no padding of its own to clear.
  const db = bench.matrix(1, 1, () => Number.NaN);
  const [dw, dx] = [bench.result(1, inputs), bench.result(rows, inputs)];
  const targets = { ofWeight: dw.offset, ofBias: db.offset };
  bench.run(rows, dotGradient({ input: x.offset, gradient: g.offset, ...targets, inputs }));
  assertMatrix(bench.read(dw), (_, k) => sum(rows, (r) => value(r, k) * value(r, 3)), `gradient of weight ${what}`);
  assertMatrix(bench.read(db), () => sum(rows, (r) => value(r, 3)), `gradient of bias ${what}`);
  bench.run(rows, dotInputGradient({ gradient: g.offset, weight: w.offset, ofInput: dx.offset, inputs }));
  assertMatrix(bench.read(dx), (r, k) => value(r, 3) * value(5, k), `gradient of input ${what}`);
}
