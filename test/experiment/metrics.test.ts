import { assert } from "chai";
import Type from "typebox";
import { defineDataset, type Samples } from "../../src/definition/dataset.ts";
import type { Registry } from "../../src/definition/registry.ts";
import { normal, stream } from "../../src/definition/rng.ts";
import { createRunSchedule } from "../../src/definition/run-schedule.ts";
import { Machine } from "../../src/engine/machine.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import * as losses from "../../src/losses/index.ts";
import { Orders } from "../../src/training/orders.ts";
import { train } from "../../src/training/train.ts";
import { parts } from "./experiment.ts";

function draw(rows: number): Samples {
  const rng = stream("two classes");
  const x = Float32Array.from({ length: rows * 2 }, () => normal(rng));
  return { rows, x, y: Float32Array.from({ length: rows }, (_, row) => Number((x[2 * row] as number) > 0)) };
}

/** Points left and right of a line. */
const sides = defineDataset({
  description: "Points left and right of a line.",
  source: "own",
  params: Type.Object({}),
  open: () => ({
    shape: { features: [2], targets: [1], classes: 2, training: 64, validation: 32 },
    digest: "",
    load: () => ({ training: draw(64), validation: draw(32) }),
  }),
});

const registry: Registry = { ...parts, data: { ...parts.data, sides }, loss: losses };

function load(text: string) {
  return loadExperiment({
    file: "metrics.yaml",
    text: Buffer.from(text),
    parts: registry,
    readFile: () => Buffer.of(),
  });
}

const yaml = (more: string) => `data: sides
model: [{type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.5}
training: {epochs: 5}
${more}`;

const ALL = ["train_loss", "val_loss", "train_accuracy", "val_accuracy", "grad_norm"];

describe("Metrics", () => {
  it("are those that the loss brings", () => {
    const loaded = load(yaml(""));
    assert.isTrue("plan" in loaded, JSON.stringify(loaded));
    if ("plan" in loaded) assert.deepEqual(loaded.plan.metrics, ALL);
  });

  it("have a column if any run of the grid has them", () => {
    const text = `data: {type: linear, features: 4, samples: 50}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: SGD
training: {epochs: 5}
`;
    const one = load(text);
    const two = load(`${text}grid: {loss: [MSELoss, BCEWithLogitsLoss]}`);
    assert.deepEqual("plan" in one && one.plan.metrics, ["train_loss", "val_loss", "grad_norm"]);
    assert.deepEqual("plan" in two && two.plan.metrics, ALL, JSON.stringify(two));
  });

  it("may rank variants, the larger the better, and be monitored", () => {
    const loaded = load(
      yaml("objective: {metric: val_accuracy}\nscheduler: {type: ReduceLROnPlateau, monitor: val_accuracy}"),
    );
    assert.deepEqual("plan" in loaded && loaded.plan.objective, { metric: "val_accuracy", mode: "max", at: "final" });
  });

  it("that no loss brings are errors", () => {
    const text = `data: {type: linear, features: 4, samples: 50}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: SGD
training: {epochs: 5}
`;
    const message = (more: string) => {
      const loaded = load(text + more);
      return "problems" in loaded ? loaded.problems.map((problem) => problem.message).join() : "none";
    };
    assert.match(message("objective: {metric: val_accuracy}"), /val_accuracy, which no loss of the grid brings/);
    assert.match(
      message("scheduler: {type: ReduceLROnPlateau, monitor: val_accuracy}"),
      /which the loss does not bring/,
    );
  });

  it("stand in every row, as many of 64 and 32 rows are right", () => {
    const loaded = load(yaml(""));
    if (!("plan" in loaded)) return assert.fail();
    const { config } = loaded.plan.variant(0);
    const source = sides.open({ type: "sides" }, () => Buffer.of());
    const job = {
      config,
      seed: 0,
      source,
      schedule: createRunSchedule([], {}, 1),
      machine: new Machine(),
      orders: new Orders(),
    };
    const records = [...train(job)];
    for (const { metrics } of records) {
      assert.sameMembers(Object.keys(metrics), ALL);
      assert.strictEqual(((metrics.train_accuracy as number) * 64) % 1, 0);
      assert.strictEqual(((metrics.val_accuracy as number) * 32) % 1, 0);
    }
    assert.isAbove(records.at(-1)?.metrics.val_accuracy as number, 0.9);
  });
});
