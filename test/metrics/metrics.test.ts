import { assert } from "chai";
import { normal, type Rng, stream, uniform } from "../../src/random/rng.ts";
import { measured } from "./measured.ts";

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

const draw = (rng: Rng, rows: number, width: number, value: (rng: Rng) => number) =>
  range(rows).map(() => range(width).map(() => Math.fround(value(rng))));

/** As scikit-learn's documentation has it, averaged over the outputs. */
function r2Of(outputs: readonly (readonly number[])[], y: readonly (readonly number[])[]): number {
  const each = range(y[0]?.length ?? 0).map((column) => {
    const truth = y.map((row) => row[column] as number);
    const middle = mean(truth);
    const rest = sum(truth.map((value, row) => (value - (outputs[row]?.[column] as number)) ** 2));
    return 1 - rest / sum(truth.map((value) => (value - middle) ** 2));
  });
  return mean(each);
}

const R2 = [{ type: "r2" }];
const MSE = { type: "MSELoss" };

describe("r2", () => {
  it("is that of scikit-learn's documentation", () => {
    // sklearn.metrics.r2_score([3, -0.5, 2, 7], [2.5, 0.0, 2, 8]) and its example of two outputs (uniform_average).
    const one = measured(R2, MSE, [[2.5], [0], [2], [8]], [[3], [-0.5], [2], [7]]);
    assert.closeTo(one.val.r2 as number, 0.9486081370449679, 1e-7);
    const y = [
      [0.5, 1],
      [-1, 1],
      [7, -6],
    ];
    const two = measured(
      R2,
      MSE,
      [
        [0, 2],
        [-1, 2],
        [8, -5],
      ],
      y,
    );
    assert.closeTo(two.val.r2 as number, (0.9654377880184332 + 0.9081632653061225) / 2, 1e-7);
  });

  it("is the formula's whatever the batches, also far from 0", () => {
    for (const [rows, width, batch, offset] of [
      [7, 1, 3, 0],
      [300, 5, 32, 0],
      [513, 3, 1, 1e4],
      // Too large for lanes.
      [100, 7, 16, 3],
    ] as const) {
      const rng = stream(rows, "r2");
      const y = draw(rng, rows, width, (rng) => offset + normal(rng));
      const outputs = y.map((row) => row.map((value) => Math.fround(value + normal(rng) / 2)));
      const { train, val } = measured(R2, MSE, outputs, y, { batch });
      assert.closeTo(train.r2 as number, r2Of(outputs, y), 1e-6, `${rows} rows`);
      assert.strictEqual(Math.fround(train.r2 as number), train.r2);
      assert.closeTo(val.r2 as number, r2Of(outputs, y), 1e-6);
    }
  });

  it("of equal targets is 1 if all are met, else 0; of one row it is NaN", () => {
    const y = range(9).map(() => [0.1]);
    assert.strictEqual(measured(R2, MSE, y, y, { batch: 4 }).val.r2, 1);
    assert.strictEqual(measured(R2, MSE, [[0.2], ...y.slice(1)], y, { batch: 4 }).train.r2, 0);
    assert.isNaN(measured(R2, MSE, [[1]], [[2]]).val.r2);
  });
});

describe("mae", () => {
  it("is the mean distance over rows and outputs, whatever the loss averages", () => {
    const rng = stream("mae");
    const [outputs, y] = [draw(rng, 41, 3, normal), draw(rng, 41, 3, normal)];
    const expected = mean(y.flat().map((value, i) => Math.abs(value - (outputs.flat()[i] as number))));
    for (const loss of [MSE, { type: "HuberLoss", reduction: "sum" }]) {
      const { train, val } = measured([{ type: "mae" }], loss, outputs, y, { batch: 8 });
      assert.closeTo(train.mae as number, expected, 1e-6);
      assert.closeTo(val.mae as number, expected, 1e-6);
    }
  });
});

const CE = { type: "CrossEntropyLoss" };
const top = (k: number) => [{ type: "top_k_accuracy", k }];

describe("top_k_accuracy", () => {
  it("is that of scikit-learn's documentation", () => {
    // sklearn.metrics.top_k_accuracy_score, the example of three classes, k = 2.
    const scores = [
      [0.5, 0.2, 0.2],
      [0.3, 0.4, 0.2],
      [0.2, 0.4, 0.3],
      [0.7, 0.2, 0.1],
    ];
    const { val } = measured(top(2), CE, scores, [[0], [1], [2], [2]], { classes: 3 });
    assert.deepEqual(val, { top_2_accuracy: 0.75 });
  });

  it("with one guess is accuracy, ties and NaN included", () => {
    const rng = stream("top");
    const scores = draw(rng, 200, 5, (rng) => {
      const value = Math.floor(uniform(rng, 0, 5));
      return value === 4 ? Number.NaN : value;
    });
    const y = draw(rng, 200, 1, (rng) => Math.floor(uniform(rng, 0, 5)));
    const metrics = [{ type: "accuracy" }, ...top(1), ...top(4)];
    const { val } = measured(metrics, { type: "MultiMarginLoss" }, scores, y, { classes: 5 });
    assert.deepEqual(Object.keys(val), ["accuracy", "top_1_accuracy", "top_4_accuracy"]);
    assert.isAbove(val.accuracy as number, 0.1);
    assert.strictEqual(val.top_1_accuracy, val.accuracy);
    assert.isAbove(val.top_4_accuracy as number, val.top_1_accuracy as number);
    assert.isBelow(val.top_4_accuracy as number, 1);
  });

  it("leaves out the class that the loss ignores", () => {
    const scores = [
      [3, 2, 1],
      [3, 2, 1],
      [3, 2, 1],
    ];
    const loss = { type: "CrossEntropyLoss", ignore_index: 2 };
    assert.strictEqual(measured(top(2), loss, scores, [[0], [1], [2]], { classes: 3 }).val.top_2_accuracy, 1);
  });
});

describe("perplexity", () => {
  it("is exp of the mean negative log-probability, whatever weights and smoothing the loss has", () => {
    const rng = stream("perplexity");
    const [scores, y] = [draw(rng, 50, 4, normal), draw(rng, 50, 1, (rng) => Math.floor(uniform(rng, 0, 4)))];
    const logs = scores.map((row, i) => {
      const total = sum(row.map(Math.exp));
      return Math.log(Math.exp(row[y[i]?.[0] as number] as number) / total);
    });
    const counted = logs.filter((_, i) => y[i]?.[0] !== 1);
    const metrics = [{ type: "perplexity" }];
    const plain = measured(metrics, CE, scores, y, { classes: 4, batch: 8 });
    assert.closeTo(plain.train.perplexity as number, Math.exp(-mean(logs)), 1e-5);
    const loss = { type: "CrossEntropyLoss", weight: [1, 2, 3, 4], label_smoothing: 0.2, ignore_index: 1 };
    const other = measured(metrics, loss, scores, y, { classes: 4 });
    assert.closeTo(other.val.perplexity as number, Math.exp(-mean(counted)), 1e-5);
  });

  it("of a guess in the dark is the number of classes, also position by position", () => {
    const scores = range(6).map(() => Array<number>(12).fill(0.7));
    const y = range(6).map((row) => range(3).map((position) => (row + position) % 4));
    const options = { classes: 4, features: [3, 4] };
    const { val } = measured([{ type: "perplexity" }, ...top(3)], CE, scores, y, options);
    assert.closeTo(val.perplexity as number, 4, 1e-6);
    // Of equal scores the first three classes come first.
    assert.closeTo(val.top_3_accuracy as number, mean(y.flat().map((target) => Number(target < 3))), 1e-7);
  });
});
