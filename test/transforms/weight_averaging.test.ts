import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import { normal, stream } from "../../src/random/rng.ts";
import { configure } from "../configuration.ts";
import { Alone } from "../engine/alone.ts";

const ROWS = 24;
const BATCH = 8;
const model = [{ type: "Linear", out_features: 5 }, { type: "Tanh" }, { type: "Linear", out_features: 1 }];

function draw(rows: number, name: string) {
  const rng = stream(name);
  const values = (count: number) => Float32Array.from({ length: count }, () => normal(rng));
  return { rows, x: values(rows * 3), y: values(rows) };
}

function start(averaging?: Readonly<Record<string, Json>>): Alone {
  const machine = new Alone();
  machine.load(draw(ROWS, "training"), draw(9, "validation"), {
    features: [3],
    targets: [1],
    training: ROWS,
    validation: 9,
  });
  const optimizer = { type: "SGD", lr: 0.1, momentum: 0.9 };
  const chain = averaging ? [{ type: "weight_averaging", ...averaging }, optimizer] : [optimizer];
  machine.prepare(configure({ model, optimizer: chain, batch_size: BATCH }));
  machine.initialise(1);
  return machine;
}

const weightsOf = (machine: Alone) => machine.parameters.flatMap(({ name }) => [...machine.read(name)]);
const averageOf = (machine: Alone) => machine.parameters.flatMap(({ name }) => [...(machine.readAverage(name) ?? [])]);

/** The batches of an epoch, the same every time. */
const BATCHES = [0, 1, 2].map((batch) => Int32Array.from({ length: BATCH }, (_, row) => batch * BATCH + row));
const ORDER = Int32Array.from({ length: ROWS }, (_, row) => row);
const rates = { lr: [0.1] };

/** What the weights were after every step of some epochs. */
function trace(epochs: number): number[][] {
  const machine = start();
  return Array.from({ length: epochs }).flatMap(() =>
    BATCHES.map((batch) => {
      machine.trainEpoch(batch, 1, rates);
      return weightsOf(machine);
    }),
  );
}

/** The running average of points, the first as it is. */
function averaged(points: readonly number[][], weight: (updates: number) => number): number[] {
  const [first, ...more] = points;
  return more.reduce(
    (average, point, index) => average.map((value, i) => value + weight(index + 1) * ((point[i] as number) - value)),
    first as number[],
  );
}

function assertClose(found: readonly number[], expected: readonly number[], what: string): void {
  assert.lengthOf(found, expected.length);
  found.forEach((value, i) => {
    assert.closeTo(value, expected[i] as number, 1e-6, what);
  });
}

describe("weight_averaging", () => {
  const EPOCHS = 5;
  const steps = trace(EPOCHS);
  const ends = steps.filter((_, step) => step % 3 === 2);

  const cases: [string, Readonly<Record<string, Json>>, (epoch: number) => number[]][] = [
    ["ema after each step", { decay: 0.8 }, (epoch) => averaged(steps.slice(0, 3 * epoch), () => 0.2)],
    ["ema without memory", { decay: 0 }, (epoch) => ends[epoch - 1] as number[]],
    ["ema after each epoch", { decay: 0.3, interval: "epoch" }, (epoch) => averaged(ends.slice(0, epoch), () => 0.7)],
    ["swa", { method: "swa" }, (epoch) => averaged(ends.slice(0, epoch), (n) => 1 / (n + 1))],
    [
      "swa from the fourth epoch on, the weights themselves before",
      { method: "swa", start: 3 },
      (epoch) => (epoch < 4 ? (ends[epoch - 1] as number[]) : averaged(ends.slice(3, epoch), (n) => 1 / (n + 1))),
    ],
  ];

  for (const [name, options, expected] of cases) {
    it(`averages as swa_utils: ${name}`, () => {
      const machine = start(options);
      for (let epoch = 1; epoch <= EPOCHS; epoch++) {
        machine.trainEpoch(ORDER, 3, rates);
        assertClose(averageOf(machine), expected(epoch), `epoch ${epoch}`);
        assertClose(weightsOf(machine), ends[epoch - 1] as number[], `weights in epoch ${epoch}`);
      }
    });
  }

  it("has the model evaluated on the average", () => {
    const machine = start({ decay: 0.9 });
    machine.trainEpoch(ORDER, 3, rates);
    const plain = start();
    for (const { name } of plain.parameters) plain.write(name, machine.readAverage(name) as Float32Array);
    assert.strictEqual(machine.evaluate(), plain.evaluate());
    for (const { name } of plain.parameters) plain.write(name, machine.read(name));
    assert.notStrictEqual(machine.evaluate(), plain.evaluate());
  });

  it("goes on from a snapshot", () => {
    const whole = start({ method: "swa", start: 1 });
    for (let epoch = 0; epoch < 3; epoch++) whole.trainEpoch(ORDER, 3, rates);
    const snapshot = whole.snapshot();
    whole.trainEpoch(ORDER, 3, rates);
    const resumed = start({ method: "swa", start: 1 });
    resumed.restore(snapshot);
    resumed.trainEpoch(ORDER, 3, rates);
    assert.deepEqual(averageOf(resumed), averageOf(whole));
    assert.strictEqual(resumed.evaluate(), whole.evaluate());
  });

  it("is not there unless asked for", () => {
    assert.isUndefined(start().readAverage("0.weight"));
  });
});
