import { assert } from "chai";
import { complete } from "../configuration.ts";
import { Follower } from "./trajectory.ts";

describe("Adam", () => {
  it("forgets the last gradient entirely with a first beta of 0, however large it was", () => {
    const config = complete("optimizers", { type: "Adam", betas: [0, 0.9] });
    const grads = [[[1e8]], [[1]]];
    const follower = new Follower(config, { shapes: [[1]], init: [[0]], grads }, { lr: [0, 1e7] });
    const [, found] = grads.map((gradients) => follower.step(gradients)[0]?.[0]);
    assert.closeTo(found as number, -1e7 / Math.sqrt((0.9 * 0.1 * 1e16) / (1 - 0.9 * 0.9)), 1e-6);
  });

  it("flushes moments that decay to nothing, so that dead units cost no time", () => {
    const config = complete("optimizers", { type: "Adam", betas: [0.5, 0.5] });
    const follower = new Follower(config, { shapes: [[1]], init: [[1]], grads: [[[2e-38]]] }, { lr: [1e30] });
    // Half of the gradient is denormal; unflushed it would move the parameter by 2.
    assert.deepEqual(follower.step([[2e-38]]), [[1]]);
  });
});
