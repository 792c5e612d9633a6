import { assert } from "chai";
import { type Bound, taken } from "../../src/bind/bound.ts";
import { bindLayers } from "../../src/bind/layers.ts";
import { bindLoss, bindMetrics } from "../../src/bind/loss.ts";
import { bindModel } from "../../src/bind/model.ts";
import { bindGroups, bindTransforms } from "../../src/bind/optimizer.ts";
import { Misfit } from "../../src/contracts/part.ts";
import { Sources } from "../../src/execution/sources.ts";
import { parts } from "../../src/parts.ts";
import { planOf } from "../plan-of.ts";

const SHAPE = { features: [4], targets: [1] } as const;
const linear = (out_features: number, more = {}) => ({ type: "Linear", out_features, bias: true, ...more });
const sgd = { type: "SGD", lr: 0.1, momentum: 0, dampening: 0, weight_decay: 0, nesterov: false, maximize: false };

/** Path and message of each issue. */
const issuesOf = (bound: Bound<unknown>) =>
  "issues" in bound ? bound.issues.map(({ place, message }) => `${place.path.join(".")}: ${message}`) : [];

describe("A model bound to data", () => {
  it("lets the shape of the data go through the layers", () => {
    const bound = taken("model", bindLayers([linear(8), { type: "ReLU" }, linear(3)], SHAPE, parts));
    assert.deepEqual(bound.inputs, [[4], [8], [8]]);
    assert.deepEqual(bound.output, [3]);
    assert.deepEqual(
      bound.parameters.map(({ name, shape }) => `${name} ${shape.join("×")}`),
      ["0.weight 8×4", "0.bias 8", "2.weight 3×8", "2.bias 3"],
    );
  });

  it("says which part does not fit, by its path in the section", () => {
    const wrong = bindLayers([linear(8), linear(1, { in_features: 9 })], SHAPE, parts);
    assert.deepEqual(issuesOf(wrong), ["1.in_features: in_features is 9, but the input has 8 features"]);
    const block = { type: "Residual", layers: [{ type: "ReLU" }, linear(4, { in_features: 5 })] };
    assert.match(issuesOf(bindLayers([block], SHAPE, parts)).join(), /^0\.layers\.1\.in_features: /);
    const loss = bindLoss({ type: "MSELoss", reduction: "mean" }, [2], SHAPE, parts);
    assert.match(issuesOf(loss).join(), /^0: .*\[2\].*\[1\]/);
    const chain = [{ ...sgd }, sgd];
    assert.match(issuesOf(bindTransforms(chain, parts)).join(), /^0: SGD is an optimizer/);
    const groups = [{ ...sgd, groups: [{ match: "*.nothing" }] }];
    const { parameters } = taken("model", bindLayers([linear(1)], SHAPE, parts));
    assert.match(
      issuesOf(bindGroups(groups, parameters, parts)).join(),
      /^0\.groups\.0\.match: '\*\.nothing' matches no/,
    );
  });

  it("says of every metric what is wrong, and of one that is listed twice", () => {
    const measured = { prediction: { kind: "numbers" }, loss: "MSELoss", output: [1] } as const;
    const bound = bindMetrics(
      ["mae", "accuracy", "mae"].map((type) => ({ type })),
      measured,
      parts,
    );
    assert.deepEqual(
      issuesOf(bound).map((text) => text.slice(0, 2)),
      ["1:", "2:"],
    );
  });

  it("is the same for the check, the engine and the export", () => {
    const plan = planOf(`data: {type: linear, features: 4, samples: 64}
model: [{type: Linear, out_features: 8}, ReLU, {type: Linear, out_features: 1}]
loss: MSELoss
metrics: [mae]
optimizer: [{type: clip_grad_norm, max_norm: 1}, {type: SGD, lr: 0.1, groups: [{match: "*.bias", lr: 0.2}]}]
training: {epochs: 1}
`);
    const { config, base } = plan.variant(0);
    const { shape } = new Sources(parts.data).open(config.data, { kind: "folder", path: "." });
    const { groups, metrics, transforms, output } = bindModel(config, shape, parts);
    assert.deepEqual(
      groups.map(({ optimizer }) => optimizer.lr),
      base.lr,
    );
    assert.deepEqual(
      groups.map(({ members }) => members),
      [
        [0, 2],
        [1, 3],
      ],
    );
    assert.deepEqual([metrics.length, transforms.gradients.length, output], [1, 1, [1]]);
  });

  it("throws for a configuration that was not checked, with the path from its section", () => {
    const wrong = bindLayers([linear(1, { in_features: 9 })], SHAPE, parts);
    assert.throws(() => taken("model", wrong), Misfit, "in_features is 9");
    try {
      taken("model", wrong);
    } catch (error) {
      assert.strictEqual((error as Misfit).parameter, "model.0.in_features");
    }
  });
});
