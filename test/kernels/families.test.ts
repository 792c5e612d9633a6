import { dot, dotGradient, dotInputGradient } from "../../src/kernels/families/dot.ts";
import { defineElementwiseOperations } from "../../src/kernels/families/elementwise.ts";
import { defineElementwiseLossOperation } from "../../src/kernels/families/losses.ts";
import { clearPadding, columnSums, gatherRows, sumOfSquares } from "../../src/kernels/families/rows.ts";
import { defineUpdate } from "../../src/kernels/families/updates.ts";
import { fixed } from "../../src/kernels/language/kernel.ts";
import type { Floats } from "../../src/kernels/language/values.ts";
import { Arena, assertNear, at, ROOM, range, sum, value } from "./arena.ts";

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
    const after = arena.afterStep(squared({ ...places, floats: 44, terms: 4 }), 1);
    assertNear(after.of(3, 2), [value(3 * ROOM), sum(y.map((one, i) => (one - (t[i] ?? 0)) ** 2))]);
    assertNear(
      after.of(2, 44),
      y.map((one, i) => (one - (t[i] ?? 0)) * 0.5),
    );
  });

  it("sums of columns and of squares, padding and rows by number", () => {
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
