import { assert } from "chai";
import type { FoundTorch, TorchMeans } from "../../src/experiment/torch-means.ts";
import { parts } from "../../src/parts.ts";
import { torchMeans } from "../../src/torch/means.ts";
import { errorsOf, planOf } from "../plan-of.ts";

/** A machine with some PyTorch. */
const having = (found: FoundTorch): TorchMeans => ({ ...torchMeans, find: () => found });
const version = (torch: string): TorchMeans => having({ basis: { torch, device: "cpu" } });
const NEW = version("2.13.0");

const text = (lines: Readonly<Record<string, string>> = {}) =>
  Object.entries({
    name: "demo",
    data: "{type: linear, features: 4, samples: 64}",
    model: "[{type: Linear, out_features: 8}, {type: Linear, out_features: 1}]",
    loss: "MSELoss",
    optimizer: "{type: SGD, lr: 0.1}",
    training: "{epochs: 3, engine: torch}",
    ...lines,
  })
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");

describe("the check of an experiment that PyTorch is to train", () => {
  it("names a part that needs a newer PyTorch at its line, inner parts and parameters of groups too", () => {
    const lines = {
      model:
        "[{type: Linear, out_features: 8}, {type: Residual, layers: [RMSNorm, {type: LayerNorm, bias: false}]}, {type: Linear, out_features: 1}]",
      optimizer: '[{type: weight_averaging}, {type: Adam, groups: [{match: "*.bias", decoupled_weight_decay: true}]}]',
    };
    const errors = errorsOf(text(lines), { torch: version("1.13.1") });
    assert.include(
      errors,
      "demo.yaml:3:68: error: model.1.layers.0: RMSNorm needs PyTorch 2.4, and Python here has 1.13.1",
    );
    assert.include(errors, "model.1.layers.1: bias of LayerNorm needs PyTorch 2.1");
    assert.include(errors, "optimizer.0: weight_averaging needs PyTorch 2.0");
    assert.include(errors, "optimizer.1: decoupled_weight_decay of Adam needs PyTorch 2.7");
    const newer = errorsOf(text(lines), { torch: version("2.4.0") });
    assert.notInclude(newer, "RMSNorm");
    assert.include(newer, "decoupled_weight_decay of Adam");
    assert.strictEqual(errorsOf(text(lines), { torch: version("2.10.0") }), "no error");
  });

  it("takes parameters with their defaults, and swa, from any version", () => {
    const lines = { optimizer: "[{type: weight_averaging, method: swa}, {type: Adam, decoupled_weight_decay: false}]" };
    assert.strictEqual(errorsOf(text(lines), { torch: version("1.13.1") }), "no error");
  });

  it("refuses a metric, such as one of a plugin, that does not say how PyTorch measures it", () => {
    const { mae } = parts.metric;
    if (mae === undefined) throw new Error("there is no mae");
    const plan: typeof mae.plan = (...given) => {
      const { torch: _, ...rest } = mae.plan(...given);
      return rest;
    };
    const silent = { ...parts, metric: { ...parts.metric, mae: { ...mae, plan } } };
    const errors = errorsOf(text({ metrics: "[r2, mae]" }), { torch: NEW, parts: silent });
    assert.match(errors, /demo\.yaml:7:15: error: metrics\.1: .*the definition of mae has no 'torch'/);
    assert.include(errors, "use engine: auto");
    assert.strictEqual(errorsOf(text({ metrics: "[r2, mae]" }), { torch: NEW }), "no error");
    const own = text({ metrics: "[mae]" }).replace("torch", "auto");
    assert.strictEqual(errorsOf(own, { torch: NEW, parts: silent }), "no error");
  });

  it("has one engine and one device for all runs", () => {
    const torch = { torch: NEW };
    assert.include(errorsOf(text({ grid: "{training.engine: [torch, auto]}" }), torch), "one engine trains all runs");
    const auto = text({ training: "{epochs: 3}", grid: "{training.engine: [torch, auto]}" });
    assert.include(errorsOf(auto, torch), "demo.yaml:7:");
    assert.include(errorsOf(text({ grid: "{training.device: [cpu, auto]}" }), torch), "no axis varies it");
    const beside = errorsOf(text({ training: "{epochs: 3, device: cpu}" }), torch);
    assert.match(beside, /6:\d+: error: training\.device has no meaning with engine auto/);
  });

  it("says what Python lacks, at the line of the engine or of the device", () => {
    const lacking = having({ wrong: "device", message: "training.device: no cuda", remedy: "use device: cpu" });
    const errors = errorsOf(text({ training: "{epochs: 3, engine: torch, device: cuda}" }), { torch: lacking });
    assert.match(errors, /6:\d+: error: training\.device: no cuda/);
    assert.include(errorsOf(text()), "training.engine torch: there is no Python here to start");
  });

  it("makes the version and the device part of a run's identity, and nothing else of them", () => {
    const id = (torch: TorchMeans, lines = {}) => planOf(text(lines), { torch }).runId(0, 0);
    const own = planOf(text({ training: "{epochs: 3}" })).runId(0, 0);
    const all = [own, id(NEW), id(version("2.12.0")), id(having({ basis: { torch: "2.13.0", device: "cuda" } }))];
    assert.lengthOf(new Set(all), 4);
    assert.strictEqual(id(NEW, { training: "{epochs: 3, engine: torch, device: cpu}" }), id(NEW));
    assert.strictEqual(planOf(text({ training: "{epochs: 3, engine: portable}" })).runId(0, 0), own);
  });

  it("takes the version with which saved runs were trained, and starts no Python", () => {
    const { trainer } = planOf(text(), { basis: { torch: "2.5.1", device: "mps" } });
    assert.deepEqual(trainer, { kind: "torch", basis: { torch: "2.5.1", device: "mps" }, choseDevice: true });
  });
});
