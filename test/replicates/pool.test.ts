import { assert } from "chai";
import { repeatsOf } from "../../src/replicates/counts.ts";
import { hasRun, pooled, pooledPlace, runOf } from "../../src/replicates/pool.ts";
import { planOf } from "../plan-of.ts";

const textOf = (grid: string, more = "") => `data: {type: linear, features: 2, samples: 40, validation: {folds: 4}}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 2}
seeds: [3, 4]
${more}grid:
  optimizer.lr: [0.1, 0.2]
  data.seed: [7, 8, 9]
  scheduler: {constant: null, step: {type: StepLR, step_size: 1}}
${grid}`;

const cellsOf = (text: string) => {
  const plan = pooled(planOf(text));
  return Array.from({ length: plan.variants }, (_, variant) => plan.variant(variant).cells);
};

describe("a plan whose replicates are pooled", () => {
  const whole = planOf(textOf(""));
  const plan = pooled(whole);

  it("has no variant for a data set, and a draw for each seed and data set", () => {
    assert.deepEqual(plan.heads, ["optimizer.lr", "scheduler"]);
    assert.deepEqual(cellsOf(textOf("")), [
      [0.1, "constant"],
      [0.1, "step"],
      [0.2, "constant"],
      [0.2, "step"],
    ]);
    assert.deepEqual(plan.seeds, [0, 1, 2, 3, 4, 5]);
    assert.strictEqual(whole.variants, 12);
    assert.strictEqual(pooled(plan), plan);
    assert.strictEqual(pooled(whole), plan);
  });

  it("compares on the same axes as before, whatever stood between them", () => {
    assert.deepEqual(whole.compare.axis, 2);
    assert.include(plan.compare, { axis: 1 });
    assert.deepEqual([plan.compare.tune, plan.compare.strata], [[0], []]);
    assert.deepEqual(
      Array.from({ length: 4 }, (_, variant) => plan.baselineOf(variant)),
      [undefined, 0, undefined, 2],
    );
  });

  it("knows the runs behind its draws", () => {
    for (const draw of plan.seeds)
      for (let variant = 0; variant < plan.variants; variant++) {
        const run = runOf(plan, variant, draw);
        const { cells } = whole.variant(run.variant);
        assert.deepEqual([cells[0], cells[2]], [...plan.variant(variant).cells]);
        assert.strictEqual(cells[1], [7, 8, 9][draw % 3]);
        assert.strictEqual(run.seed, [3, 4][Math.floor(draw / 3)]);
        assert.strictEqual(plan.runId(variant, draw), whole.runId(run.variant, run.seed));
        const number = whole.seeds.indexOf(run.seed) * whole.variants + run.variant;
        assert.strictEqual(pooledPlace(whole)(number), draw * plan.variants + variant);
      }
  });

  it("counts what it is the product of", () => {
    assert.deepEqual(repeatsOf(plan), [
      { of: "data set", count: 3 },
      { of: "seed", count: 2 },
    ]);
    const folded = pooled(planOf(textOf("  data.validation.fold: [0, 1, 2, 3]\n")));
    assert.deepEqual(
      repeatsOf(folded).map(({ of, count }) => `${count} ${of}`),
      ["3 data set", "4 fold", "2 seed"],
    );
    const joined = pooled(
      planOf(textOf("").replace("data.seed: [7, 8, 9]", "data.seed + data.validation.fold: {a: [7, 0], b: [8, 1]}")),
    );
    assert.deepEqual(joined.heads, ["optimizer.lr", "scheduler"]);
    assert.deepEqual(
      repeatsOf(joined).map(({ of, count }) => `${count} ${of}`),
      ["2 data set", "2 seed"],
    );
  });

  it("lacks the runs that the grid excludes, and still has baselines", () => {
    const few = pooled(planOf(textOf("  exclude: [{data.seed: 7, scheduler: constant}]\n")));
    assert.strictEqual(few.variants, 4);
    const constant = [0, 1, 2, 3].find((variant) => few.variant(variant).cells.join() === "0.1,constant") ?? -1;
    const step = [0, 1, 2, 3].find((variant) => few.variant(variant).cells.join() === "0.1,step") ?? -1;
    assert.strictEqual(few.baselineOf(step), constant);
    const missing = few.seeds.filter((_, place) => !hasRun(few, constant, place)).map((draw) => draw % 3);
    assert.deepEqual(
      missing.map((replicate) => few.draws?.cells[replicate]),
      [[7], [7]],
    );
    assert.isTrue(few.seeds.every((_, place) => hasRun(few, step, place)));
    assert.throws(() => runOf(few, constant, missing[0] ?? 0), RangeError);
  });

  it("is over the points that a search draws alike for each data set", () => {
    const search = "search: {type: random, runs: 3, space: {optimizer.momentum: {uniform: [0, 0.9]}}}\n";
    const searched = pooled(planOf(textOf("", search)));
    assert.strictEqual(searched.variants, 12);
    for (let variant = 0; variant < 12; variant++)
      assert.isTrue(searched.seeds.every((_, place) => hasRun(searched, variant, place)));
  });

  it("is the plan itself without such axes", () => {
    const plain = planOf(textOf("").replace("  data.seed: [7, 8, 9]\n", ""));
    assert.strictEqual(pooled(plain), plain);
    assert.deepEqual(repeatsOf(plain), [{ of: "seed", count: 2 }]);
  });
});
