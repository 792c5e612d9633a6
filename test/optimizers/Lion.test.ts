import { assert } from "chai";
import { complete } from "../configuration.ts";
import { Follower } from "./trajectory.ts";

/** Algorithm 2 of the paper, in double precision: one parameter. */
function lion(init: number, grads: readonly number[], lr: number, [beta1, beta2]: [number, number], decay: number) {
  let [value, moment] = [init, 0];
  return grads.map((gradient) => {
    const update = Math.sign(beta1 * moment + (1 - beta1) * gradient);
    value -= lr * (update + decay * value);
    moment = beta2 * moment + (1 - beta2) * gradient;
    return value;
  });
}

const grads = [1, -0.5, 0.25, 3, -2, -2, -2, 0, 0, 0.1, -0.1, 5, -0.01, -0.01];

describe("Lion", () => {
  for (const betas of [
    [0.9, 0.99],
    [0.5, 0.5],
  ] as [number, number][]) {
    for (const weight_decay of [0, 0.1]) {
      it(`follows its paper with betas ${betas}, weight decay ${weight_decay}`, () => {
        const config = complete("optimizers", { type: "Lion", lr: 0.02, betas, weight_decay });
        const problem = { shapes: [[1]], init: [[0.7]], grads: grads.map((gradient) => [[gradient]]) };
        const follower = new Follower(config, problem);
        const expected = lion(0.7, grads, 0.02, betas, weight_decay);
        grads.forEach((gradient, step) => {
          assert.closeTo(follower.step([[gradient]])[0]?.[0] as number, expected[step] as number, 1e-6, `step ${step}`);
        });
      });
    }
  }

  it("climbs when told to maximize", () => {
    const config = complete("optimizers", { type: "Lion", lr: 0.25, maximize: true });
    const follower = new Follower(config, { shapes: [[2]], init: [[0, 0]], grads: [[[1, -1]]] });
    assert.deepEqual(follower.step([[3, -4]]), [[0.25, -0.25]]);
  });

  it("leaves a parameter alone whose gradient was always zero", () => {
    const follower = new Follower(complete("optimizers", { type: "Lion", lr: 0.25 }), {
      shapes: [[1]],
      init: [[2]],
      grads: [[[0]]],
    });
    assert.deepEqual(follower.step([[0]]), [[2]]);
  });
});
