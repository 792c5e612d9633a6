import { assert } from "chai";
import type { PartConfig } from "../../src/contracts/config.ts";
import type { DataShape } from "../../src/contracts/dataset.ts";
import { explainRun } from "../../src/engine/explain.ts";
import { parts } from "../../src/parts.ts";
import { configure } from "../configuration.ts";

const shapeOf = (features: readonly number[], more: Partial<DataShape> = {}): DataShape => {
  return { features, targets: [1], training: 100, validation: 10, ...more };
};

function explained(model: readonly PartConfig[], shape: DataShape, loss = "MSELoss"): string {
  return explainRun(configure({ model, loss: { type: loss }, batch_size: 32 }), shape, parts);
}

describe("An explanation", () => {
  it("of a linear layer has its shapes, its parameters, its operations and its tape", () => {
    const text = explained([{ type: "Linear", out_features: 40 }], shapeOf([10], { targets: [40] }));
    assert.match(text, /^data {5}\[10\] → \[40\]; 100 rows to train on in batches of 32, 10 held out$/m);
    assert.match(text, /^model {4}440 parameters\n {9}0 Linear {2}\[40\] {2}440 parameters$/m);
    // There, and back to the weights: 2 · 32 · 10 · 40 each.
    assert.match(text, /^a step {3}51200 FLOPs/m);
    const [, training = "", evaluation = ""] = text.split("\n\n");
    const ops = training
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/)[0]);
    assert.deepEqual(ops, [
      "Gather",
      "Gather",
      "Linear",
      "MSELoss",
      "WeightGradient",
      "BiasGradient",
      "GradientNorm",
      "Descend",
    ]);
    assert.match(training, /^ {2}Gather +table=x target=@[0-9a-f]+ bytes=48$/m);
    assert.match(
      training,
      /^ {2}Linear +input=@[0-9a-f]+ weight=0\.weight bias=0\.bias output=@[0-9a-f]+ inputs=10 outputs=40 lines=1$/m,
    );
    assert.match(training, /^ {2}BiasGradient +gradient=@[0-9a-f]+ ofBias=∂0\.bias outputs=40 lines=1$/m);
    assert.match(evaluation, /^evaluation: 4 operations/);
  });

  it("of a convolution counts its products, there and back to weights and input", () => {
    const conv = { type: "Conv2d", out_channels: 4, kernel_size: 3 };
    const model = [
      conv,
      { type: "ReLU" },
      { ...conv, out_channels: 6, groups: 2 },
      { type: "Flatten" },
      { type: "Linear", out_features: 5 },
    ];
    const text = explained(model, shapeOf([2, 10, 8], { classes: 5 }), "CrossEntropyLoss");
    assert.match(text, /^ {9}2 Conv2d +\[6, 6, 4\] +114 parameters$/m);
    const first = 2 * 4 * 8 * 6 * 2 * 9;
    const second = 2 * 6 * 6 * 4 * 2 * 9;
    const last = 2 * 144 * 5;
    // The first layer has no need of its input's gradient.
    const step = 32 * (2 * first + 3 * second + 3 * last);
    assert.match(text, new RegExp(`^a step {3}${step} FLOPs`, "m"));
    assert.match(text, /^loss {5}CrossEntropyLoss, and accuracy$/m);
    assert.match(text, /\n {2}ConvolutionWeightGradient /);
  });

  it("of a tiny model says that it trains in lanes, and counts one run", () => {
    const text = explained([{ type: "Linear", out_features: 1 }], shapeOf([10]));
    assert.match(text, /trains in SIMD lanes/);
    assert.match(text, new RegExp(`^a step {3}${32 * 2 * 10 * 2} FLOPs`, "m"));
  });
});
