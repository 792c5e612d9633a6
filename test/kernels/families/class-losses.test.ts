import { assert } from "chai";
import { crossEntropyLoss, multiMarginLoss, nllLoss } from "../../../src/kernels/families/class-losses.ts";
import type { Operation } from "../../../src/kernels/operation.ts";
import { Arena, assertNear, at, range, sum, value } from "../arena.ts";

/** The class that does not count in these tests. */
const IGNORED = 1;

interface Line {
  readonly x: readonly number[];
  readonly y: number;
}

/** What a loss says of a line, and its gradient; `weight` of the line's target. */
type Formula = (line: Line, weights: readonly number[]) => { readonly loss: number; readonly slope: readonly number[] };

const crossEntropy =
  (smoothing: number): Formula =>
  ({ x, y }, weights) => {
    const total = sum(x.map(Math.exp));
    const p = x.map((one) => Math.exp(one) / total);
    const wanted = x.map((_, c) => (smoothing / x.length + (c === y ? 1 - smoothing : 0)) * (weights[c] ?? 1));
    return {
      loss: -sum(p.map((one, c) => (wanted[c] ?? 0) * Math.log(one))),
      slope: p.map((one, c) => one * sum(wanted) - (wanted[c] ?? 0)),
    };
  };

const nll: Formula = ({ x, y }, weights) => ({
  loss: -(weights[y] ?? 1) * (x[y] ?? 0),
  slope: x.map((_, c) => (c === y ? -(weights[y] ?? 1) : 0)),
});

const multiMargin =
  (p: number, margin: number): Formula =>
  ({ x, y }, weights) => {
    const short = x.map((one, c) => (c === y ? 0 : Math.max(0, margin - (x[y] ?? 0) + one)));
    const factor = (weights[y] ?? 1) / x.length;
    const slope = short.map((one) => (one > 0 ? p * one ** (p - 1) * factor : 0));
    return {
      loss: factor * sum(short.map((one) => one ** p)),
      slope: slope.map((one, c) => (c === y ? -sum(slope) : one)),
    };
  };

const PLACES = { output: at(0), targets: at(1), losses: at(3), weights: at(3) + 8, stepBytes: 4, scratch: at(4) };
const [SMOOTHING, MARGIN] = [0.3, 0.7];

/** Each loss with its formula: how it is made where there are so many classes. */
const LOSSES: Readonly<Record<string, readonly [make: (places: typeof LINES) => Operation, formula: Formula]>> = {
  "cross-entropy": [(own) => crossEntropyLoss({ ...own, sure: 0, share: 0, total: 0 }), crossEntropy(0)],
  "cross-entropy with smoothing": [
    (own) => crossEntropyLoss({ ...own, sure: at(5), share: at(5) + 4, total: at(5) + 8 }),
    crossEntropy(SMOOTHING),
  ],
  "negative log-likelihood": [(own) => nllLoss({ ...own }), nll],
  "multi-class margin": [
    (own) => multiMarginLoss({ ...own, margin: at(5) + 12, isSquared: false }),
    multiMargin(1, MARGIN),
  ],
  "squared multi-class margin": [
    (own) => multiMarginLoss({ ...own, margin: at(5) + 12, isSquared: true }),
    multiMargin(2, MARGIN),
  ],
};

const LINES = {
  ...PLACES,
  gradient: at(2),
  classes: 3,
  positions: 1,
  ignored: IGNORED,
  isMean: true,
  isWeighted: true,
  classWeights: 0,
};

/** Two rows of two targets each, the third of class 1, which does not count. */
function arenaFor(classes: number, classWeights: readonly number[]): { arena: Arena; targets: readonly number[] } {
  const arena = new Arena();
  const targets = [0, classes - 1, IGNORED, 2];
  arena.set(1, [...targets.slice(0, 2), 0, 0, ...targets.slice(2)]);
  const all = classWeights.length > 0 ? sum(classWeights) : classes;
  arena.set(5, [1 - SMOOTHING, SMOOTHING / classes, (SMOOTHING / classes) * all, MARGIN]);
  arena.set(4, [...range(16), ...classWeights]);
  return { arena, targets };
}

describe("Losses of classes", () => {
  for (const [name, [make, formula]] of Object.entries(LOSSES))
    for (const classes of [3, 16, 37, 64, 70, 83])
      for (const isWeighted of [false, true])
        it(`${name} of ${classes} classes${isWeighted ? " with weights" : ""}: sums and gradient; an ignored target counts for nothing`, () => {
          const weights = isWeighted ? range(classes).map((c) => Math.fround(1 + value(c) / 3)) : [];
          const { arena, targets } = arenaFor(classes, weights);
          const step = 4 * Math.ceil(classes / 4);
          const own = { ...LINES, classes, positions: 2, classWeights: isWeighted ? at(4) + 64 : 0 };
          const after = arena.afterStep(make(own), 2);
          const scores = arena.of(0, 4 * step);
          // The ignored line's may be anything.
          const broken = new Arena();
          broken.floats.set(arena.floats);
          broken.set(0, [...scores.slice(0, 2 * step), Number.NaN, Number.POSITIVE_INFINITY]);
          const stays = broken.afterStep(make(own), 2);
          const counted = targets.map((y) => (y === IGNORED ? 0 : (weights[y] ?? 1)));
          let loss = 0;
          for (const [line, y] of targets.entries()) {
            const x = scores.slice(line * step, line * step + classes);
            const wanted = formula({ x, y }, weights);
            const counts = y === IGNORED ? 0 : 1;
            if (counts) loss += wanted.loss;
            for (const result of [after, stays])
              assertNear(
                result.of(2, 4 * step).slice(line * step, line * step + classes),
                wanted.slope.map((one) => (counts * one) / sum(counted)),
              );
          }
          assertNear(after.of(3, 4).slice(1), [loss, arena.of(3, 3)[2] ?? 0, sum(counted)]);
          assertNear(stays.of(3, 2).slice(1), [loss]);
          // Without a gradient, and as a sum.
          const evaluated = arena.afterStep(make({ ...own, gradient: 0, isMean: false }), 2);
          assertNear(evaluated.of(3, 4).slice(1), [loss, arena.of(3, 3)[2] ?? 0, sum(counted)]);
          assert.deepEqual(evaluated.of(2, 4 * step), arena.of(2, 4 * step));
        });

  for (const [name, [make]] of Object.entries(LOSSES))
    it(`${name} of a target that is no class is NaN, and reads nothing outside`, () => {
      for (const wrong of [5, -1, 4.5e9, Number.NaN, Number.POSITIVE_INFINITY]) {
        const { arena } = arenaFor(5, [1, 2, 3, 4, 5]);
        arena.set(1, [2, wrong]);
        const own = { ...LINES, classes: 5, positions: 2, classWeights: at(4) + 64 };
        assert.isNaN(arena.afterStep(make(own), 1).of(3, 2)[1], `${wrong}`);
      }
    });

  it("of many lines is as exact as the formula in double precision, rounded once", () => {
    const arena = new Arena();
    arena.set(
      0,
      range(512).map(() => 1e-4),
    );
    arena.floats.fill(0, 512, 1024);
    const own = { ...LINES, classes: 3, positions: 128, gradient: 0 };
    const [, loss] = arena.afterStep(nllLoss({ ...own, ignored: -100 }), 1).of(3, 2);
    assert.strictEqual(loss, Math.fround(-128 * Math.fround(1e-4)));
  });
});
