import { assert } from "chai";
import { footprintOf } from "../../src/engine/footprint.ts";
import { errorsOf } from "../plan-of.ts";

const BASE = {
  data: "{type: linear, features: 3, samples: 64, noise: 0.1}",
  model: "[{type: Linear, out_features: 1}]",
  loss: "MSELoss",
  optimizer: "{type: SGD, lr: 0.1}",
  training: "{epochs: 10, batch_size: 32}",
};

const said = (changes: Readonly<Record<string, string>>) => {
  const lines = Object.entries({ ...BASE, ...changes }).map(([key, value]) => `${key}: ${value}`);
  return errorsOf(`${lines.join("\n")}\n`, { measure: footprintOf });
};

/** Where a count may stand, with N in its place, and where the error is. */
const COUNTS: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
  [{ training: "{epochs: N}" }, "5:20"],
  [{ training: "{epochs: 2, batch_size: N}" }, "5:35"],
  [{ seeds: "N" }, "6:8"],
  [{ retry: "N" }, "6:8"],
  [{ max_failures: "N" }, "6:15"],
  [{ results: "{epochs: N}" }, "6:19"],
  [{ data: "{type: linear, features: 3, samples: N}" }, "1:44"],
  [{ data: "{type: noise, features: 3, samples: N}" }, "1:43"],
  [{ data: "{type: linear, samples: 64, features: N}" }, "1:31"],
  [{ data: "{type: sines, samples: 64, waves: N}" }, "1:41"],
  [{ model: "[{type: Linear, out_features: N}, {type: Linear, out_features: 1}]" }, "2:8"],
  [{ grid: "{training.epochs: [2, N]}" }, "6:29"],
  [{ grid: "{optimizer.lr: {linspace: [0.1, 1, N]}}" }, "6:33"],
  [{ grid: "{optimizer.lr: {range: [1, N, 1]}}" }, "6:30"],
  [{ search: "{type: random, runs: N, space: {optimizer.lr: {uniform: [0.1, 1]}}}" }, "6:9"],
  [{ search: "{type: random, runs: 4, space: {training.epochs: {int_uniform: [1, N]}}}" }, "6:72"],
];

describe("a count", () => {
  for (const [changes, place] of COUNTS)
    it(`has a bound that is told with its place: ${JSON.stringify(changes)}`, () => {
      for (const count of ["200000000000", "4294967296000", "1e15"]) {
        const filled = Object.fromEntries(
          Object.entries(changes).map(([key, value]) => [key, value.replace("N", count)]),
        );
        assert.match(said(filled), new RegExp(`^demo\\.yaml:${place}: error: `), count);
      }
    });

  it("of steps has one, too, though each of its factors may stand", () => {
    const training = "{epochs: 1000000, batch_size: 1}";
    const data = "{type: linear, features: 3, samples: 2000, validation: 0}";
    assert.include(
      said({ training, data }),
      "training: 1000000 epochs of 2000 steps are 2000000000 steps, more than 1000000000",
    );
  });
});
