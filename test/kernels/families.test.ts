import { assert } from "chai";
import { dot, dotGradient, dotInputGradient } from "../../src/kernels/families/dot.ts";
import { relu, reluGradient } from "../../src/kernels/families/elementwise.ts";
import { crossEntropy, squaredError } from "../../src/kernels/families/losses.ts";
import { clearPadding, columnSums, gatherRows, sumOfSquares, transpose } from "../../src/kernels/families/rows.ts";
import { adam, descend, sgd } from "../../src/kernels/families/updates.ts";
import { fixed, Kernel } from "../../src/kernels/language/kernel.ts";
import { EXECUTORS, runInterpreter } from "./executors.ts";

/** Floats for each of an arena's arrays, and how far apart they lie. */
const ROOM = 512;
const at = (array: number) => 4 * ROOM * array;
const ARRAYS = 6;

/** Between −2 and 2, the same each time. */
const value = (index: number) => Math.fround((((index * 7919) % 997) / 997 - 0.5) * 4);

class Arena {
  readonly bytes = new Uint8Array(4 * ROOM * ARRAYS);
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
      const shape = { rows, floats };
      const forward = arena.after((kernel) =>
        dot(kernel, shape, { input: at(0), weight: at(1), bias: at(3), output: at(4) }),
      );
      const outputs = range(rows).map((row) => sum(line(row).map((one, i) => one * (w[i] ?? 0))) + value(3 * ROOM));
      assertNear(
        forward.of(4, 4 * rows),
        outputs.flatMap((one) => [one, 0, 0, 0]),
      );
      const arrays = { input: at(0), gradient: at(2), ofWeight: at(4), ofBias: at(5) };
      const back = arena.after((kernel) => dotGradient(kernel, shape, arrays));
      assertNear(
        back.of(4, floats),
        range(floats).map((i) => sum(g.map((one, row) => one * (line(row)[i] ?? 0)))),
      );
      assertNear(back.of(5, 1), [sum(g)]);
      const input = arena.after((kernel) =>
        dotInputGradient(kernel, shape, { gradient: at(2), weight: at(1), ofInput: at(4) }),
      );
      assertNear(
        input.of(4, rows * floats),
        g.flatMap((one) => w.map((weight) => one * weight)),
      );
    });

  it("ReLU and its gradient, NaN passed on", () => {
    const own = new Arena();
    own.set(0, [1, -1, Number.NaN, 0, 2]);
    const after = own.after((kernel) => {
      relu(kernel, at(0), at(1), 5);
      reluGradient(kernel, at(1), at(2), 5);
    });
    assertNear(after.of(1, 5), [1, 0, Number.NaN, 0, 2]);
    const g = own.of(2, 5);
    assertNear(after.of(2, 5), [g[0] ?? 0, 0, g[2] ?? 0, 0, g[4] ?? 0]);
  });

  it("squared errors and their gradient", () => {
    const [y, t] = [arena.of(0, 44), arena.of(1, 44)];
    const after = arena.after((kernel) => {
      const total = squaredError(kernel, 44, 0.125, { output: at(0), targets: at(1), gradient: at(2) });
      kernel.store(fixed(at(3)), total, 1);
    });
    assertNear(after.of(3, 1), [sum(y.map((one, i) => (one - (t[i] ?? 0)) ** 2))]);
    assertNear(
      after.of(2, 44),
      y.map((one, i) => (one - (t[i] ?? 0)) * 0.125),
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
      own.set(4, range(16));
      const lines = {
        lines: 4,
        classes,
        step: 4 * step,
        positions: 1,
        targetStep: 16,
        ignored,
        isMean: true,
        numbers: at(4),
      };
      const after = own.after((kernel) => {
        const sums = crossEntropy(kernel, lines, { output: at(0), targets: at(1), gradient: at(2) });
        for (const [index, one] of sums.entries()) kernel.store(fixed(at(3) + 4 * index), one, 1);
      });
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
      assertNear(after.of(3, 2), [loss, 3]);
      own.set(1, [0, 0, 0, 0, classes]);
      const wrong = own.after((kernel) => {
        const [total] = crossEntropy(kernel, lines, { output: at(0), targets: at(1), gradient: 0 });
        kernel.store(fixed(at(3)), total, 1);
      });
      assertNear(wrong.of(3, 1), [Number.NaN]);
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

  it("plain descent, and SGD with momentum: the first step fills the buffer undampened", () => {
    const group = { parameters: at(0), gradients: at(1), floats: 20 };
    const [p, g] = [arena.of(0, 20), arena.of(1, 20)];
    const rate = value(2 * ROOM);
    const plain = arena.after((kernel) => descend(kernel, group, fixed(at(2))));
    assertNear(
      plain.of(0, 20),
      p.map((one, i) => one - rate * (g[i] ?? 0)),
    );

    const own = new Arena();
    own.set(2, [0.1, 0.9]);
    own.integers.fill(0, 3 * ROOM, 4 * ROOM);
    const state = { buffer: at(4), filled: at(3), rate: fixed(at(2)), momentum: fixed(at(2) + 4) };
    const options = { undamped: 0.5, weightDecay: 0.25, isNesterov: true, maximizes: true };
    own.floats.fill(0, 4 * ROOM);
    const [first, second] = [
      own.after((kernel) => sgd(kernel, { ...group, ...state, ...options })),
      own.after((kernel) => kernel.repeat(2, () => sgd(kernel, { ...group, ...state, ...options }))),
    ];
    const direction = (one: number, i: number) => 0.25 * one - (g[i] ?? 0);
    const buffers = p.map(direction);
    const once = p.map((one, i) => one - 0.1 * (direction(one, i) + 0.9 * (buffers[i] ?? 0)));
    assertNear(first.of(0, 20), once);
    const next = once.map((one, i) => 0.9 * (buffers[i] ?? 0) + 0.5 * direction(one, i));
    assertNear(second.of(4, 20), next);
    assertNear(
      second.of(0, 20),
      once.map((one, i) => one - 0.1 * (direction(one, i) + 0.9 * (next[i] ?? 0))),
    );
  });

  for (const isDecoupled of [false, true])
    it(`Adam's step with maxima and weight decay ${isDecoupled ? "of its own" : "in the gradient"}`, () => {
      const own = new Arena();
      const [p, g, m] = [own.of(0, 20), own.of(1, 20), own.of(2, 20)];
      const [v, most] = [own.of(3, 20).map(Math.abs), own.of(4, 20).map(Math.abs)];
      own.set(3, v);
      own.set(4, most);
      const [size, root, shrink, decay] = [-0.02, 0.3, 0.99, 0.1];
      own.set(5, [size, root, 0.1, 0.9, shrink]);
      const state = { parameters: at(0), gradients: at(1), first: at(2), second: at(3), maxima: at(4), factors: at(5) };
      const constants = { keep: 0.999, take: 0.001, eps: 1e-3, decay: isDecoupled ? 0 : decay };
      const after = own.after((kernel) =>
        adam(kernel, { ...state, ...constants, floats: 20, maximizes: false, isDecoupled, isNear: true }),
      );
      const wanted = p.map((one, i) => {
        const start = isDecoupled ? one * shrink : one;
        const slope = (g[i] ?? 0) + (isDecoupled ? 0 : decay * start);
        const mean = 0.9 * (m[i] ?? 0) + 0.1 * slope;
        const largest = Math.max(most[i] ?? 0, 0.999 * (v[i] ?? 0) + 0.001 * slope * slope);
        return start + (size * mean) / (Math.sqrt(largest) / root + 1e-3);
      });
      assertNear(after.of(0, 20), wanted);
    });
});
