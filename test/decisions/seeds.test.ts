import { assert } from "chai";
import type { Plan } from "../../src/experiment/plan.ts";
import { planDigest } from "../../src/folder/digest.ts";
import { normal, stream } from "../../src/random/rng.ts";
import { mostRuns, runCount } from "../../src/seeding/planned.ts";
import { planOf } from "../plan-of.ts";
import { courseOf, type LossOf } from "./course.ts";

const EXPERIMENT = `
data: {type: linear, features: 3, samples: 40}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 1}
seeds: {at_least: 5, at_most: 40}
grid:
  scheduler: {constant: null, step: {type: StepLR, step_size: 1}, cosine: CosineAnnealingLR, linear: LinearLR}
`;

/** Variants: 0 constant, 1 step, 2 cosine, 3 linear. */
const plan = (more = "", text = EXPERIMENT): Plan => planOf(text + more);

/** The same draw for the same variant and seed. */
const noise = (variant: number, seed: number) => normal(stream(0, "noise", variant, seed));

/** Differences from the constant schedule have a standard deviation of 0.1 where `spread` is so. */
const losses =
  (means: readonly number[], spreads: readonly number[]): LossOf =>
  (variant, seed) =>
    10 + (means[variant] ?? 0) + (spreads[variant] ?? 0) * noise(variant, seed);

const countOf = (trained: readonly (readonly [number, number])[], variant: number) =>
  trained.filter(([own]) => own === variant).length;

