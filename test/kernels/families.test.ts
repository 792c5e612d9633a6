import { assert } from "chai";
import { dot, dotGradient, dotInputGradient } from "../../src/kernels/families/dot.ts";
import { defineElementwiseOperations } from "../../src/kernels/families/elementwise.ts";
import { crossEntropyLoss, defineElementwiseLossOperation } from "../../src/kernels/families/losses.ts";
import { clearPadding, columnSums, gatherRows, sumOfSquares, transpose } from "../../src/kernels/families/rows.ts";
import { defineUpdate } from "../../src/kernels/families/updates.ts";
import { fixed, Kernel } from "../../src/kernels/language/kernel.ts";
import type { Floats } from "../../src/kernels/language/values.ts";
import type { Operation } from "../../src/kernels/operation.ts";
import { EXECUTORS, runInterpreter } from "./executors.ts";

/** Floats for each of an arena's arrays, and how far apart they lie. */
const ROOM = 512;
const at = (array: number) => 4 * ROOM * array;
const ARRAYS = 6;
/** Behind them stand the words of a step. */
const WORDS = 4 * ROOM * ARRAYS;

/** Between −2 and 2, the same each time. */
const value = (index: number) => Math.fround((((index * 7919) % 997) / 997 - 0.5) * 4);

class Arena {
  readonly bytes = new Uint8Array(WORDS + 128);
  readonly floats = new Float32Array(this.bytes.buffer);
  readonly integers = new Int32Array(this.bytes.buffer);

  constructor() {
    for (let index = 0; index < this.floats.length; index++) this.floats[index] = value(index);
  }

  of(array: number, count: number): number[] {
    return [...this.floats.subarray(ROOM * array, ROOM * array + count)];
  }

  set(array: number, values: readonly number[]): void {
    this.floats.set(values, ROOM * array);
  }

  /** What an operation leaves in step 1, for batches of so many rows. */
  afterStep(operation: Operation, rows: number): Arena {
    const words = { order: WORDS, step: WORDS + 4, steps: WORDS + 8, numbers: WORDS + 64 };
    this.integers.set([0, 1, 1], WORDS / 4);
    this.floats.set(range(16), WORDS / 4 + 16);
    return this.after((kernel) => operation.emit(kernel, { rows, tile: { sums: 6, vectors: 1, rows: 6 }, words }));
  }

  /** What a kernel leaves, the same by every executor. */
  after(record: (kernel: Kernel) => void): Arena {
    const kernel = new Kernel("family");
    record(kernel);
    const result = new Arena();
    result.bytes.set(runInterpreter(kernel.program, this.bytes));
    for (const [name, execute] of Object.entries(EXECUTORS))
      if (execute) assert.deepEqual(execute(kernel.program, this.bytes), result.bytes, name);
    return result;
  }
}

function assertNear(values: readonly number[], wanted: readonly number[]): void {
  assert.lengthOf(values, wanted.length);
  for (const [index, one] of wanted.entries()) {
    if (Number.isNaN(one)) assert.isNaN(values[index]);
    else assert.closeTo(values[index] ?? Number.NaN, one, 1e-5 * (1 + Math.abs(one)), `at ${index}`);
  }
}

