import { assert } from "chai";
import fc from "fast-check";
import type { PartConfig } from "../../src/contracts/config.ts";
import type { DataShape } from "../../src/contracts/dataset.ts";
import * as layers from "../../src/layers/index.ts";
import * as losses from "../../src/losses/index.ts";
import { normal, type Rng, stream, uniform } from "../../src/random/rng.ts";
import { complete, configure } from "../configuration.ts";
import { Alone } from "../engine/alone.ts";
import { randomLayer, randomModel } from "../engine/compositions.ts";
import { referenceLoss, type Weights } from "../engine/reference.ts";
import { LOSS_CASES, type LossCase } from "../losses/cases.ts";
import { LAYER_CASES } from "./cases.ts";
import { Pick } from "./propose.ts";

type Shape = readonly number[];

const size = (shape: Shape) => shape.reduce((product, dimension) => product * dimension, 1);
const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** A model and a loss, and a batch for them. */
interface Problem {
  readonly model: readonly PartConfig[];
  readonly loss: PartConfig;
  readonly shape: DataShape;
  readonly x: number[][];
  readonly y: number[][];
}

const isOfClasses = (type: string) => LOSS_CASES[type]?.targets === "classes";

/** A loss with options for such an output; undefined: it takes none of that shape. */
function randomLoss(type: string, output: Shape, pick: Pick): PartConfig | undefined {
  const { propose = () => ({}), takesLines = true } = LOSS_CASES[type] as LossCase;
  if (isOfClasses(type) && output.length > (takesLines ? 2 : 1)) return undefined;
  const options = propose(output.at(-1) as number, pick);
  return complete("losses", { type, ...options, reduction: pick.one("mean", "sum") });
}

function draw(rng: Rng, rows: number, width: number, value: (rng: Rng) => number): number[][] {
  return range(rows).map(() => range(width).map(() => Math.fround(value(rng))));
}

function problemOf(
  model: readonly PartConfig[],
  input: Shape,
  output: Shape,
  loss: PartConfig,
  rows: number,
  rng: Rng,
): Problem {
  const classes = output.at(-1) as number;
  const isClasses = isOfClasses(loss.type);
  const targets = isClasses ? (output.length === 1 ? [1] : output.slice(0, -1)) : output;
  const value = isClasses
    ? () => Math.floor(uniform(rng, 0, classes))
    : LOSS_CASES[loss.type]?.targets === "binary"
      ? () => Math.floor(uniform(rng, 0, 2))
      : normal;
  const shape = { features: input, targets, training: rows, validation: 0, ...(isClasses ? { classes } : {}) };
  return { model, loss, shape, x: draw(rng, rows, size(input), normal), y: draw(rng, rows, size(targets), value) };
}

/**
 * Asserts that a step's loss, gradients and norm are those of the formulas. Returns false too near a kink.
 * @param still an index of an Embedding that learns nothing
 */
function check({ model, loss, shape, x, y }: Problem, seed: number, still?: number): boolean {
  const machine = new Alone();
  const samples = { rows: x.length, x: Float32Array.from(x.flat()), y: Float32Array.from(y.flat()) };
  machine.load(samples, undefined, shape);
  machine.prepare(configure({ model, loss }));
  machine.initialise(seed);
  const names = machine.parameters.map(({ name }) => name);
  const weights: Weights = new Map(names.map((name) => [name, Array.from(machine.read(name))]));
  const reference = () => referenceLoss(model, loss, weights, x, y, shape.features);
  const { loss: expected, kink } = reference();
  if (!(kink > 1e-3) || !Number.isFinite(expected)) return false;

  const figures = machine.trainEpoch(Int32Array.from(range(x.length)), 1, { lr: [0] });
  assert.closeTo(figures.loss, expected, 1e-5 * Math.max(1, Math.abs(expected)));
  const found = names.flatMap((name) => Array.from(machine.readGradient(name)));
  const differences = names.flatMap((name) => {
    const values = weights.get(name) as number[];
    const isStill = (place: number) => name === "0.weight" && still !== undefined && Math.floor(place / 5) === still;
    return values.map((_, place) => (isStill(place) ? 0 : differentiate(values, place, () => reference().loss)));
  });
  const norm = Math.sqrt(differences.reduce((squares, difference) => squares + difference ** 2, 0));
  const places = names.flatMap((name) => (weights.get(name) as number[]).map((_, place) => `${name}[${place}]`));
  found.forEach((gradient, i) => {
    assert.closeTo(gradient, differences[i] as number, 2e-5 * Math.max(1, norm), places[i]);
  });
  assert.closeTo(figures.gradNorm, norm, 1e-4 * Math.max(1, norm));
  return true;
}

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