describe("seeds: {at_least, at_most}", () => {
  it("are added in rounds that double, to comparisons without an answer and to the baseline", () => {
    // Step is clearly worse, cosine cannot be told apart by 5, 10 and 20 seeds, linear is equal at every seed.
    const { trained, labels, plan: last, summary } = courseOf(plan(), losses([0, 3, 0, 0], [0, 0.1, 1, 0]));
    assert.deepEqual(
      trained.map((runs) => [0, 1, 2, 3].map((variant) => countOf(runs, variant))),
      [
        [5, 5, 5, 5],
        [5, 0, 5, 0],
        [10, 0, 10, 0],
        [20, 0, 20, 0],
      ],
    );
    assert.deepEqual(labels[1], "10 of at most 40 seeds");
    assert.strictEqual(runCount(last), 90);
    assert.deepEqual(
      [...summary].map(({ n, verdict }) => [n, verdict]),
      [
        [40, "baseline"],
        [5, "worse"],
        [40, "not distinguishable"],
        [5, "identical"],
      ],
    );
  });

  it("end where all have an answer, and the plan has no more seeds than that", () => {
    const { trained, plan: last } = courseOf(plan(), losses([0, 3, 3, 0], [0, 0.1, 0.1, 0]));
    assert.lengthOf(trained, 1);
    assert.deepEqual(last.seeds, [0, 1, 2, 3, 4]);
    assert.strictEqual(runCount(last), 20);
  });

  it("end at equivalence, and where one of the two diverges more often", () => {
    const same = losses([0, 0, 0, 0], [0, 0.02, 0.02, 0.02]);
    const { summary } = courseOf(plan(), same);
    assert.deepEqual(
      [...summary].map(({ n, verdict }) => [n, verdict]).slice(1),
      [5, 5, 5].map((n) => [n, "equivalent"]),
    );
    const diverging: LossOf = (variant, seed) => (variant === 2 && seed === 3 ? "diverged" : same(variant, seed));
    const found = courseOf(plan(), diverging);
    assert.lengthOf(found.trained, 1);
    assert.strictEqual(found.summary.at(2).verdict, "diverges more often");
  });

  it("end where a side has only runs that diverged or failed", () => {
    const lost = (how: "diverged" | "failed", side: readonly number[]): LossOf => {
      const others = losses([0, 3, 3, 0], [0, 0.1, 0.1, 0]);
      return (variant, seed) => (side.includes(variant) ? how : others(variant, seed));
    };
    for (const loss of [lost("diverged", [0, 1, 2, 3]), lost("diverged", [0, 2]), lost("failed", [2])])
      assert.lengthOf(courseOf(plan(), loss).trained, 1);
    // Tuned, too: step diverges at every rate.
    const text = EXPERIMENT.replace("grid:", "grid:\n  optimizer.lr: [0.1, 0.3]");
    const all = courseOf(plan("", text), (variant, seed) => (variant % 4 === 1 ? "diverged" : 1 + 0.01 * seed));
    assert.lengthOf(all.trained, 1);
  });

  it("has p-values that allow for the looks, and are corrected for all comparisons", () => {
    const means = [0, 0.9, 0, 0];
    const { summary } = courseOf(plan(), losses(means, [0, 1, 1, 1]));
    const { tested, difference, n } = summary.at(1);
    assert.include([10, 20, 40], n);
    assert.strictEqual(tested?.test, "t");
    assert.strictEqual(tested?.looks, 4);
    const plain = courseOf(
      planOf(EXPERIMENT.replace(/seeds: .*/, `seeds: ${n}\ncompare: {test: t}`)),
      losses(means, [0, 1, 1, 1]),
    );
    assert.isAbove(tested?.p ?? 0, plain.summary.at(1).tested?.p ?? 1);
    assert.strictEqual(difference.kind, "paired");
    assert.match(
      summary.answer,
      /Seeds were added while a comparison had no answer: variants have (?:\d+ to )?40 of at most 40\./,
    );
  });

  it("ranks by the seeds that all have", () => {
    // At the later seeds, cosine would be the best by far.
    const { summary } = courseOf(plan(), (variant, seed) =>
      variant === 2 && seed >= 5
        ? seed % 2 === 0
          ? -20
          : 30
        : losses([0, 3, 0.5, 1], [0, 0.1, 1, 0.1])(variant, seed),
    );
    assert.strictEqual(summary.at(0).rank, 1);
    assert.strictEqual(summary.at(2).n, 40);
    assert.deepEqual(
      [...summary].reduce((sum, { seedsWon }) => sum + seedsWon, 0),
      1,
    );
    const [axis] = summary.marginals.axes;
    assert.deepEqual(
      axis?.values.map(({ n }) => n),
      [5, 5, 5, 5],
    );
  });

  it("come to a number that is told beforehand, and keep the digest that results are found by", () => {
    const first = plan();
    assert.deepEqual([runCount(first), mostRuns(first)], [20, 160]);
    const { plan: last } = courseOf(first, losses([0, 3, 0, 0], [0, 0.1, 1, 0]));
    assert.strictEqual(planDigest(last), planDigest(first));
    const other = plan("", EXPERIMENT.replace("at_most: 40", "at_most: 30"));
    assert.notStrictEqual(planDigest(other), planDigest(first));
    assert.deepEqual(other.adaptive?.seeding?.looks, [5, 10, 20, 30]);
  });

  const TUNED = EXPERIMENT.replace("grid:", "grid:\n  optimizer.lr: [0.1, 0.3]").replace(/, cosine.*/, "}");

  it("go to all points of a schedule where it is compared at its best one", () => {
    // Variants: 0 constant at 0.1, 1 step at 0.1, 2 constant at 0.3, 3 step at 0.3.
    const clear = courseOf(plan("", TUNED), losses([0, 9, 9, 3], [0.1, 0.1, 0.1, 0.1]));
    // The permutation needs six seeds.
    assert.lengthOf(clear.trained, 2);
    assert.deepEqual(
      [...clear.summary].map(({ n }) => n),
      [10, 10, 10, 10],
    );
    assert.strictEqual(clear.summary.tuned?.[1]?.verdict, "worse");
    const unclear = courseOf(plan("", TUNED), losses([0, 9, 9, 0], [1, 0.1, 0.1, 1]));
    assert.deepEqual(
      [...unclear.summary].map(({ n }) => n),
      [40, 40, 40, 40],
    );
    assert.strictEqual(unclear.summary.tuned?.[1]?.verdict, "not distinguishable");
  });

  it("come before those that confirm", () => {
    const {
      trained,
      plan: last,
      summary,
    } = courseOf(plan("compare: {confirm: 6}\n", TUNED), losses([0, 9, 9, 3], [0.1, 0.1, 0.1, 0.1]));
    assert.deepEqual(last.seeds.slice(10), [40, 41, 42, 43, 44, 45]);
    assert.deepEqual(trained[2]?.map(([variant]) => variant).slice(0, 2), [0, 3]);
    assert.strictEqual(summary.tuned?.[1]?.confirmed?.verdict, "worse");
    assert.isUndefined(summary.tuned?.[1]?.confirmed?.tested?.looks);
  });

  it("claims a difference that is none no more often than in 5 % of sweeps", function () {
    this.timeout(30_000);
    const small = plan("", EXPERIMENT.replace("{at_least: 5, at_most: 40}", "{at_least: 5, at_most: 20}"));
    let claims = 0;
    const sweeps = 200;
    for (let sweep = 0; sweep < sweeps; sweep++) {
      const { verdicts } = courseOf(small, (variant, seed) => 10 + noise(variant + 4 * sweep, seed)).summary;
      claims += Number(verdicts.better + verdicts.worse > 0);
    }
    // Of 200, 5 % are 10, with a standard deviation of 3.
    assert.isAtMost(claims, 18);
  });
});
