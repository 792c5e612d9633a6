import { assert } from "chai";
import { pooled } from "../../src/replicates/pool.ts";
import { populationOf } from "../../src/replicates/population.ts";
import { planOf } from "../plan-of.ts";

const CARS = `x,y\n${Array.from({ length: 20 }, (_, i) => `${i},${i * i}\n`).join("")}`;

const textOf = (data: string, seeds: number, grid: string) => `data: ${data}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 2}
seeds: ${seeds}
grid: {scheduler: {constant: null, step: {type: StepLR, step_size: 1}}${grid}}
`;

const drawn = (more = "") => `{type: linear, features: 2, samples: 40${more}}`;
const file = (more = "") => `{type: csv, path: a.csv, target: y${more}}`;
const SEEDS = ", data.seed: [5, 6, 7]";
const FOLDS = ", data.validation.fold: [0, 1, 2, 3]";

/** What n is, of how many, with what overlap; and how many runs each has. */
const CASES: readonly (readonly [title: string, data: string, grid: string, says: string])[] = [
  ["seeds on one generated data set", drawn(), "", "2 × seed of one data set, overlap 0, 1 each"],
  ["generated data at each seed", drawn(", seed: per seed"), "", "2 × data set, overlap 0, 1 each"],
  ["generated data as an axis", drawn(), SEEDS, "3 × data set, overlap 0, 2 each"],
  [
    "a single generated data set as an axis",
    drawn(),
    ", data.seed: [5]",
    "2 × seed of one data set, overlap 0, 1 each",
  ],
  [
    "folds of one generated data set",
    drawn(", validation: {folds: 4}"),
    FOLDS,
    "4 × fold of one data set, overlap 0.3333, 2 each",
  ],
  [
    "folds of generated data at each seed",
    drawn(", seed: per seed, validation: {folds: 4}"),
    FOLDS,
    "2 × data set, overlap 0, 4 each",
  ],
  ["folds of several data sets", drawn(", validation: {folds: 4}"), SEEDS + FOLDS, "3 × data set, overlap 0, 8 each"],
  [
    "generated data whose folds change with them",
    drawn(", validation: {folds: 4}"),
    ", data.seed + data.validation.fold: [[5, 0], [5, 1], [6, 2]]",
    "2 × data set, overlap 0, 4 each",
  ],
  ["seeds on one split of a file", file(), "", "2 × seed of one split of this data set, overlap 0, 1 each"],
  [
    "seeds on a file of which nothing is held out",
    file(", validation: 0"),
    "",
    "2 × seed of this data set, overlap 0, 1 each",
  ],
  ["a split of a file at each seed", file(", seed: per seed"), "", "2 × split of this data set, overlap 0.25, 1 each"],
  ["splits of a file as an axis", file(), SEEDS, "3 × split of this data set, overlap 0.25, 2 each"],
  [
    "splits of a file with a third held out",
    file(", validation: {share: 0.5}"),
    SEEDS,
    "3 × split of this data set, overlap 1, 2 each",
  ],
  [
    "copies of a file of which nothing is held out",
    file(", validation: 0"),
    SEEDS,
    "2 × seed of this data set, overlap 0, 3 each",
  ],
  ["folds of a file", file(", validation: {folds: 4}"), FOLDS, "4 × fold of this data set, overlap 0.3333, 2 each"],
  [
    "folds of a file, which per seed leaves as they are",
    file(", seed: per seed, validation: {folds: 4}"),
    FOLDS,
    "4 × fold of this data set, overlap 0.3333, 2 each",
  ],
  [
    "folds of a file cut several times",
    file(", validation: {folds: 4}"),
    SEEDS + FOLDS,
    "12 × fold of this data set, overlap 0.3333, 2 each",
  ],
  [
    "test folds of a file",
    file(", validation: 0.5, test: {folds: 4}"),
    ", data.test.fold: [0, 1, 2, 3]",
    "4 × fold of this data set, overlap 1, 2 each",
  ],
  [
    "test folds of a file of which nothing else is held out",
    file(", validation: 0, test: {folds: 4}"),
    ", data.test.fold: [0, 1, 2, 3]",
    "4 × fold of this data set, overlap 0.3333, 2 each",
  ],
  ["noise", "{type: noise, features: 2}", "", "2 × seed, overlap 0, 1 each"],
];

describe("the population of figures", () => {
  for (const [title, data, grid, says] of CASES)
    it(`of ${title}`, () => {
      const objective =
        data.includes("noise") || data.includes("validation: 0}") ? "objective: {metric: train_loss}\n" : "";
      const text = textOf(data, 2, grid) + objective;
      const plan = pooled(planOf(text, { readFile: () => new TextEncoder().encode(CARS) }));
      const { unit, within, units, overlap } = populationOf(plan, 1);
      assert.strictEqual(
        `${units.length} × ${[unit, within].filter(Boolean).join(" ")}, overlap ${Number(overlap.toPrecision(4))}, ${units[0]?.length} each`,
        says,
      );
      assert.sameMembers(units.flat(), [...plan.seeds.keys()]);
    });

  it("differs between variants whose shares differ", () => {
    const text = textOf(file(", seed: per seed"), 3, ", data.validation: [0.2, 0.5]");
    const plan = planOf(text, { readFile: () => new TextEncoder().encode(CARS) });
    assert.deepEqual(
      [0, 1].map((variant) => populationOf(plan, variant).overlap),
      [0.25, 1],
    );
  });
});
