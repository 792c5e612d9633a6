import { assert } from "chai";
import * as fc from "fast-check";
import type { PartConfig, PhaseConfig, RunConfig } from "../../src/contracts/config.ts";
import type { DataShape, DataSource, Samples } from "../../src/contracts/dataset.ts";
import { laneKey, MOST_LANES } from "../../src/engine/lanes.ts";
import { Machine } from "../../src/engine/machine.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import { parts } from "../../src/parts.ts";
import { normal, stream } from "../../src/random/rng.ts";
import { createRunSchedule } from "../../src/schedule/run-schedule.ts";
import * as schedulers from "../../src/schedulers/index.ts";
import { Orders } from "../../src/training/orders.ts";
import { type Trainee, train, trainTogether } from "../../src/training/train.ts";
import { complete, configure } from "../configuration.ts";

const ROWS = 23;
const EPOCHS = 4;

/** What a model ends in, and what it is compared with. */
const TASKS = [
  { outputs: 1, targets: 1, loss: { type: "MSELoss" } },
  { outputs: 2, targets: 2, loss: { type: "MSELoss", reduction: "sum" } },
  { outputs: 2, targets: 2, loss: { type: "HuberLoss", delta: 0.5 } },
  { outputs: 1, targets: 1, loss: { type: "BCEWithLogitsLoss" }, classes: 2 },
  { outputs: 3, targets: 1, loss: { type: "CrossEntropyLoss", weight: [1, 2, 0.5] }, classes: 3 },
] as const;

type Task = (typeof TASKS)[number];

function sourceOf(task: Task, features: number): DataSource {
  const draw = (rows: number, name: string): Samples => {
    const rng = stream(name);
    const classes = "classes" in task ? task.classes : undefined;
    const target = () => (classes === undefined ? normal(rng) : Math.abs(Math.round(normal(rng) * 2)) % classes);
    return {
      rows,
      x: Float32Array.from({ length: rows * features }, () => normal(rng)),
      y: Float32Array.from({ length: rows * task.targets }, target),
    };
  };
  const parts = { training: draw(ROWS, "training"), validation: draw(300, "validation") };
  const shape: DataShape = { features: [features], targets: [task.targets], training: ROWS, validation: 300 };
  const classes = "classes" in task ? { classes: task.classes } : {};
  return { shape: { ...shape, ...classes }, digest: "", load: () => parts };
}

const phase = (scheduler: PartConfig, interval: "epoch" | "step", steps: number): PhaseConfig => ({
  scheduler,
  interval,
  frequency: 1,
  steps,
});

const SCHEDULERS = [
  [],
  [{ type: "StepLR", step_size: 2, gamma: 0.5 }, "epoch"],
  [{ type: "ExponentialLR", gamma: 0.97 }, "step"],
  [
    {
      type: "OneCycleLR",
      max_lr: 0.3,
      total_steps: 100,
      pct_start: 0.3,
      anneal_strategy: "cos",
      cycle_momentum: true,
      base_momentum: 0.85,
      max_momentum: 0.95,
      div_factor: 25,
      final_div_factor: 1e4,
      three_phase: false,
    },
    "step",
  ],
  [
    {
      type: "ReduceLROnPlateau",
      mode: "min",
      factor: 0.1,
      patience: 0,
      threshold: 1e-4,
      threshold_mode: "rel",
      cooldown: 0,
      min_lr: 0,
      eps: 1e-8,
      monitor: "val_loss",
    },
    "epoch",
  ],
] as const;

const arbitraryRun = fc.record({
  lr: fc.constantFrom(0.1, 0.01, 1e-4, 1e20, 0),
  momentum: fc.constantFrom(0, 0.9, 0.5),
  dampening: fc.constantFrom(0, 0.1),
  weight_decay: fc.constantFrom(0, 0.01),
  nesterov: fc.boolean(),
  maximize: fc.boolean(),
  scheduler: fc.constantFrom(...SCHEDULERS),
});

const arbitraryGroup = fc.record({
  task: fc.constantFrom(...TASKS),
  features: fc.integer({ min: 1, max: 9 }),
  hidden: fc.constantFrom(undefined, "ReLU", "Tanh", "GELU"),
  bias: fc.boolean(),
  groups: fc.boolean(),
  batch_size: fc.constantFrom(1, 4, 5, 16, "full" as const),
  on_divergence: fc.constantFrom("stop" as const, "record" as const),
  runs: fc.array(arbitraryRun, { minLength: 2, maxLength: 11 }),
  seed: fc.nat(5),
});

type Group = typeof arbitraryGroup extends fc.Arbitrary<infer G> ? G : never;

