import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import type { DataSource } from "../../src/contracts/dataset.ts";
import type { EpochRecord } from "../../src/contracts/record.ts";
import { Machine } from "../../src/engine/machine.ts";
import { parts } from "../../src/parts.ts";
import { createRunSchedule } from "../../src/schedule/run-schedule.ts";
import { Orders } from "../../src/training/orders.ts";
import { train } from "../../src/training/train.ts";
import { planOf } from "../plan-of.ts";

const machine = new Machine(parts);

/** The records of a run on rows as a data set gives them, changed. */
function recordsOf(model: Json, data: string, change: (source: DataSource) => DataSource): readonly EpochRecord[] {
  const text = `data: ${data}
model: ${JSON.stringify(model)}
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 3, batch_size: 16}
`;
  const { config, stepsPerEpoch } = planOf(text).variant(0);
  const schedule = createRunSchedule(config.scheduler, parts.scheduler, stepsPerEpoch);
  const source = change((parts.data.blobs as (typeof parts.data)[string]).open(config.data, () => new Uint8Array()));
  return [...train({ config, schedule, seed: 0, source, machine, orders: new Orders() })];
}

/** Validation takes the place of the test, and the other way round. */
function swapped(source: DataSource): DataSource {
  const { validation, test = 0 } = source.shape;
  return {
    ...source,
    shape: { ...source.shape, validation: test, test: validation },
    load(seed) {
      const rows = source.load(seed);
      return { training: rows.training, validation: rows.test, test: rows.validation };
    },
  };
}

const MODELS: Readonly<Record<string, Json>> = {
  "side by side": [{ type: "Linear", out_features: 3 }],
  alone: [{ type: "Linear", out_features: 16 }, "Tanh", "BatchNorm1d", { type: "Linear", out_features: 3 }],
};

describe("test rows", () => {
  // More rows than are evaluated at once, on either side and on none.
  const SIZES = ["{share: 0.1}, test: 0.5", "{share: 0.5}, test: 0.1", "0, test: 0.5"];
  for (const [name, model] of Object.entries(MODELS))
    for (const size of SIZES)
      it(`are measured as rows for validation are, and change nothing: ${name}, ${size}`, () => {
        const data = `{type: blobs, samples: 1200, spread: 4, validation: ${size}}`;
        const own = recordsOf(model, data, (source) => source);
        const other = recordsOf(model, data, swapped);
        own.forEach(({ metrics, tests }, epoch) => {
          const back = other[epoch];
          assert.equal(tests?.test_loss, back?.metrics.val_loss);
          assert.equal(tests?.test_accuracy, back?.metrics.val_accuracy);
          assert.equal(metrics.val_loss, back?.tests?.test_loss);
          assert.equal(metrics.train_loss, back?.metrics.train_loss);
          assert.isNumber(tests?.test_accuracy);
        });
      });
});