const SHAPES: readonly Shape[] = [[1], [4], [5], [11], [3, 4], [2, 5], [2, 4, 5], [1, 5, 4], [3, 3, 6]];

/** Those that a layer takes. */
const taken = (type: string) => SHAPES.filter((shape) => LAYER_CASES[type]?.takes?.(shape) ?? true);

describe("gradients agree with finite differences in double precision", () => {
  it("for every registered part", () => {
    assert.sameMembers(Object.keys(LAYER_CASES), Object.keys(layers));
    assert.sameMembers(Object.keys(LOSS_CASES), Object.keys(losses));
  });

  for (const type of Object.keys(LAYER_CASES).filter((type) => type !== "Embedding")) {
    it(`of ${type} between linear layers`, () => {
      let checked = 0;
      for (let seed = 0; seed < 60 && checked < 12; seed++) {
        const rng = stream(seed, type);
        const pick = new Pick(rng);
        const input = pick.one(...taken(type));
        const [first, hidden] = randomLayer(input, pick, ["Linear"]);
        const [middle, after] = randomLayer(hidden, pick, [type]);
        const [last, output] = randomLayer(after, pick, ["Linear"]);
        const loss = complete("losses", { type: "MSELoss" });
        if (check(problemOf([first, middle, last], input, output, loss, pick.integer(1, 6), rng), seed)) checked++;
      }
      assert.isAtLeast(checked, 6);
    });
  }

  it("of Embedding, whose padding learns nothing", () => {
    for (const padding_idx of [null, 1, -1]) {
      const options = { type: "Embedding", embedding_dim: 5, padding_idx };
      const model = [complete("layers", options), complete("layers", { type: "Linear", out_features: 2 })];
      const loss = complete("losses", { type: "MSELoss" });
      const problem = problemOf(model, [3], [3, 2], loss, 4, stream("embedding"));
      const x = range(4).map((row) => range(3).map((i) => (row + i) % 3));
      const shape = { ...problem.shape, indices: 4 };
      assert.isTrue(
        check({ ...problem, shape, x }, 1, padding_idx === null ? undefined : padding_idx + (padding_idx < 0 ? 4 : 0)),
      );
    }
  });

  for (const type of Object.keys(losses)) {
    it(`of ${type} behind Embedding and a random composition`, () => {
      let checked = 0;
      for (let seed = 0; seed < 80 && checked < 5; seed++) {
        const rng = stream(seed, type, 1);
        const pick = new Pick(rng);
        const first = complete("layers", { type: "Embedding", embedding_dim: 5 });
        const [chain, after] = randomModel([3, 5], pick.integer(1, 3), pick);
        const rest = [...chain, complete("layers", { type: "Flatten" })];
        const output = [size(after)];
        const loss = randomLoss(type, output, pick);
        if (loss === undefined) continue;
        const rows = pick.integer(1, 6);
        const problem = problemOf([first, ...rest], [3], output, loss, rows, rng);
        const x = draw(rng, rows, 3, (rng) => Math.floor(uniform(rng, 0, 4)));
        if (check({ ...problem, shape: { ...problem.shape, indices: 4 }, x }, seed)) checked++;
      }
      assert.isAtLeast(checked, 3);
    });

    it(`of ${type} in random compositions`, () => {
      const numRuns = 30;
      fc.assert(
        fc.property(
          fc.nat(100_000),
          fc.integer({ min: 1, max: 9 }),
          fc.integer({ min: 1, max: 5 }),
          (seed, rows, depth) => {
            const rng = stream(seed, "composition");
            const pick = new Pick(rng);
            const input = pick.one(...SHAPES);
            const [model, output] = randomModel(input, depth, pick);
            const loss = randomLoss(type, output, pick);
            fc.pre(loss !== undefined);
            fc.pre(check(problemOf(model, input, output, loss as PartConfig, rows, rng), seed));
          },
        ),
        { numRuns, seed: 2 },
      );
    });
  }
});
