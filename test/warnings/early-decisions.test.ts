import { assert } from "chai";
import { warningsOf } from "../plan-of.ts";

const BASE = `data: {type: linear, features: 3, samples: 64, noise: 0.1}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 50, batch_size: 32}
`;
const grid = (variants: string) => `grid: {scheduler: {${variants}}}\n`;
const WARM = "warm: [{type: LinearLR, start_factor: 0.1, epochs: 5}, CosineAnnealingLR]";
const COSINE = "cosine: {type: CosineAnnealingLR}";
const LATE = "late: {type: StepLR, step_size: 30}";

describe("Pruning before a schedule has done what it is for", () => {
  const warned = (variants: string, prune = "{type: successive_halving, reduction_factor: 4}") =>
    warningsOf(`${BASE}${grid(variants)}prune: ${prune}\n`);

  it("is told where the first decision falls into a warm-up, with where it does not", () => {
    assert.equal(
      warned(`${COSINE}, ${WARM}`),
      `demo.yaml:7:1: warning: prune first decides after 1 epoch, while these still warm up: warm
    7 | prune: {type: successive_halving, reduction_factor: 4}
      | ^ min_resource: 6`,
    );
    assert.equal(warned(`${COSINE}, ${WARM}`, "{type: successive_halving, min_resource: 6}"), "");
    assert.include(warned(`${COSINE}, ${WARM}`, "{type: median}"), "^ n_warmup_steps: 6");
  });

  it("is told where every decision falls before a decay", () => {
    const found = warned(`${COSINE}, ${LATE}`);
    assert.include(found, "prune decides for the last time after 16 epochs, before these begin to decay: late");
    assert.include(found, "^ min_resource: 31");
    assert.equal(warned(`${COSINE}, ${LATE}`, "{type: successive_halving, min_resource: 31}"), "");
  });

  it("is told once, with a remedy for both", () => {
    const found = warned(`${COSINE}, ${WARM}, ${LATE}`);
    assert.include(found, "still warm up: warm; it decides for the last time after 16 epochs");
    assert.deepEqual(found.match(/min_resource: .*/g), ["min_resource: 31"]);
  });

  it("is as fair as it can be where all variants do the same", () => {
    assert.equal(
      warned(`a: ${WARM.slice(6)}, b: [{type: LinearLR, start_factor: 0.2, epochs: 5}, CosineAnnealingLR]`),
      "",
    );
    assert.equal(warned(`constant: null, ${COSINE}`), "");
  });
});
