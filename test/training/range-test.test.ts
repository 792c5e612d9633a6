import { assert } from "chai";
import { Machine } from "../../src/engine/machine.ts";
import { Sources } from "../../src/execution/sources.ts";
import { parts } from "../../src/parts.ts";
import { Orders } from "../../src/training/orders.ts";
import { type RangeOptions, rangeTest } from "../../src/training/range-test.ts";
import { suggestRates } from "../../src/training/suggest-rate.ts";
import { golden } from "../golden.ts";
import { planOf } from "../plan-of.ts";

const EXPERIMENT = `
data: {type: linear, features: 3, samples: 50, noise: 0.1}
model: [{type: Linear, out_features: 8}, Tanh, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1, momentum: 0.9}
training: {epochs: 2, batch_size: 8}
`;

const { config } = planOf(EXPERIMENT).variant(0);
const source = new Sources(parts.data).open(config.data, { kind: "folder", path: "." });

/** What a library needs to train the same: weights by name, data, and the rows' order in each epoch. */
interface Recorded {
  readonly init: Readonly<Record<string, readonly number[]>>;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly orders: readonly (readonly number[])[];
}

function recorded(epochs: number): Recorded {
  const { training } = source.load();
  const machine = new Machine(parts);
  machine.load(training, undefined, source.shape);
  const runs = machine.prepare([config]);
  runs.initialise(0);
  const orders = new Orders();
  return {
    init: Object.fromEntries(runs.parameters.map(({ name }) => [name, Array.from(runs.read(0, name))])),
    x: Array.from(training.x),
    y: Array.from(training.y),
    orders: Array.from({ length: epochs }, (_, i) => Array.from(orders.shuffled(0, training.rows, i + 1))),
  };
}

function test(options: RangeOptions) {
  return rangeTest(config, { seed: 0, source, machine: new Machine(parts), orders: new Orders() }, options);
}

describe("a range test", () => {
  const theirs = golden<{ run: Recorded; losses: number[]; smoothed: number[]; steep: number; minimum: number }>(
    "lr_find.json",
  );

  it("starts from the weights, data and order that PyTorch was given", () => {
    assert.deepEqual(recorded(theirs.run.orders.length), theirs.run);
  });

  it("has PyTorch's losses, smoothed as Lightning and fastai do, and ends where Lightning's does", () => {
    const { rows, diverged } = test({ min: 1e-4, max: 10, steps: 60 });
    assert.strictEqual(diverged, true);
    assert.lengthOf(rows, theirs.losses.length);
    for (const [i, { loss, smoothed }] of rows.entries()) {
      assert.closeTo(loss, theirs.losses[i] as number, 2e-4 * (theirs.losses[i] as number));
      assert.closeTo(smoothed, theirs.smoothed[i] as number, 2e-4 * (theirs.smoothed[i] as number));
    }
  });

  it("suggests the rates that their formulas give", () => {
    const { steep, minimum } = suggestRates(test({ min: 1e-4, max: 10, steps: 60 }).rows);
    assert.closeTo(steep ?? Number.NaN, theirs.steep, 1e-12);
    assert.closeTo(minimum ?? Number.NaN, theirs.minimum, 1e-12);
  });

  it("goes through all rates where the loss does not run away, the first and the last as asked for", () => {
    const { rows, diverged } = test({ min: 1e-6, max: 1e-3, steps: 7 });
    assert.strictEqual(diverged, false);
    assert.deepEqual(
      rows.map(({ step }) => step),
      [1, 2, 3, 4, 5, 6, 7],
    );
    assert.deepEqual([rows[0]?.lr, rows[6]?.lr], [1e-6, 1e-3]);
    assert.closeTo(rows[3]?.lr ?? Number.NaN, Math.sqrt(1e-9), 1e-15);
  });

  it("looks for the steepest descent before the lowest loss: after it the loss has run away, and may dip", () => {
    const smoothed = [...Array(12).fill(3), 2.9, 2.5, 2.2, 2.1, 2, 9, 7, 12];
    const rows = smoothed.map((loss, i) => ({ step: i + 1, lr: 1e-5 * 2 ** i, loss, smoothed: loss }));
    assert.strictEqual(suggestRates(rows).steep, rows[13]?.lr);
  });

  it("does not take the first batches for the lowest loss, if they happen to be easy ones", () => {
    const smoothed = [1, 2, ...Array(12).fill(3), 2.9, 2.5, 2.2, 2.1, 2, 9];
    const rows = smoothed.map((loss, i) => ({ step: i + 1, lr: 1e-5 * 2 ** i, loss, smoothed: loss }));
    assert.strictEqual(suggestRates(rows).minimum, (rows[18]?.lr ?? 0) / 10);
  });

  it("suggests nothing from too few steps", () => {
    assert.deepEqual(suggestRates(test({ min: 1e-6, max: 1e-3, steps: 7 }).rows), {
      steep: undefined,
      minimum: undefined,
    });
  });
});
