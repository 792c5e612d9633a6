import { assert } from "chai";
import { warningsOf } from "../plan-of.ts";

const BASE = `data: {type: linear, features: 3, samples: 64, noise: 0.1, validation: 0}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 10, batch_size: 32}
grid: {optimizer.lr: [0.1, 0.2], scheduler: {constant: null, step: {type: StepLR, step_size: 3}, exp: {type: ExponentialLR, gamma: 0.9}}}
`;

const warned = (lines: string) => warningsOf(BASE + lines);

describe("a test with too few seeds for it", () => {
  it("is told beforehand, of fresh seeds and of the others", () => {
    assert.equal(
      warned("seeds: 8\ncompare: {confirm: 4, test: permutation}\n"),
      `demo.yaml:8:29: warning: compare.test is permutation, but with 4 fresh seeds it can show no difference, whatever comes out
    8 | compare: {confirm: 4, test: permutation}
      |                             ^ write confirm: 6, or test: auto`,
    );
    assert.include(warned("seeds: 4\ncompare: {test: permutation}\n"), "with 4 seeds it can show no difference");
    // Two comparisons are confirmed, four are made at the seeds: 2 / 2ⁿ times that is to be below 5 %.
    const both = warned("seeds: 7\ncompare: {confirm: 6, test: wilcoxon}\n");
    assert.include(both, "with 6 fresh seeds it can show no difference in 2 comparisons, whatever comes out");
    assert.include(both, "with 7 seeds it can show no difference in 4 comparisons, whatever comes out");
  });

  it("is not told once the remedy is followed, and not where the test fits the seeds", () => {
    for (const test of ["permutation", "wilcoxon"]) {
      assert.equal(warned(`seeds: 8\ncompare: {confirm: 7, test: ${test}}\n`), "", test);
      assert.equal(warned(`seeds: 1\ncompare: {test: ${test}}\n`), "", test);
    }
    assert.equal(warned("seeds: 3\ncompare: {confirm: 2, test: auto}\n"), "");
    assert.equal(warned("seeds: 3\ncompare: {confirm: 2, test: t}\n"), "");
  });
});
