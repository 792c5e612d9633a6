import { assert } from "chai";
import { normal, stream } from "../../src/random/rng.ts";
import {
  bestPoint,
  expectedBestOf,
  type Losses,
  leaveOneOut,
  permutationTest,
  pointMeans,
  pointsWithin,
} from "../../src/statistics/tuned-statistics.ts";
import { claimsOf, equivalenceErrors, TUNED_SCENARIOS } from "../simulate/tuned.ts";

const lossesOf = (...points: readonly (readonly number[])[]): Losses => points.map((own) => Float64Array.from(own));
const NONE = () => 0;
const noChance = () => assert.fail("nothing is drawn");

describe("The best point", () => {
  it("has the lowest mean, and is one at which no seed diverged while there is another", () => {
    const means = pointMeans(lossesOf([0, Number.POSITIVE_INFINITY], [2, 4], [1, 3], [1, 3]));
    assert.deepEqual(means, [Number.POSITIVE_INFINITY, 3, 2, 2]);
    assert.strictEqual(bestPoint(means), 2);
    assert.strictEqual(bestPoint([Number.POSITIVE_INFINITY]), -1);
  });

  it("is lucky: the figure to expect leaves each seed out in turn", () => {
    // Without the first seed the second point is chosen, which has 4 there; without the second the first, which has 3.
    assert.strictEqual(leaveOneOut(lossesOf([0, 3], [4, 1])), 3.5);
    assert.isUndefined(leaveOneOut(lossesOf([1])));
  });

  it("of k drawn points is the mean over all draws", () => {
    const means = [5, 1, 3, 9];
    const pairs = means.flatMap((a, i) => means.slice(i + 1).map((b) => Math.min(a, b)));
    assert.closeTo(
      expectedBestOf(means, 2) as number,
      pairs.reduce((sum, best) => sum + best, 0) / pairs.length,
      1e-12,
    );
    assert.strictEqual(expectedBestOf(means, 4), 1);
    assert.strictEqual(expectedBestOf(means, 1), 4.5);
  });

  it("of k drawn points leaves out draws that all diverged", () => {
    assert.closeTo(expectedBestOf([1, 3, Infinity], 1) as number, 2, 1e-12);
    assert.isUndefined(expectedBestOf([Infinity], 1));
  });

  it("is near others, within a margin", () => {
    assert.strictEqual(
      pointsWithin([1, 1.01, 1.2, Infinity], (best) => 0.02 * best),
      2,
    );
    assert.strictEqual(pointsWithin([Infinity], NONE), 0);
  });
});

describe("The permutation test of tuned schedules", () => {
  /** All 2ⁿ swaps, by another way: recursion over seeds with copies. */
  function byHand(own: Losses, other: Losses): number {
    const seeds = own[0]?.length ?? 0;
    const differenceOf = (a: Losses, b: Losses) => Math.min(...pointMeans(a)) - Math.min(...pointMeans(b));
    const observed = Math.abs(differenceOf(own, other));
    const all: number[] = [];
    const visit = (a: Losses, b: Losses, seed: number): void => {
      if (seed === seeds) {
        all.push(Math.abs(differenceOf(a, b)));
        return;
      }
      visit(a, b, seed + 1);
      const moved = (from: Losses, to: Losses) =>
        from.map((points, i) => points.with(seed, to[i]?.[seed] as number)) as Losses;
      visit(moved(a, b), moved(b, a), seed + 1);
    };
    visit(own, other, 0);
    return all.filter((difference) => difference >= observed - 1e-12).length / all.length;
  }

  it("tries all permutations of few seeds, choosing anew in each", () => {
    const rng = stream(0, "test", "tuned");
    for (let i = 0; i < 20; i++) {
      const drawn = () => lossesOf(...[0, 1, 2].map(() => Array.from({ length: 6 }, () => normal(rng))));
      const [own, other] = [drawn(), drawn()];
      assert.closeTo(permutationTest(own, other, NONE, noChance)?.p as number, byHand(own, other), 1e-12);
    }
  });

  it("draws permutations of many seeds, and comes to nearly the same", () => {
    const rng = stream(0, "test", "many");
    const drawn = (shift: number) =>
      lossesOf(...[0, 1].map(() => Array.from({ length: 11 }, () => shift + normal(rng))));
    const [own, other] = [drawn(0), drawn(0.7)];
    const p = permutationTest(own, other, NONE, () => stream(0, "tuned"))?.p as number;
    assert.closeTo(p, byHand(own, other), 0.015);
    assert.strictEqual(p, permutationTest(own, other, NONE, () => stream(0, "tuned"))?.p);
  });

  it("is as sure as so many seeds allow where every seed agrees", () => {
    const own = lossesOf([1, 1, 1, 1, 1, 1], [9, 9, 9, 9, 9, 9]);
    const other = lossesOf([2, 2, 2, 2, 2, 2], [9, 9, 9, 9, 9, 9]);
    assert.strictEqual(permutationTest(own, other, NONE, noChance)?.p, 1 / 32);
    assert.strictEqual(permutationTest(own, own, NONE, noChance)?.p, 1);
  });

  it("counts permutations that leave a schedule without a point against the claim", () => {
    const own = lossesOf([1, 1, 1, 1, 1, 1]);
    const other = lossesOf([2, 2, 2, 2, 2, 2], [Infinity, 2, 2, 2, 2, 2]);
    assert.isUndefined(permutationTest(lossesOf([1, Infinity]), lossesOf([1, 2]), NONE, noChance));
    assert.isAbove(permutationTest([...own, ...own], other, NONE, noChance)?.p as number, 0);
  });

  it("finds a flatter curve at equal best points", () => {
    const seeds = [0, 1, 2, 3, 4, 5, 6];
    const flat = lossesOf(...[0, 0, 0, 0].map((at) => seeds.map(() => at)));
    const steep = lossesOf(...[0, 5, 9, 20].map((at) => seeds.map(() => at)));
    const test = permutationTest(flat, steep, () => 0.1, noChance);
    assert.include(test, { p: 1, pWithin: 1 / 64 });
  });
});

describe("Tuned schedules, by simulation", () => {
  const REPETITIONS = 600;
  const named = (title: string) => {
    const scenario = TUNED_SCENARIOS.find((one) => one.title === title);
    return claimsOf(scenario ?? assert.fail(title), 8, REPETITIONS);
  };
  // Three standard errors above 5 % of so many repetitions.
  const NEAR_5 = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / REPETITIONS);

  it("the permutation claims a difference in some 5 % of cases where both have the same curve", () => {
    for (const title of ["both respond alike to the rate", "neither responds to the rate"]) {
      const { permutation, both } = named(title);
      assert.isAtMost(permutation, NEAR_5, title);
      assert.isAtLeast(permutation, 0.02, title);
      assert.isAtMost(both, NEAR_5, title);
    }
  });

  it("the permutation alone takes a flatter curve for a better one, which is why the t-test has to agree", () => {
    const { permutation, both } = named("one has a flatter curve");
    assert.isAtLeast(permutation, 0.12);
    assert.isAtMost(both, 0.12);
  });

  it("a real difference is claimed far more often", () => {
    assert.isAtLeast(named("one is better by 0.8").both, 0.15);
  });

  it("would be called equivalent too often by the chosen rates alone, so they never are", () => {
    assert.isAbove(equivalenceErrors(8, 300), 0.1);
  });
});
