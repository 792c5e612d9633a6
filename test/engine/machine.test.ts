import { assert } from "chai";
import type { RunConfig } from "../../src/contracts/config.ts";
import type { DataShape, Samples } from "../../src/contracts/dataset.ts";
import { normal, shuffleInPlace, stream } from "../../src/random/rng.ts";
import { configure } from "../configuration.ts";
import { Alone } from "./alone.ts";
import { referenceLoss, type Weights } from "./reference.ts";

const shape: DataShape = { features: [6], targets: [2], training: 45, validation: 300 };

function draw(rows: number, name: string): Samples {
  const rng = stream(name);
  const values = (count: number) => Float32Array.from({ length: count }, () => normal(rng));
  return { rows, x: values(rows * 6), y: values(rows * 2) };
}

const training = draw(45, "training");
const validation = draw(300, "validation");
const model = [{ type: "Linear", out_features: 9 }, { type: "Sigmoid" }, { type: "Linear", out_features: 2 }];
const config = configure({ model, optimizer: { type: "SGD", momentum: 0.9 }, batch_size: 7 });
const rates = { lr: [0.1] };

function order(epoch: number): Int32Array {
  const rows = new Int32Array(45);
  shuffleInPlace(rows, stream(0, "order", epoch));
  return rows;
}

function load(machine = new Alone()): Alone {
  machine.load(training, validation, shape);
  return machine;
}

function start(machine = load(), run: RunConfig = config): Alone {
  machine.prepare(run);
  machine.initialise(3);
  return machine;
}

/** All the bits of a run: weights, figures and losses of some epochs. */
function trace(machine: Alone, from = 0, to = 3): unknown[] {
  const figures: unknown[] = [];
  for (let epoch = from; epoch < to; epoch++) {
    const steps = Math.ceil(45 / machine.batchRows);
    figures.push(machine.trainEpoch(order(epoch), steps, rates), machine.evaluate(), machine.batchLosses);
  }
  return [figures, machine.parameters.map(({ name }) => machine.read(name))];
}

function rowsOf({ rows, x, y }: Samples): [number[][], number[][]] {
  const split = (values: Float32Array, width: number) =>
    Array.from({ length: rows }, (_, row) => Array.from(values.subarray(row * width, (row + 1) * width)));
  return [split(x, 6), split(y, 2)];
}

function weightsOf(machine: Alone): Weights {
  return new Map(machine.parameters.map(({ name }) => [name, Array.from(machine.read(name))]));
}

