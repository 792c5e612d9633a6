import { assert } from "chai";
import { BASE, errorsOf, planOf } from "../plan/experiment.ts";

describe("A grid of 100 000 runs", () => {
  const text = `${BASE}grid:
  optimizer.lr: {geomspace: [0.001, 1, 100]}
  optimizer.momentum: {linspace: [0, 0.95, 10]}
  training.batch_size: [8, 16, 32, 64, 128]
  scheduler: [null, {type: StepLR, step_size: 10}, CosineAnnealingLR]
  scheduler.gamma: {linspace: [0.1, 0.9, 18]}
`;

  it("is checked whole, and found at any place", () => {
    const plan = planOf(text);
    assert.strictEqual(plan.variants, 100 * 10 * 5 * (1 + 18 + 1));
    const { cells, config } = plan.variant(99_999);
    assert.deepEqual(cells, [1, 0.95, 128, "CosineAnnealingLR", null]);
    assert.include(config.optimizer[0], { lr: 1, momentum: 0.95 });
    assert.strictEqual(plan.baselineOf(99_999), 99_980);
  });

  it("has its last error told as well as its first", () => {
    const broken = text
      .replace("[8, 16, 32, 64, 128]", "[8, 16, 32, 64, none]")
      .replace("step_size: 10", "step_size: 0");
    const errors = errorsOf(broken).match(/error: \S+/g);
    assert.deepEqual(errors, ["error: training.batch_size", "error: scheduler.step_size"]);
  });
});
