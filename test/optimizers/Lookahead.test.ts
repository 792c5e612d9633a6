import { assert } from "chai";
import type { PartConfig } from "../../src/contracts/config.ts";
import { complete } from "../configuration.ts";
import { Follower } from "./trajectory.ts";

const shapes = [[3], [2]];
const init = [
  [1, -2, 3],
  [0.5, -0.5],
];
const grads = Array.from({ length: 12 }, (_, step) => [
  [0.3 + step, -0.2 * step, 0.1],
  [1, step % 2 === 0 ? -1 : 0.5],
]);
const problem = { shapes, init, grads };

const follow = (config: PartConfig) => {
  const follower = new Follower(config, problem);
  return grads.map((gradients) => follower.step(gradients));
};

describe("Lookahead", () => {
  it("goes half of the way back after every k steps of plain descent", () => {
    const optimizer = { type: "SGD", lr: 0.1 };
    const found = follow(complete("optimizers", { type: "Lookahead", optimizer, k: 3, alpha: 0.5 }));
    const slow = init.map((values) => [...values]);
    const fast = init.map((values) => [...values]);
    grads.forEach((gradients, step) => {
      gradients.forEach((values, p) => {
        values.forEach((gradient, i) => {
          const own = fast[p] as number[];
          own[i] = (own[i] as number) - 0.1 * gradient;
          const behind = slow[p] as number[];
          if (step % 3 !== 2) return;
          behind[i] = (behind[i] as number) + 0.5 * ((own[i] as number) - (behind[i] as number));
          own[i] = behind[i] as number;
        });
      });
      fast.flat().forEach((expected, i) => {
        assert.closeTo(found[step]?.flat()[i] as number, expected, 1e-5, `step ${step}`);
      });
    });
  });

  it("changes nothing with alpha 1, whatever is inside", () => {
    for (const type of ["SGD", "Adam", "RMSprop"]) {
      const optimizer = complete("optimizers", { type, lr: 0.1 });
      const wrapped = follow(complete("optimizers", { type: "Lookahead", optimizer, k: 2, alpha: 1 }));
      // Slow + 1·(fast − slow) is fast up to a rounding.
      wrapped.flat(2).forEach((value, i) => {
        assert.closeTo(value, follow(optimizer).flat(2)[i] as number, 1e-5, type);
      });
    }
  });

  it("stands still at every synchronisation with alpha 0", () => {
    const optimizer = { type: "Adam", lr: 0.1 };
    const found = follow(complete("optimizers", { type: "Lookahead", optimizer, k: 4, alpha: 0 }));
    assert.deepEqual(found[3], init);
    assert.deepEqual(found[7], init);
    assert.notDeepEqual(found[4], init);
  });
});
