import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import { Machine } from "../../src/engine/machine.ts";
import { parts } from "../../src/parts.ts";
import { normal, stream } from "../../src/random/rng.ts";
import { createRunSchedule } from "../../src/schedule/run-schedule.ts";
import { Orders } from "../../src/training/orders.ts";
import { train } from "../../src/training/train.ts";
import { configure } from "../configuration.ts";
import { Alone } from "../engine/alone.ts";

const shape = { features: [3], targets: [1], training: 22, validation: 9 };
const ORDER = Int32Array.from({ length: 22 }, (_, row) => (row * 5) % 22);
const rates = { lr: [0.1] };
const model = [
  { type: "Linear", out_features: 5 },
  { type: "BatchNorm1d" },
  { type: "Dropout", p: 0.25 },
  { type: "Linear", out_features: 1 },
];
const BUFFERS = ["1.running_mean", "1.running_var", "1.num_batches_tracked"];

function draw(rows: number, name: string) {
  const rng = stream(name);
  const values = (count: number) => Float32Array.from({ length: count }, () => normal(rng));
  return { rows, x: values(rows * 3), y: values(rows) };
}

const [training, validation] = [draw(22, "training"), draw(9, "validation")];

function configOf(options: Readonly<Record<string, Json>>) {
  const optimizer = [{ type: "weight_averaging", decay: 0.8, ...options }, { type: "SGD" }];
  return configure({ model, optimizer, batch_size: 6 });
}

function start(options: Readonly<Record<string, Json>>, machine = new Alone()): Alone {
  machine.load(training, validation, shape);
  machine.prepare(configOf(options));
  machine.initialise(1);
  return machine;
}

function run(machine: Alone, epochs: number): Alone {
  for (let epoch = 0; epoch < epochs; epoch++) machine.trainEpoch(ORDER, 4, rates);
  return machine;
}

const namesOf = (machine: Alone) => [...machine.parameters.map(({ name }) => name), ...BUFFERS, "2.key"];
const trainedIn = (machine: Alone) => namesOf(machine).map((name) => machine.read(name));

/** All that a run ends with. */
function endOf(machine: Alone): unknown[] {
  machine.updateBatchNorm();
  const averages = namesOf(machine).map((name) => machine.readAverage(name));
  return [trainedIn(machine), averages, machine.evaluate()];
}

/** The losses on held-out rows that training yields, and those of training itself. */
function lossesOf(options: Readonly<Record<string, Json>>) {
  const config = { ...configOf(options), training: { ...configOf(options).training, epochs: 3 } };
  const source = { shape, digest: "", load: () => ({ training, validation }) };
  const schedule = createRunSchedule([], {}, 4);
  const records = [...train({ config, seed: 1, source, schedule, machine: new Machine(parts), orders: new Orders() })];
  return {
    training: records.map(({ metrics }) => metrics.train_loss),
    heldOut: records.map(({ metrics }) => metrics.val_loss as number),
  };
}

describe("averages of buffers", () => {
  for (const options of [{ use_buffers: true }, { update_bn: true }, { method: "swa", start: 1, update_bn: true }]) {
    const name = JSON.stringify(options);

    it(`go on from a snapshot: ${name}`, () => {
      const whole = run(start(options), 2);
      const snapshot = whole.snapshot();
      const resumed = start(options);
      resumed.restore(snapshot);
      assert.deepEqual(endOf(run(resumed, 2)), endOf(run(whole, 2)));
    });

    it(`do not depend on what ran before: ${name}`, () => {
      const used = new Alone();
      endOf(run(start({ decay: 0.5, use_buffers: true, update_bn: true }, used), 3));
      assert.deepEqual(endOf(run(start(options, used), 2)), endOf(run(start(options), 2)));
    });
  }

  it("copy what Dropout draws from, which is no buffer of PyTorch's", () => {
    const machine = run(start({ use_buffers: true }), 2);
    assert.deepEqual(machine.readAverage("2.key"), machine.read("2.key"));
  });

  it("leave what is trained as it is when statistics are collected", () => {
    const [collecting, plain] = [run(start({ update_bn: true }), 2), run(start({}), 2)];
    collecting.updateBatchNorm();
    assert.notDeepEqual(collecting.readAverage("1.running_mean"), plain.readAverage("1.running_mean"));
    assert.deepEqual(trainedIn(collecting), trainedIn(plain));
    assert.deepEqual(trainedIn(run(collecting, 1)), trainedIn(run(plain, 1)));
  });

  it("are collected over the batches of the epoch, not over rows left out (drop_last)", () => {
    const machine = start({ update_bn: true });
    machine.trainEpoch(ORDER, 3, rates);
    machine.updateBatchNorm();
    assert.deepEqual(machine.readAverage("1.num_batches_tracked"), Float32Array.of(3));
  });

  it("are collected once, before the last epoch's rows held out", () => {
    const [collected, copied] = [lossesOf({ update_bn: true }), lossesOf({})];
    assert.deepEqual(collected.training, copied.training);
    assert.deepEqual(collected.heldOut.slice(0, 2), copied.heldOut.slice(0, 2));
    assert.notStrictEqual(collected.heldOut[2], copied.heldOut[2]);
  });

  it("need no statistics: update_bn without BatchNorm changes nothing", () => {
    const machine = new Alone();
    machine.load(training, validation, shape);
    const optimizer = [{ type: "weight_averaging", update_bn: true }, { type: "SGD" }];
    machine.prepare(configure({ model: [{ type: "Linear", out_features: 1 }], optimizer, batch_size: 6 }));
    machine.initialise(1);
    const before = run(machine, 1).evaluate();
    machine.updateBatchNorm();
    assert.strictEqual(machine.evaluate(), before);
  });
});
