import { assert } from "chai";
import { errorsOf, load, warningsOf } from "../plan-of.ts";

interface Case {
  /** Layers before the last one. */
  readonly layers: string;
  readonly features?: number;
  readonly samples?: number;
  readonly validation?: number;
  readonly training?: string;
  readonly optimizer?: string;
}

/** An experiment with 33 rows to train on, unless told otherwise. */
const experiment = ({
  layers,
  features = 4,
  samples = 33,
  validation = 0,
  training = "batch_size: 8",
  optimizer = "{type: SGD, lr: 0.1}",
}: Case) => `data: {type: linear, features: ${features}, samples: ${samples}, noise: 0.1, validation: ${validation}}
model: [{type: Linear, out_features: 4}, ${layers}, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: ${optimizer}
training: {epochs: 2, ${training}}
`;

const isRefused = (one: Case) => "issues" in load(experiment(one));

describe("a batch of one row", () => {
  it("is refused before BatchNorm, with what to do about it", () => {
    const found = errorsOf(experiment({ layers: "BatchNorm1d" }));
    assert.include(found, "model.1: the last batch of an epoch has one row (33 rows, batch_size 8)");
    assert.include(found, "and BatchNorm1d cannot normalize a single value");
    assert.include(found, "drop_last: true, or batch_size: 9");
    const each = errorsOf(experiment({ layers: "BatchNorm1d", training: "batch_size: 1" }));
    assert.include(each, "each batch has one row");
    assert.include(each, "batch_size: 3");
    assert.include(errorsOf(experiment({ layers: "BatchNorm1d", samples: 1 })), "there is one row to train on");
  });

  it("is refused exactly where PyTorch raises", () => {
    // Each was tried with PyTorch 2.13.
    const refused: readonly Case[] = [
      { layers: "BatchNorm1d" },
      { layers: "{type: BatchNorm1d, affine: false}" },
      { layers: "{type: BatchNorm1d, track_running_stats: false}" },
      { layers: "{type: BatchNorm1d, track_running_stats: false, frozen: true}" },
      { layers: "{type: Residual, layers: [{type: Linear, out_features: 4}, BatchNorm1d]}" },
      { layers: "{type: GroupNorm, num_groups: 4}" },
      { layers: "BatchNorm1d", training: "batch_size: 32" },
      { layers: "BatchNorm1d", training: "batch_size: 1, drop_last: true" },
      { layers: "{type: GroupNorm, num_groups: 4}", samples: 41, validation: 0.02, training: "batch_size: 10" },
      {
        layers: "{type: BatchNorm1d, track_running_stats: false}",
        samples: 41,
        validation: 0.02,
        training: "batch_size: 10",
      },
      {
        layers: "{type: BatchNorm1d, frozen: true}",
        optimizer: "[{type: weight_averaging, update_bn: true}, {type: SGD, lr: 0.1}]",
      },
    ];
    for (const one of refused) assert.isTrue(isRefused(one), experiment(one));
    const taken: readonly Case[] = [
      { layers: "BatchNorm1d", training: "batch_size: 8, drop_last: true" },
      { layers: "BatchNorm1d", training: "batch_size: 9" },
      { layers: "BatchNorm1d", training: "batch_size: full" },
      { layers: "BatchNorm1d", training: "batch_size: 100" },
      { layers: "BatchNorm1d", samples: 41, validation: 0.02, training: "batch_size: 10" },
      { layers: "{type: BatchNorm1d, frozen: true}" },
      { layers: "{type: GroupNorm, num_groups: 2}" },
      { layers: "LayerNorm" },
      { layers: "RMSNorm" },
      { layers: "{type: GroupNorm, num_groups: 4}", training: "batch_size: 11" },
    ];
    for (const one of taken) assert.strictEqual(errorsOf(experiment(one)), "no error", experiment(one));
  });

  it("has several values to a channel where there are positions", () => {
    const images = (layers: string, last: string) =>
      `data: {type: glyphs, samples: 33, size: 12, validation: 0}
model: [${layers}, Flatten, {type: Linear, out_features: 10}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 1, ${last}}
`.replace("size: 12, ", "");
    const conv = "{type: Conv2d, out_channels: 4, kernel_size: 3}";
    assert.strictEqual(errorsOf(images(`${conv}, BatchNorm2d`, "batch_size: 8")), "no error");
    assert.strictEqual(errorsOf(images(`${conv}, {type: GroupNorm, num_groups: 4}`, "batch_size: 8")), "no error");
    const pooled = `${conv}, {type: AdaptiveAvgPool2d, output_size: 1}, BatchNorm2d`;
    assert.include(errorsOf(images(pooled, "batch_size: 8")), "model.2: the last batch of an epoch has one row");
  });
});

describe("a layer that normalizes single values", () => {
  it("warns, where there are more rows than one", () => {
    const layers = "{type: GroupNorm, num_groups: 4}";
    const found = warningsOf(experiment({ layers, training: "batch_size: 11" }));
    assert.include(found, "model.1: GroupNorm normalizes single values, so its output does not depend on its input");
    assert.include(found, "a smaller num_groups, or remove the layer");
    const one = "{type: Linear, out_features: 1}, LayerNorm";
    assert.include(warningsOf(experiment({ layers: one })), "model.2: LayerNorm normalizes single values");
    assert.notInclude(warningsOf(experiment({ layers: "LayerNorm" })), "single");
  });
});