function traineesOf({ task, hidden, bias, groups, batch_size, on_divergence, runs }: Group): readonly Trainee[] {
  const head = { type: "Linear", out_features: task.outputs, bias };
  const model = hidden ? [{ type: "Linear", out_features: 2 }, { type: hidden }, head] : [head];
  const steps = Math.ceil(ROWS / (batch_size === "full" ? ROWS : batch_size));
  return runs.map(({ scheduler: [scheduler, interval], ...options }) => {
    const isNesterov = options.nesterov && options.momentum > 0 && options.dampening === 0;
    const cycles = scheduler?.type === "OneCycleLR";
    const optimizer = {
      type: "SGD",
      ...options,
      nesterov: isNesterov,
      momentum: cycles ? 0.9 : options.momentum,
      ...(groups && { groups: [{ match: "0.*", lr: options.lr / 2 }] }),
    };
    const config = configure({ model, loss: complete("losses", task.loss), optimizer: optimizer as never, batch_size });
    const phases = scheduler && interval ? [phase(scheduler as PartConfig, interval, EPOCHS * steps)] : [];
    return {
      config: { ...config, training: { ...config.training, epochs: EPOCHS, on_divergence } } as RunConfig,
      schedule: createRunSchedule(phases, schedulers, steps),
    };
  });
}

/** All that is recorded of the runs, and how they ended. */
function together(trainees: readonly Trainee[], seed: number, source: DataSource, machine: Machine): unknown[] {
  const epochs = trainTogether(trainees, { seed, source, machine, orders: new Orders() });
  const records: unknown[][] = trainees.map(() => []);
  for (let next = epochs.next(); ; next = epochs.next()) {
    if (next.done) return trainees.map((_, run) => [records[run], next.value[run]]);
    for (const [run, record] of next.value.entries()) if (record) records[run]?.push(record);
  }
}

function alone(trainee: Trainee, seed: number, source: DataSource, machine: Machine): unknown {
  const records = [];
  const epochs = train({ ...trainee, seed, source, machine, orders: new Orders() });
  for (let next = epochs.next(); ; next = epochs.next()) {
    if (next.done) return [records, next.value];
    records.push(next.value);
  }
}

