import { assert } from "chai";
import { directedMetrics, figuresOf } from "../../src/analysis/figures.ts";
import type { Objective } from "../../src/experiment/plan.ts";
import { recordsOf } from "../results/fixtures.ts";

const METRICS = ["train_loss", "val_loss", "grad_norm"];
const OBJECTIVE: Objective = { metric: "val_loss", mode: "min", at: "final" };

describe("figures of a run", () => {
  it("are the last row and the best, ties to the earliest", () => {
    const { epochs, metrics } = figuresOf(recordsOf([0.5, 0.1, 0.25, 0.1, 0.3]), METRICS, OBJECTIVE);
    assert.strictEqual(epochs, 5);
    assert.deepEqual(metrics, {
      train_loss: { final: 0.6, best: { value: 0.2, epoch: 2 } },
      val_loss: { final: 0.3, best: { value: 0.1, epoch: 2 } },
    });
  });

  it("pass over NaN for the best, and keep it as the last", () => {
    const { metrics } = figuresOf(recordsOf([Number.NaN, 0.5, Number.NaN]), METRICS, OBJECTIVE);
    assert.deepEqual(metrics.val_loss, { final: Number.NaN, best: { value: 0.5, epoch: 2 } });
  });

  it("have no best without a number, and are not there without rows", () => {
    const none = { final: undefined, best: undefined };
    const nan = figuresOf(recordsOf([Number.NaN]), METRICS, OBJECTIVE).metrics.val_loss;
    assert.deepEqual(nan, { final: Number.NaN, best: undefined });
    assert.deepEqual(figuresOf([], METRICS, OBJECTIVE), {
      epochs: 0,
      metrics: { train_loss: none, val_loss: none },
    });
  });

  it("go by the metric: accuracies up, the objective as it says, norms not at all", () => {
    const record = (epoch: number, value: number) => {
      const metrics = { train_loss: value, val_accuracy: value, grad_norm: value };
      return { epoch, step: epoch, rates: { lr: 1 }, metrics };
    };
    const records = [record(1, 1), record(2, 3), record(3, 2)];
    const metrics = ["train_loss", "val_accuracy", "grad_norm"];
    const bestEpochs = (objective: Objective) =>
      Object.entries(figuresOf(records, metrics, objective).metrics).map(([metric, { best }]) => [metric, best?.epoch]);
    assert.deepEqual(bestEpochs({ metric: "train_loss", mode: "min", at: "final" }), [
      ["train_loss", 1],
      ["val_accuracy", 2],
    ]);
    assert.deepEqual(bestEpochs({ metric: "grad_norm", mode: "max", at: "best" }), [
      ["train_loss", 1],
      ["val_accuracy", 2],
      ["grad_norm", 2],
    ]);
    assert.deepEqual(directedMetrics(metrics, OBJECTIVE), ["train_loss", "val_accuracy"]);
  });
});