describe("Machine", () => {
  it("gives a run the same bits, whatever ran before it and wherever the arena lies", () => {
    const expected = trace(start());
    const machine = load();
    assert.deepEqual(trace(start(machine)), expected, "first run");
    trace(start(machine, configure({ model: [{ type: "Linear", out_features: 2 }], batch_size: 45 })), 0, 1);
    assert.deepEqual(trace(start(machine)), expected, "after another model");

    const other = { ...draw(500, "other") };
    machine.load(other, undefined, { ...shape, training: 500, validation: 0 });
    start(machine).trainEpoch(new Int32Array(70), 10, { lr: [1e6] });
    assert.deepEqual(trace(start(load(machine))), expected, "after other data, and a run that diverged");
  });

  it("continues from a snapshot as if nothing had happened", () => {
    const whole = start();
    trace(whole, 0, 2);
    const snapshot = whole.snapshot();
    const expected = trace(whole, 2, 4);
    const resumed = start();
    resumed.restore(snapshot);
    assert.deepEqual(trace(resumed, 2, 4), expected);
  });

  it("evaluates all held-out rows, in chunks, to the exact mean or sum", () => {
    for (const reduction of ["mean", "sum"]) {
      const loss = { type: "MSELoss", reduction };
      const machine = start(load(), configure({ model, loss }));
      const expected = referenceLoss(model, loss, weightsOf(machine), ...rowsOf(validation)).loss;
      assert.closeTo(machine.evaluate() as number, expected, 1e-6 * expected);
    }
  });

  it("evaluates at once what depends on all rows: BatchNorm without running statistics", () => {
    const options = { type: "BatchNorm1d", affine: false, track_running_stats: false };
    const normed = [options, { type: "Linear", out_features: 2 }];
    const machine = start(load(), configure({ model: normed }));
    const expected = referenceLoss(normed, { type: "MSELoss" }, weightsOf(machine), ...rowsOf(validation)).loss;
    assert.closeTo(machine.evaluate() as number, expected, 1e-6 * expected);
  });

  it("has no validation loss without held-out rows", () => {
    const machine = new Alone();
    machine.load(training, undefined, { ...shape, validation: 0 });
    assert.isUndefined(start(machine).evaluate());
  });

  it("weights batch losses by their rows, the short last batch included", () => {
    const machine = start(load(), configure({ model, batch_size: 7 }));
    const { loss } = machine.trainEpoch(order(0), 7, { lr: [0] });
    const expected = referenceLoss(model, { type: "MSELoss" }, weightsOf(machine), ...rowsOf(training)).loss;
    assert.closeTo(loss, expected, 1e-6);
    assert.lengthOf(machine.batchLosses, 7);
  });

  it("leaves out the rows beyond the steps asked for (drop_last)", () => {
    const machine = start();
    const { loss } = machine.trainEpoch(order(0), 6, { lr: [0] });
    const mean = machine.batchLosses.reduce((sum, batch) => sum + batch, 0) / 6;
    assert.lengthOf(machine.batchLosses, 6);
    assert.closeTo(loss, mean, 1e-7);
  });

  it("refuses an order of more rows, or more steps, than there are: it would overwrite other memory", () => {
    assert.throws(() => start().trainEpoch(new Int32Array(46), 7, rates), /46 rows/);
    assert.throws(() => start().trainEpoch(order(0), 8, rates), /8 steps/);
  });

  it("gives one epoch in one call the bits of the same steps one by one", () => {
    const whole = start(load(), configure({ model, batch_size: 1 }));
    const single = start(load(), configure({ model, batch_size: 1 }));
    const lr = Float32Array.from({ length: 45 }, (_, step) => 0.1 / (step + 1));
    whole.trainEpoch(order(0), 45, { lr: [lr] });
    order(0).forEach((row, step) => {
      single.trainEpoch(Int32Array.of(row), 1, { lr: [lr.subarray(step, step + 1)] });
      assert.strictEqual(single.batchLosses[0], whole.batchLosses[step]);
      assert.strictEqual(single.batchNorms[0], whole.batchNorms[step]);
    });
    assert.deepEqual(single.read("0.weight"), whole.read("0.weight"));
  });

  it("runs epochs of more steps than one call takes", () => {
    const machine = start(load(), configure({ model, batch_size: 1 }));
    const many = new Alone();
    const rows = 5000;
    const tiled = (values: Float32Array, width: number) =>
      Float32Array.from({ length: rows * width }, (_, i) => values[i % (45 * width)] as number);
    const samples = { rows, x: tiled(training.x, 6), y: tiled(training.y, 2) };
    many.load(samples, undefined, { ...shape, training: rows, validation: 0 });
    start(many, configure({ model, batch_size: 1 })).trainEpoch(
      Int32Array.from({ length: rows }, (_, row) => row),
      rows,
      rates,
    );
    for (let row = 0; row < rows; row += 45) {
      const count = Math.min(45, rows - row);
      machine.trainEpoch(
        Int32Array.from({ length: count }, (_, i) => i),
        count,
        rates,
      );
    }
    assert.deepEqual(many.read("2.weight"), machine.read("2.weight"));
  });

  it("says when a loss or a parameter is not finite", () => {
    const machine = start();
    assert.isTrue(machine.trainEpoch(order(0), 7, rates).finite);
    assert.isFalse(machine.trainEpoch(order(1), 7, { lr: [1e30] }).finite);
    const fresh = start();
    fresh.write("2.bias", Float32Array.of(0, Number.NaN));
    assert.isFalse(fresh.trainEpoch(order(0), 1, { lr: [0] }).finite);
    const far = start();
    far.write("2.bias", Float32Array.of(1e25, 0));
    assert.isFalse(far.trainEpoch(order(0), 7, { lr: [0] }).finite, "the loss overflows, no parameter does");
    const last = start();
    last.write("2.bias", Float32Array.of(1e10, 0));
    assert.isFalse(last.trainEpoch(order(0), 1, { lr: [3e38] }).finite, "the update overflows, the loss does not yet");
  });

  it("replaces the rows to train on, and loads the old ones anew", () => {
    const machine = start();
    const expected = trace(start());
    machine.replaceTraining(draw(45, "fresh"));
    assert.notDeepEqual(trace(machine), expected);
    assert.throws(() => machine.replaceTraining(draw(44, "fresh")), /expected 45 rows/);
    assert.throws(() => machine.replaceTraining({ ...training, y: training.x }), /45 rows of 2 values, found 270/);
    assert.deepEqual(trace(start(load(machine))), expected);
  });

  it("draws initial values by seed, layer and parameter", () => {
    const machine = start();
    const first = machine.read("0.weight");
    machine.initialise(4);
    assert.notDeepEqual(machine.read("0.weight"), first);
    const wider = [...model.slice(0, 2), { type: "Linear", out_features: 2, bias: false }];
    assert.deepEqual(start(load(), configure({ model: wider })).read("0.weight"), first);
  });

  it("reads what was written, in PyTorch's order", () => {
    const machine = start();
    const values = Float32Array.from({ length: 54 }, (_, i) => i);
    machine.write("0.weight", values);
    assert.deepEqual(machine.read("0.weight"), values);
    assert.throws(() => machine.read("1.weight"), /no such parameter/);
  });

  it("says so when memory does not suffice", () => {
    const huge = [{ type: "Linear", out_features: 100_000_000 }];
    assert.throws(() => load().prepare(configure({ model: [...huge, ...model] })), /MiB/);
  });
});
