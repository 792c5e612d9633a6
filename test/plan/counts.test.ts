import { assert } from "chai";
import { BASE, warningsOf, withLine } from "./experiment.ts";

describe("A whole number written with decimals", () => {
  it("is told where a count is wanted: it may be meant as thousands", () => {
    const thousand = warningsOf(withLine("training", "{epochs: 5, batch_size: 1.000}"));
    assert.include(thousand, "decay.yaml:5:35: warning: 1.000 is read as 1: the point begins its decimals");
    assert.include(thousand, "^ write 1000, or 1");
    for (const lines of [
      "grid: {training.batch_size: [8, 16.0]}\n",
      "grid: {training.batch_size + optimizer.lr: [[8.0, 0.1], [16, 0.2]]}\n",
      "search: {type: random, runs: 2, space: {training.batch_size: {choice: [8, 16.0]}}}\n",
      "scheduler: {type: StepLR, step_size: 5.0}\n",
      "seeds: [1, 2.0]\n",
      "retry: 1.0\n",
      "max_failures: 2.000\n",
      "results: {epochs: 2.000}\n",
      "grid: {training.batch_size: {range: [1.000, 3, 1]}}\n",
      "search: {type: random, runs: 2.0, space: {optimizer.lr: {uniform: [0.1, 1]}}}\n",
      "search: {type: random, runs: 2, space: {training.batch_size: {int_uniform: [8, 16.0]}}}\n",
    ])
      assert.include(warningsOf(BASE + lines), "the point begins its decimals", lines);
  });

  it("is none where a fraction may stand", () => {
    const lines = "scheduler: {type: StepLR, step_size: 5, gamma: 1.0}\ngrid: {optimizer.lr: [1.0, 2.0]}\n";
    assert.equal(warningsOf(BASE + lines), "");
    assert.equal(warningsOf(`${BASE}grid: {optimizer.lr: {range: [1.0, 3.0, 1.0]}}\ntimeout: 10.0\n`), "");
  });
});

describe("A rate of 0", () => {
  it("is told, as nothing is learned", () => {
    assert.equal(
      warningsOf(`${BASE}grid: {optimizer.lr: [0, 1]}\n`),
      `decay.yaml:6:23: warning: optimizer: lr is 0: nothing is learned
    6 | grid: {optimizer.lr: [0, 1]}
      |                       ^ write lr: 0.1, say
      = placed at optimizer.lr by grid.optimizer.lr[0]`,
    );
    assert.include(warningsOf(`${BASE}scheduler: {type: OneCycleLR, max_lr: 0}\n`), "scheduler: max_lr is 0");
    assert.include(
      warningsOf(withLine("optimizer", "{type: SGD, lr: 1e-50}")),
      "lr is 0 in float32: nothing is learned",
    );
    assert.include(
      warningsOf(withLine("optimizer", "{type: SGD, lr: 1e300}")),
      "lr is infinite in float32: every run diverges at its first step",
    );
    assert.equal(warningsOf(withLine("optimizer", '{type: SGD, lr: 0.1, groups: [{match: "*.bias", lr: 0}]}')), "");
  });
});
