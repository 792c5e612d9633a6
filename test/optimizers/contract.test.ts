import { assert } from "chai";
import type { Json, PartConfig } from "../../src/contracts/config.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import { normal, stream } from "../../src/random/rng.ts";
import { complete, configure } from "../configuration.ts";
import { Alone } from "../engine/alone.ts";
import { build, Follower } from "./trajectory.ts";

const ROWS = 20;
const model = [{ type: "Linear", out_features: 6 }, { type: "Tanh" }, { type: "Linear", out_features: 3 }];
const ORDER = Int32Array.from({ length: ROWS }, (_, row) => row);

/** A configuration of each optimizer that uses all of its state. */
function configOf(type: string): PartConfig {
  const inside: Readonly<Record<string, Json>> = {
    Lookahead: { optimizer: { type: "Adam", lr: 0.01 }, k: 3 },
    Muon: { rest: { type: "AdamW", lr: 0.01 } },
    SGD: { momentum: 0.9 },
    Adam: { amsgrad: true, weight_decay: 0.1 },
    RMSprop: { momentum: 0.5, centered: true },
  };
  return { type, ...(type === "Lookahead" ? {} : { lr: 0.01 }), ...(inside[type] as Readonly<Record<string, Json>>) };
}

function draw() {
  const rng = stream("rows");
  const values = (count: number) => Float32Array.from({ length: count }, () => normal(rng));
  return { rows: ROWS, x: values(ROWS * 5), y: values(ROWS * 3) };
}

function start(optimizer: PartConfig, cyclesMomentum = false, machine = new Alone()): Alone {
  machine.load(draw(), undefined, { features: [5], targets: [3], training: ROWS, validation: 0 });
  machine.prepare(configure({ model, optimizer, batch_size: 6 }), cyclesMomentum);
  machine.initialise(0);
  return machine;
}

function trace(machine: Alone, epochs: number, rate?: number): unknown[] {
  const { lr } = machine.baseRates;
  const figures: unknown[] = Array.from({ length: epochs }, () =>
    machine.trainEpoch(ORDER, 4, { lr: lr.map((own) => rate ?? own) }),
  );
  return [...figures, machine.parameters.map(({ name }) => machine.read(name))];
}

