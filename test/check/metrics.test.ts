import { assert } from "chai";
import Type from "typebox";
import { ownRun } from "../../src/contracts/config.ts";
import { defineDataset, type Samples } from "../../src/contracts/dataset.ts";
import type { Registry } from "../../src/contracts/registry.ts";
import { Machine } from "../../src/engine/machine.ts";
import { renderSuggestion } from "../../src/issues/render.ts";
import * as losses from "../../src/losses/index.ts";
import * as metrics from "../../src/metrics/index.ts";
import { parts } from "../../src/parts.ts";
import { normal, stream } from "../../src/random/rng.ts";
import { createRunSchedule } from "../../src/schedule/run-schedule.ts";
import { Orders } from "../../src/training/orders.ts";
import { train } from "../../src/training/train.ts";
import * as loader from "../plan-of.ts";

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

const registry: Registry = { ...parts, data: { ...parts.data, sides }, loss: losses, metric: metrics };

const load = (text: string) => loader.load(text, { file: "metrics.yaml", parts: registry });

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
      return "issues" in loaded ? loaded.issues.map((problem) => problem.message).join() : "none";
    };
    assert.match(message("objective: {metric: val_accuracy}"), /val_accuracy, but no run measures/);
    assert.match(
      message("scheduler: {type: ReduceLROnPlateau, monitor: val_accuracy}"),
      /but the run does not measure it/,
    );
  });

  it("are those that are named, in that order, columns of their own for each k", () => {
    const text = yaml("metrics: [perplexity, {type: top_k_accuracy, k: 1}, accuracy]");
    const loaded = load(text);
    if (!("plan" in loaded)) return assert.fail(JSON.stringify(loaded));
    assert.deepEqual(loaded.plan.metrics, [
      ...["train_loss", "val_loss", "train_perplexity", "val_perplexity", "train_top_1_accuracy"],
      ...["val_top_1_accuracy", "train_accuracy", "val_accuracy", "grad_norm"],
    ]);
    assert.deepEqual(ownRun(loaded.plan.variant(0).config).metrics, [
      { type: "perplexity" },
      { type: "top_k_accuracy", k: 1 },
      { type: "accuracy" },
    ]);
  });

  it("may be an axis with the loss, and rank by their own direction", () => {
    const text = `data: {type: linear, features: 4, samples: 50}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
metrics: r2
optimizer: SGD
training: {epochs: 5}
objective: {metric: val_r2}
scheduler: {type: ReduceLROnPlateau, monitor: val_r2, mode: max, threshold_mode: abs, patience: 1}
grid: {metrics: {fit: r2, both: [mae, r2]}}
`;
    const loaded = load(text);
    if (!("plan" in loaded)) return assert.fail(JSON.stringify(loaded));
    const { plan, warnings } = loaded;
    assert.deepEqual(plan.metrics, [
      "train_loss",
      "val_loss",
      ...["r2", "mae"].flatMap((name) => [`train_${name}`, `val_${name}`]),
      "grad_norm",
    ]);
    assert.deepEqual(plan.objective, { metric: "val_r2", mode: "max", at: "final" });
    assert.deepEqual(warnings, []);
    const minimised = load(text.replace("mode: max, ", ""));
    const [warning] = "plan" in minimised ? minimised.warnings : [];
    assert.match(warning?.message ?? "", /mode = min, but a larger val_r2 is better/);
  });

  it("of the loss, written out, are the same run; others are not", () => {
    const idOf = (more: string) => {
      const loaded = load(yaml(more));
      return "plan" in loaded ? loaded.plan.runId(0, 0) : JSON.stringify(loaded);
    };
    assert.strictEqual(idOf("metrics: accuracy"), idOf(""));
    assert.notStrictEqual(idOf("metrics: [accuracy, perplexity]"), idOf(""));
  });

  it("that cannot be measured are errors at their place", () => {
    const found = (metrics: string, loss = "CrossEntropyLoss", outputs = 2) => {
      const text = yaml(`metrics: ${metrics}`)
        .replace("CrossEntropyLoss", loss)
        .replace("out_features: 2", `out_features: ${outputs}`);
      const loaded = load(text);
      return "issues" in loaded
        ? loaded.issues
            .map(({ place, message, suggestions }) => {
              const ways = suggestions.map(renderSuggestion).join("; ");
              return `${place.line}:${place.column} ${message} | ${ways}`;
            })
            .join("\n")
        : "none";
    };
    assert.strictEqual(
      found("[accuracy, {type: top_k_accuracy, k: 2}]"),
      "6:47 metrics.1: k is 2, but there are 2 classes: every target would count as right | use accuracy",
    );
    assert.strictEqual(
      found("r2"),
      "6:10 metrics: it compares numbers, but under CrossEntropyLoss the model tells classes apart | use a loss of numbers such as MSELoss, or leave this metric out",
    );
    assert.strictEqual(
      found("[accuracy, accuracy]"),
      "6:21 metrics.1: accuracy is already measured | list each metric once",
    );
    assert.strictEqual(found("[acuracy]"), "6:11 metrics.0: there is no metric 'acuracy' | did you mean 'accuracy'?");
    assert.strictEqual(
      found("[]"),
      "6:10 metrics needs at least one metric | remove the key to measure what suits the loss",
    );
    assert.match(
      found("[perplexity]", "MultiMarginLoss"),
      /^6:11 metrics\.0: it needs probabilities of classes, which MultiMarginLoss/,
    );
    assert.match(
      found("[perplexity]", "BCEWithLogitsLoss", 1),
      /^6:11 .*needs a score for each class, but under BCEWithLogitsLoss the model gives one output for two classes/,
    );
    const numbers = yaml("metrics: accuracy")
      .replace("data: sides", "data: {type: linear, features: 4, samples: 50}")
      .replace("out_features: 2", "out_features: 1")
      .replace("CrossEntropyLoss", "MSELoss");
    const loaded = load(numbers);
    assert.deepEqual("issues" in loaded && loaded.issues.map(({ place, message }) => [place.line, message]), [
      [6, "metrics: it needs classes, but under MSELoss the model gives numbers"],
    ]);
  });

  it("stand in every row, as many of 64 and 32 rows are right", () => {
    const loaded = load(yaml(""));
    if (!("plan" in loaded)) return assert.fail();
    const config = ownRun(loaded.plan.variant(0).config);
    const source = sides.open({ type: "sides" }, () => Buffer.of());
    const job = {
      config,
      seed: 0,
      source,
      schedule: createRunSchedule([], {}, 1),
      machine: new Machine(registry),
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
