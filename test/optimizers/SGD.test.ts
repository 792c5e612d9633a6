import { assert } from "chai";
import type { Json, PartConfig } from "../../src/contracts/config.ts";
import { Misfit } from "../../src/contracts/part.ts";
import { SGD } from "../../src/optimizers/index.ts";
import { complete } from "../configuration.ts";
import { build, Follower } from "./trajectory.ts";

/** Follows one parameter; returns it after every step. */
function trajectory(config: PartConfig, init: number[], grads: number[][], rates: number[], momentum?: number[]) {
  const problem = { shapes: [[init.length]], init: [init], grads: grads.map((values) => [values]) };
  const follower = new Follower(config, problem, { lr: rates, momentum });
  return grads.map((values) => follower.step([values])[0]);
}

describe("SGD", () => {
  it("takes the momentum a schedule sets, also where it starts from none", () => {
    const config = complete("optimizers", { type: "SGD" });
    const [first, second, third] = trajectory(config, [1], [[1], [1], [1]], [0.5, 0.5, 0.5], [0.5, 0.5, 0]);
    // Buffers 1, 1.5; then none, and the plain gradient.
    assert.deepEqual([first, second, third], [[0.5], [-0.25], [-0.75]]);
  });

  it("flushes a decaying buffer to zero, but keeps what is not finite", () => {
    const config = complete("optimizers", { type: "SGD", momentum: 0.5 });
    const rates = [1, 1, 1, 1];
    const [, , tiny] = trajectory(
      config,
      [0, 0],
      [
        [2e-38, Number.NaN],
        [0, 0],
        [0, 0],
      ],
      rates,
    );
    assert.deepEqual(tiny, [-Math.fround(2e-38), Number.NaN]);
  });

  it("leaves an overflowed parameter infinite", () => {
    const config = complete("optimizers", { type: "SGD", momentum: 0.5 });
    assert.deepEqual(trajectory(config, [Number.POSITIVE_INFINITY], [[1]], [0.1]), [[Number.POSITIVE_INFINITY]]);
  });

  it("refuses Nesterov without momentum, or with dampening", () => {
    const plan = (options: Record<string, Json>) => () =>
      build(complete("optimizers", { type: "SGD", nesterov: true, ...options }));
    assert.throws(plan({}), Misfit, /needs momentum/);
    assert.throws(plan({ momentum: 0.9, dampening: 0.1 }), Misfit, /zero dampening/);
    assert.doesNotThrow(plan({ momentum: 0.9 }));
  });

  it("names the parameter that is cycled as momentum", () => {
    assert.strictEqual(SGD.cycled, "momentum");
    assert.property(SGD.params.properties, "momentum");
  });
});