const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);
const range = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("Families of kernels", () => {
  const arena = new Arena();

  for (const floats of [4, 20, 160])
    it(`a row of ${floats} times a weight, and the gradients`, () => {
      const rows = 3;
      const [x, w, g] = [
        arena.of(0, rows * floats),
        arena.of(1, floats),
        range(rows).map((row) => value(2 * ROOM + 4 * row)),
      ];
      const line = (row: number) => x.slice(row * floats, (row + 1) * floats);
      const inputs = floats;
      const places = { input: at(0), weight: at(1), bias: at(3), output: at(4) };
      const forward = arena.afterStep(dot({ ...places, inputs }), rows);
      const outputs = range(rows).map((row) => sum(line(row).map((one, i) => one * (w[i] ?? 0))) + value(3 * ROOM));
      assertNear(
        forward.of(4, 4 * rows),
        outputs.flatMap((one) => [one, 0, 0, 0]),
      );
      const arrays = { input: at(0), gradient: at(2), ofWeight: at(4), ofBias: at(5) };
      const back = arena.afterStep(dotGradient({ ...arrays, inputs }), rows);
      assertNear(
        back.of(4, floats),
        range(floats).map((i) => sum(g.map((one, row) => one * (line(row)[i] ?? 0)))),
      );
      assertNear(back.of(5, 1), [sum(g)]);
      const gradients = { gradient: at(2), weight: at(1), ofInput: at(4) };
      const input = arena.afterStep(dotInputGradient({ ...gradients, inputs }), rows);
      assertNear(
        input.of(4, rows * floats),
        g.flatMap((one) => w.map((weight) => one * weight)),
      );
    });

  it("a function of each value and its gradient, with a number; padding stays 0", () => {
    const shifted = defineElementwiseOperations<"shift">("shifted square", {
      forward: (kernel, x, { shift }) => kernel.fma(x, x, shift),
      gradient: (kernel, x, g) => kernel.multiply(kernel.add(x, x), g),
    });
    const own = new Arena();
    own.set(5, [3]);
    const x = own.of(0, 24);
    const isPadding = (index: number) => index % 8 >= 6;
    const lines = { width: 6, lines: 1, numbers: { shift: at(5) }, flags: {} };
    const forward = own.afterStep(shifted.forward({ input: at(0), output: at(1), ...lines }), 3);
    assertNear(
      forward.of(1, 24),
      x.map((one, i) => (isPadding(i) ? 0 : one * one + 3)),
    );
    const g = own.of(2, 24);
    const back = own.afterStep(shifted.gradient({ kept: at(0), gradient: at(2), ...lines }), 3);
    assertNear(
      back.of(2, 24),
      x.map((one, i) => (isPadding(i) ? 0 : 2 * one * (g[i] ?? 0))),
    );
  });

  it("a loss of each value, summed, and its gradient by the mean", () => {
    const squared = defineElementwiseLossOperation("squared error", {
      loss: (kernel, y, t) => kernel.multiply(kernel.subtract(y, t), kernel.subtract(y, t)),
      slope: (kernel, y, t) => kernel.multiply(kernel.subtract(y, t), kernel.float(2)),
    });
    const [y, t] = [arena.of(0, 44), arena.of(1, 44)];
    const places = { output: at(0), targets: at(1), gradient: at(2), sums: at(3), numbers: {} };
    const after = arena.afterStep(squared({ ...places, floats: 44, terms: 4 }, {}), 1);
    assertNear(after.of(3, 2), [value(3 * ROOM), sum(y.map((one, i) => (one - (t[i] ?? 0)) ** 2))]);
    assertNear(
      after.of(2, 44),
      y.map((one, i) => (one - (t[i] ?? 0)) * 0.5),
    );
  });

  for (const classes of [3, 16, 37])
    it(`cross-entropy of ${classes} classes: loss, weight and gradient; an ignored target counts for nothing`, () => {
      const own = new Arena();
      const step = 4 * Math.ceil(classes / 4);
      const targets = [0, classes - 1, 1, 2];
      const ignored = 1;
      own.set(
        1,
        targets.flatMap((target) => [target, 0, 0, 0]),
      );
      const places = { output: at(0), targets: at(1), sums: at(3), positions: 1, ignored, isMean: true };
      const after = own.afterStep(crossEntropyLoss({ ...places, gradient: at(2), classes }), 4);
      let loss = 0;
      for (const [row, target] of targets.entries()) {
        const scores = own.of(0, 4 * step).slice(row * step, row * step + classes);
        const total = sum(scores.map(Math.exp));
        const gradient = after.of(2, 4 * step).slice(row * step, row * step + classes);
        const counts = target === ignored ? 0 : 1;
        loss += counts * (Math.log(total) - (scores[target] ?? 0));
        assertNear(
          gradient,
          scores.map((score, i) => (counts * (Math.exp(score) / total - Number(i === target))) / 3),
        );
      }
      assertNear(after.of(3, 4).slice(2), [loss, 3]);
      own.set(1, [0, 0, 0, 0, classes]);
      const wrong = own.afterStep(crossEntropyLoss({ ...places, gradient: 0, classes }), 4);
      assertNear(wrong.of(3, 4).slice(2), [Number.NaN, Number.NaN]);
    });

  it("sums of columns and of squares, transposes, padding and rows by number", () => {
    const [rows, columns] = [5, 72];
    const x = arena.of(0, rows * columns);
    const summed = arena.after((kernel) => {
      columnSums(kernel, at(0), at(1), rows, columns);
      kernel.store(fixed(at(2)), sumOfSquares(kernel, at(0), 77), 1);
    });
    assertNear(
      summed.of(1, columns),
      range(columns).map((c) => sum(range(rows).map((r) => x[r * columns + c] ?? 0))),
    );
    assertNear(summed.of(2, 1), [sum(arena.of(0, 77).map((one) => one * one))]);

    const sizes = { rows: 5, columns: 7, sourceStep: 32, targetStep: 32 };
    const turned = arena.after((kernel) => transpose(kernel, at(0), at(1), sizes));
    for (const r of range(5)) for (const c of range(7)) assert.equal(turned.of(1, 56)[c * 8 + r], x[r * 8 + c]);

    const cleared = arena.after((kernel) => clearPadding(kernel, at(0), 3, 6, 32));
    assertNear(
      cleared.of(0, 24),
      x.slice(0, 24).map((one, i) => (i % 8 < 6 ? one : 0)),
    );

    const own = new Arena();
    own.integers.set([2 * ROOM + 1], ROOM);
    own.integers.set([9, 2, 0, 1], 2 * ROOM);
    const taken = own.after((kernel) => gatherRows(kernel, at(1), { table: at(0), target: at(3), rows: 3, bytes: 80 }));
    assertNear(
      taken.of(3, 60),
      [2, 0, 1].flatMap((row) => x.slice(row * 20, row * 20 + 20)),
    );
  });

  it("an update by the numbers of its step, with what it remembers", () => {
    const momentum = defineUpdate<"maximizes">(
      "momentum",
      { factors: 2, states: 1 },
      (kernel, vectors, factors, flags) => {
        const { p, g, states } = vectors;
        const [rate, keep, old] = [factors[0], factors[1], states[0]] as [Floats, Floats, Floats];
        const now = kernel.fma(keep, old, flags.maximizes ? kernel.negate(g) : g);
        return [kernel.fnma(rate, now, p), now];
      },
    );
    const own = new Arena();
    own.set(3, [0, 0, 0.1, 0.9]);
    const [p, g, old] = [own.of(0, 20), own.of(1, 20), own.of(2, 20)];
    const places = { parameters: at(0), gradients: at(1), floats: 20, states: [at(2)], factors: at(3) };
    const after = own.afterStep(momentum.operation(places, { maximizes: true }, {}), 1);
    const wanted = old.map((one, i) => 0.9 * one - (g[i] ?? 0));
    assertNear(after.of(2, 20), wanted);
    assertNear(
      after.of(0, 20),
      p.map((one, i) => one - 0.1 * (wanted[i] ?? 0)),
    );
  });
});