describe("runs side by side", () => {
  it("have the bits that each has alone, whatever runs or diverges beside it", () => {
    const machine = new Machine(parts);
    const statuses = new Set<unknown>();
    fc.assert(
      fc.property(arbitraryGroup, (group) => {
        const source = sourceOf(group.task, group.features);
        const trainees = traineesOf(group);
        const byKey = new Map<string | undefined, Trainee[]>();
        for (const trainee of trainees) {
          const key = laneKey(trainee.config, source.shape, parts);
          byKey.set(key, [...(byKey.get(key) ?? []), trainee]);
        }
        assert.notInclude([...byKey.keys()], undefined);
        for (const own of byKey.values()) {
          const expected = own.map((trainee) => alone(trainee, group.seed, source, machine));
          assert.deepEqual(together(own, group.seed, source, machine), expected);
          const backwards = [...own].reverse();
          assert.deepEqual(together(backwards, group.seed, source, new Machine(parts)), [...expected].reverse());
          for (const [, ending] of expected as [unknown, unknown][]) statuses.add(ending);
        }
      }),
      { numRuns: 120 },
    );
    assert.sameMembers([...statuses], ["ok", "diverged"]);
  });

  it("have the bits of one operation after another where a step is a single one", () => {
    // A second param group, which changes nothing, keeps the operations apart.
    const source = sourceOf(TASKS[0], 10);
    const model = [{ type: "Linear", out_features: 1 }];
    const apart = { type: "SGD", groups: [{ match: "*.bias" }] } as never;
    const [expected, found] = [apart, { type: "SGD" }].map((optimizer) => {
      const machine = new Machine(parts);
      const { training, validation } = source.load();
      machine.load(training, validation, source.shape);
      const runs = machine.prepare([0, 1, 2, 3, 4].map(() => configure({ model, optimizer, batch_size: 1 })));
      runs.initialise(1);
      const rates = [0.1, 0.05, 0.001, 0, 1e10].map((lr) => ({ lr: [lr, lr] }));
      const figures = runs.trainEpoch(new Orders().shuffled(1, ROWS, 1), ROWS, rates);
      const each = rates.map((_, run) => [
        ...[runs.batchLosses(run), runs.batchNorms(run)],
        ...runs.parameters.map(({ name }) => [runs.read(run, name), runs.readGradient(run, name)]),
      ]);
      return [figures, runs.evaluate(), each];
    });
    assert.deepEqual(found, expected);
  });

  it("go on from a snapshot with the same bits", () => {
    const source = sourceOf(TASKS[0], 5);
    const { training, validation } = source.load();
    const optimizers = [0, 0.9, 0.5].map((momentum) => ({ type: "SGD", momentum }));
    const configs = optimizers.map((optimizer) =>
      configure({ model: [{ type: "Linear", out_features: 1 }], optimizer, batch_size: 4 }),
    );
    const order = new Orders().inOrder(ROWS);
    const rates = configs.map((_, run) => ({ lr: [0.1 / (run + 1)] }));
    const begin = () => {
      const machine = new Machine(parts);
      machine.load(training, validation, source.shape);
      const runs = machine.prepare(configs);
      runs.initialise(7);
      return runs;
    };
    const whole = begin();
    whole.trainEpoch(order, 6, rates);
    const snapshot = whole.snapshot();
    const expected = [whole.trainEpoch(order, 6, rates), whole.evaluate()];
    const resumed = begin();
    resumed.restore(snapshot);
    assert.deepEqual([resumed.trainEpoch(order, 6, rates), resumed.evaluate()], expected);
  });

  it("learn what the same model learns operation by operation, under every optimizer and loss that goes side by side", () => {
    const order = new Orders().inOrder(ROWS);
    // A norm that no gradient has keeps a run from going side by side, and changes nothing.
    const clip = { type: "clip_grad_norm", max_norm: 1e30 };
    const machine = new Machine(parts);
    let compared = 0;
    for (const task of TASKS) {
      const { load, shape } = sourceOf(task, 4);
      machine.load(load().training, undefined, shape);
      for (const type of Object.keys(optimizers)) {
        const model = [{ type: "Linear", out_features: task.outputs }];
        const configOf = (optimizer: readonly PartConfig[]) =>
          configure({ model, loss: complete("losses", task.loss), batch_size: 16, optimizer: optimizer as never });
        // They need others beside or inside them, and go alone.
        if (["Muon", "Lookahead"].includes(type)) continue;
        if (laneKey(configOf([{ type }]), shape, parts) === undefined) continue;
        const [lane, alone] = [[], [clip]].map((before) => {
          const runs = machine.prepare([configOf([...before, { type }])]);
          runs.initialise(1);
          const steps = Math.ceil(ROWS / 16);
          const figures = [0, 1, 2].map(() => runs.trainEpoch(order, steps, [{ lr: [] }])[0]);
          return [...runs.read(0, "0.weight"), ...figures.flatMap((one) => [one?.loss ?? 0, one?.gradNorm ?? 0])];
        });
        for (const [index, value] of (lane ?? []).entries()) {
          const wanted = alone?.[index] ?? Number.NaN;
          assert.closeTo(value, wanted, 2e-5 * (1e-2 + Math.abs(wanted)), `${type}, ${task.loss.type}, at ${index}`);
        }
        compared++;
      }
    }
    assert.isAtLeast(compared, 10 * TASKS.length);
  });

  describe("laneKey", () => {
    const shape: DataShape = { features: [10], targets: [1], training: 10, validation: 0 };
    const model = [{ type: "Linear", out_features: 1 }];
    const keyOf = (run: Parameters<typeof configure>[0], of = shape) => laneKey(configure(run), of, parts);

    it("is the same for runs that differ in the optimizer's numbers and the schedule only", () => {
      const key = keyOf({ model });
      assert.isString(key);
      assert.strictEqual(keyOf({ model, optimizer: { type: "SGD", lr: 7 } }), key);
      const decayed = (weight_decay: number) => keyOf({ model, optimizer: { type: "SGD", weight_decay } });
      assert.strictEqual(decayed(0.1), decayed(0.2));
      assert.notStrictEqual(decayed(0.1), key);
      assert.notStrictEqual(keyOf({ model, batch_size: 3 }), key);
      assert.notStrictEqual(keyOf({ model, loss: { type: "L1Loss" } }), key);
      assert.notStrictEqual(keyOf({ model }, { ...shape, training: 9 }), key);
      assert.notStrictEqual(keyOf({ model, optimizer: { type: "SGD", groups: [{ match: "*.bias" }] } as never }), key);
    });

    it("is missing where a model fills registers by itself, or a part goes alone", () => {
      const wide = { ...shape, features: [33] };
      assert.isUndefined(keyOf({ model }, wide));
      assert.isString(keyOf({ model }, { ...shape, features: [32] }));
      assert.isUndefined(keyOf({ model: [{ type: "Linear", out_features: 4 }, ...model] }));
      assert.isUndefined(keyOf({ model: [{ type: "Dropout" }, ...model] }));
      assert.isUndefined(keyOf({ model, optimizer: { type: "Adafactor" } }));
      assert.isString(keyOf({ model, optimizer: { type: "Adam" } }));
      assert.isUndefined(keyOf({ model, optimizer: [{ type: "clip_grad_norm", max_norm: 1 }, { type: "SGD" }] }));
    });

    it("tells runs that the machine takes together", () => {
      const machine = new Machine(parts);
      machine.load({ rows: 10, x: new Float32Array(330), y: new Float32Array(10) }, undefined, {
        ...shape,
        features: [33],
      });
      assert.throws(() => machine.prepare([configure({ model }), configure({ model })]), /side by side/);
      assert.isAtLeast(MOST_LANES, 8);
    });
  });
});
