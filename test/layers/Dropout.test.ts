import { assert } from "chai";
import { Dropout } from "../../src/layers/Dropout.ts";
import { tensorAt } from "../../src/tape/tape.ts";
import { complete, configure } from "../configuration.ts";
import { Alone } from "../engine/alone.ts";
import { type Matrix, Workbench } from "../engine/workbench.ts";

/** The masks of some steps, as a key gives them. */
function masks(key: readonly [number, number], p: number, floats: number, steps: number): number[][] {
  const bench = new Workbench();
  const input = bench.matrix(1, floats, () => 1);
  const gradient = bench.matrix(1, floats, () => 1);
  const place = bench.matrix(1, 4, (_, i) => key[i] ?? 0);
  const buffer = { name: "key", shape: [4], transposed: false, rows: 1, columns: 4, offset: place.offset, gradient: 0 };
  const plan = Dropout.plan(complete("layers", { type: "Dropout", p }), [floats]);
  const mask: Matrix[] = [];
  const step = bench.record(1, (tape) => {
    const forward = plan.forward(tape, tensorAt(input.offset, [floats]), [], "train", [buffer]);
    forward.backward(tensorAt(gradient.offset, [floats]), true);
    mask.push({ offset: forward.output.offset, rows: 1, width: floats });
  });
  return Array.from({ length: steps }, () => {
    bench.write(gradient, new Array(floats).fill(1));
    step(0);
    const [values = []] = mask.flatMap((one) => bench.read(one));
    assert.deepEqual(bench.read(gradient)[0], values);
    return values;
  });
}

const shape = { features: [8], targets: [8], training: 64, validation: 16 };
const samples = (rows: number) => ({ rows, x: new Float32Array(rows * 8).fill(1), y: new Float32Array(rows * 8) });
const data = [samples(64), samples(16)] as const;
const order = Int32Array.from({ length: 64 }, (_, row) => row);

function start(model: Parameters<typeof configure>[0]["model"], seed: number, batch_size = 16): Alone {
  const machine = new Alone();
  machine.load(...data, shape);
  machine.prepare(configure({ model, batch_size }));
  machine.initialise(seed);
  return machine;
}

const linear = { type: "Linear", out_features: 8 };
const dropped = [linear, { type: "Dropout", p: 0.5 }];

describe("Dropout", () => {
  it("drops the share p, scales up the rest, and draws anew at each step", () => {
    const [p, floats] = [0.3, 40_000];
    const steps = masks([12, 34], p, floats, 3);
    for (const mask of steps) {
      const zeros = mask.filter((value) => value === 0).length;
      assert.isAtMost(Math.abs(zeros / floats - p), 5 * Math.sqrt((p * (1 - p)) / floats));
      assert.isTrue(mask.every((value) => value === 0 || value === Math.fround(1 / Math.fround(1 - Math.fround(p)))));
    }
    const [first, second] = steps as [number[], number[]];
    const equal = first.filter((value, i) => value === second[i]).length / floats;
    assert.closeTo(equal, p * p + (1 - p) * (1 - p), 5 / Math.sqrt(floats));
  });

  it("takes its bits from Threefry-2x32 with 20 rounds: a known answer of its authors", () => {
    // Random123's kat_vectors: key 0 0, counter 0 0 gives 6b200159 99ba4efe. The first values compare the upper 24 bits.
    const exact = (0x6b2001 + 0.5) / 2 ** 24;
    const at = (p: number, place: number) => masks([0, 0], p, 8, 1)[0]?.[place];
    assert.notStrictEqual(at(exact - 2 ** -24, 0), 0);
    assert.strictEqual(at(exact + 2 ** -24, 0), 0);
    const other = (0x99ba4e + 0.5) / 2 ** 24;
    assert.notStrictEqual(at(other - 2 ** -24, 4), 0);
    assert.strictEqual(at(other + 2 ** -24, 4), 0);
  });

  it("leaves evaluation alone, and everything with p 0", () => {
    const [with0, without] = [start([linear, { type: "Dropout", p: 0 }], 1), start([linear], 1)];
    assert.strictEqual(start(dropped, 1).evaluate(), without.evaluate());
    const figures = [with0, without].map((machine) => machine.trainEpoch(order, 4, { lr: [0.1] }));
    assert.deepEqual(figures[0], figures[1]);
  });

  it("depends on the seed, on its place in the model and on the step, not on other layers' chance", () => {
    const losses = (machine: Alone) => Array.from(machine.trainEpoch(order, 4, { lr: [0] }) && machine.batchLosses);
    const first = losses(start(dropped, 1));
    assert.deepEqual(losses(start(dropped, 1)), first);
    assert.notDeepEqual(losses(start(dropped, 2)), first);
    assert.strictEqual(new Set(first).size, 4);
    const twice = start(dropped, 1);
    losses(twice);
    assert.notDeepEqual(losses(twice), first, "the next epoch");
  });

  it("goes on from a snapshot with the masks that were due", () => {
    const whole = start(dropped, 1);
    whole.trainEpoch(order, 4, { lr: [0.1] });
    const snapshot = whole.snapshot();
    const expected = whole.trainEpoch(order, 4, { lr: [0.1] });
    const resumed = start(dropped, 1);
    resumed.restore(snapshot);
    assert.deepEqual(resumed.trainEpoch(order, 4, { lr: [0.1] }), expected);
  });
});