describe("every optimizer", () => {
  for (const [type, part] of Object.entries(optimizers)) {
    const config = configOf(type);

    describe(type, () => {
      it("goes on from a snapshot with the same bits", () => {
        const whole = start(config);
        trace(whole, 2);
        const snapshot = whole.snapshot();
        const expected = trace(whole, 2);
        const resumed = start(config);
        trace(resumed, 1, 0.5);
        resumed.restore(snapshot);
        assert.deepEqual(trace(resumed, 2), expected);
      });

      it("gives the same bits, whatever ran before", () => {
        const expected = trace(start(config), 2);
        const machine = new Alone();
        trace(start({ type: "SGD", lr: 1e9, momentum: 0.9 }, false, machine), 2);
        assert.deepEqual(trace(start(config, false, machine), 2), expected);
      });

      it("does the same in one call as step by step", () => {
        const [whole, single] = [start(config), start(config)];
        const rates = [0.02, 0.005, 0.01];
        const lr = whole.baseRates.lr.map(() => Float32Array.from(rates));
        for (let epoch = 0; epoch < 2; epoch++) {
          whole.trainEpoch(ORDER.subarray(0, 18), 3, { lr });
          for (const [step, rate] of rates.entries())
            single.trainEpoch(ORDER.subarray(6 * step, 6 * step + 6), 1, { lr: lr.map(() => rate) });
        }
        for (const { name } of whole.parameters) assert.deepEqual(single.read(name), whole.read(name), name);
      });

      it("makes the loss of a regression smaller", () => {
        const machine = start(config);
        const [first] = trace(machine, 1) as [{ loss: number }];
        trace(machine, 60);
        const [last] = trace(machine, 1) as [{ loss: number }];
        assert.isBelow(last.loss, first.loss);
      });

      it("does the same where a schedule sets the momentum that it has anyway", () => {
        const { momentum } = start(config).baseRates;
        if (momentum === undefined) return assert.isTrue(part.cycled === undefined || type === "Lookahead");
        const plain = start(config);
        const cycled = start(config, true);
        for (const machine of [plain, cycled]) machine.trainEpoch(ORDER, 4, { lr: machine.baseRates.lr, momentum });
        for (const { name } of plain.parameters) {
          const expected = plain.read(name);
          cycled.read(name).forEach((value, i) => {
            assert.closeTo(value, expected[i] as number, 1e-6);
          });
        }
        const other = start(config, true);
        other.trainEpoch(ORDER, 4, { lr: other.baseRates.lr, momentum: momentum.map(() => 0.25) });
        assert.notDeepEqual(other.read("0.weight"), plain.read("0.weight"));
      });

      it("names a parameter of its own as the one that is cycled", () => {
        const [name] = part.cycled?.split(".") ?? [];
        if (name !== undefined) assert.property(part.params.properties, name);
      });

      it("keeps the padding zero under gradients of zero, of overflow, and with eps 0 or as good as 0", () => {
        const eps = (part.params.properties as Readonly<Record<string, { readonly type?: string }>>).eps;
        const zeros = [0, 1e-60].map((least): Readonly<Record<string, Json>> => {
          return eps === undefined ? {} : { eps: eps.type === "number" ? least : [least, least] };
        });
        const shapes =
          type === "Muon"
            ? [
                [3, 5],
                [5, 2],
              ]
            : [[3, 5], [5]];
        const sizes = shapes.map((shape) => shape.reduce((a, b) => a * b));
        for (const value of [0, 1e-30, 3e38, Number.POSITIVE_INFINITY]) {
          for (const zero of zeros) followThree(value, zero);
        }

        function followThree(value: number, zero: Readonly<Record<string, Json>>) {
          const grads = [0, 1, 2].map(() => sizes.map((size) => new Array<number>(size).fill(value)));
          const init = sizes.map((size) => new Array<number>(size).fill(1));
          const follower = new Follower(complete("optimizers", { ...config, ...zero }), { shapes, init, grads });
          // Throws where a padding is not zero.
          for (const gradients of grads) follower.step(gradients);
        }
      });

      it("tells its rate", () => {
        const plan = build(complete("optimizers", config));
        assert.strictEqual(plan.lr, 0.01);
      });
    });
  }
});

describe("param groups at work", () => {
  const groups = [
    { match: "*.bias", weight_decay: 0 },
    { match: "2.*", lr: 0.5, name: "head" },
  ];

  it("train each at its own rate", () => {
    const machine = start({ type: "SGD", lr: 0.1, groups });
    assert.deepEqual(machine.groupNames, ["default", "*.bias", "head"]);
    assert.deepEqual(machine.baseRates.lr, [0.1, 0.1, 0.5]);
    const before = new Map(machine.parameters.map(({ name }) => [name, machine.read(name)]));
    machine.trainEpoch(ORDER, 1, { lr: [0, 0.25, Float32Array.of(0.125)] });
    const rates: Readonly<Record<string, number>> = {
      "0.weight": 0,
      "0.bias": 0.25,
      "2.weight": 0.125,
      "2.bias": 0.25,
    };
    for (const { name } of machine.parameters) {
      const gradient = machine.readGradient(name);
      const expected = before.get(name)?.map((value, i) => value - (rates[name] as number) * (gradient[i] as number));
      assert.deepEqual(machine.read(name), expected, name);
    }
  });

  it("change no bit where they have nothing of their own", () => {
    const split = [{ match: "2.weight" }, { match: "0.*" }];
    for (const type of ["SGD", "AdamW", "Rprop"]) {
      const config = configOf(type);
      const [, , expected] = trace(start(config), 2);
      const [, , found] = trace(start({ ...config, groups: split }), 2);
      assert.deepEqual(found, expected, type);
    }
  });
});
