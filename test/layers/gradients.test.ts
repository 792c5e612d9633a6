import { assert } from "chai";
import fc from "fast-check";
import type { PartConfig } from "../../src/definition/config.ts";
import { normal, stream } from "../../src/definition/rng.ts";
import { Machine } from "../../src/engine/machine.ts";
import * as layers from "../../src/layers/index.ts";
import * as losses from "../../src/losses/index.ts";
import { configure } from "../configuration.ts";
import { referenceLoss, type Weights } from "../engine/reference.ts";

const ELEMENTWISE = Object.keys(layers).filter((type) => type !== "Linear");

const layer = fc.oneof(
  fc.record({ type: fc.constant("Linear"), out_features: fc.integer({ min: 1, max: 13 }), bias: fc.boolean() }),
  fc.constantFrom(...ELEMENTWISE.map((type) => ({ type }))),
);

const composition = fc.record({
  model: fc
    .array(layer as fc.Arbitrary<PartConfig>, { minLength: 1, maxLength: 5 })
    .filter((model) => model.some(({ type }) => type === "Linear")),
  loss: fc.record({ type: fc.constantFrom(...Object.keys(losses)), reduction: fc.constantFrom("mean", "sum") }),
  features: fc.integer({ min: 1, max: 11 }),
  rows: fc.integer({ min: 1, max: 9 }),
  seed: fc.nat(1000),
});

function draw(rows: number, columns: number, ...name: (string | number)[]): number[][] {
  const rng = stream(...name);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.fround(normal(rng))));
}

describe("gradients", () => {
  it("of random compositions of layers and losses agree with finite differences in double precision", () => {
    fc.assert(
      fc.property(composition, ({ model, loss, features, rows, seed }) => {
        const width = model.reduce((size, { out_features }) => (out_features as number | undefined) ?? size, features);
        const x = draw(rows, features, seed, "x");
        const y = draw(rows, width, seed, "y");
        const machine = new Machine();
        const samples = { rows, x: Float32Array.from(x.flat()), y: Float32Array.from(y.flat()) };
        machine.load(samples, undefined, { features: [features], targets: [width], training: rows, validation: 0 });
        machine.prepare(configure({ model, loss }));
        machine.initialise(seed);
        const names = machine.parameters.map(({ name }) => name);
        const weights: Weights = new Map(names.map((name) => [name, Array.from(machine.read(name))]));
        const reference = () => referenceLoss(model, loss, weights, x, y);
        const { loss: expected, kink } = reference();
        fc.pre(kink > 1e-3);

        const figures = machine.trainEpoch(
          Int32Array.from(x, (_, row) => row),
          1,
          { lr: [0] },
        );
        assert.closeTo(figures.loss, expected, 1e-5 * Math.max(1, expected));
        let squares = 0;
        for (const name of names) {
          const values = weights.get(name) as number[];
          machine.readGradient(name).forEach((gradient, place) => {
            const difference = differentiate(values, place, () => reference().loss);
            assert.closeTo(gradient, difference, 2e-5 * Math.max(1, Math.abs(difference)), `${name}[${place}]`);
            squares += difference * difference;
          });
        }
        const norm = Math.sqrt(squares);
        assert.closeTo(figures.gradNorm, norm, 1e-4 * Math.max(1, norm));
      }),
      { numRuns: 150, seed: 1 },
    );
  });
});

/** The central difference by values[place]. */
function differentiate(values: number[], place: number, loss: () => number): number {
  const middle = values[place] as number;
  const step = 1e-5;
  values[place] = middle + step;
  const above = loss();
  values[place] = middle - step;
  const below = loss();
  values[place] = middle;
  return (above - below) / (2 * step);
}
