import { assert } from "chai";
import type { Outcome } from "../../src/analysis/figures.ts";
import type { Cell, Compare, Plan } from "../../src/experiment/plan.ts";
import { itemAt } from "../../src/numbers/item-at.ts";
import { headsOf } from "../../src/tables/column.ts";
import { tunedColumns } from "../../src/tables/tuned-columns.ts";
import { tunedGrid } from "../../src/tables/tuned-table.ts";
import { planOf, resultOf, summaryOf } from "../results/fixtures.ts";

const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7];

type Loss = number | "diverged" | "failed";

/** A plan over rates and schedules, and what is asked of it. */
function planned(cells: readonly (readonly Cell[])[], heads: readonly string[], compare: Partial<Compare>): Plan {
  const plan = planOf({ cells, heads, seeds: SEEDS });
  return { ...plan, compare: { ...plan.compare, ...compare } };
}

const TWO_RATES = planned(
  [
    [0.1, "constant"],
    [0.1, "cosine"],
    [0.3, "constant"],
    [0.3, "cosine"],
  ],
  ["optimizer.lr", "scheduler"],
  { axis: 1, tune: [0] },
);

/** The summary from each variant's loss at a place of the seeds. */
function summarized(plan: Plan, lossOf: (variant: number, seed: number) => Loss) {
  return summaryOf(plan, (run): Outcome => {
    const loss = lossOf(run % plan.variants, Math.floor(run / plan.variants));
    return typeof loss === "number" ? resultOf(plan, [loss]).outcome : resultOf(plan, [Number.NaN], loss).outcome;
  });
}

/** Losses that go over the seeds, so that differences vary a little. */
const around = (middle: number, variant: number, seed: number) => middle + 0.01 * Math.cos(7 * variant + 3 * seed);

describe("Tuned schedules", () => {
  it("are compared each at its own best rate", () => {
    // At 0.3 constant is worse, at 0.1 cosine; tuned, cosine is better.
    const middles = [1, 2, 3, 0.5];
    const { tuned, answer } = summarized(TWO_RATES, (variant, seed) => around(middles[variant] ?? 0, variant, seed));
    assert.deepEqual(
      tuned?.map(({ schedule, variant, verdict }) => [schedule, variant, verdict]),
      [
        ["constant", 0, "baseline"],
        ["cosine", 3, "better"],
      ],
    );
    assert.closeTo(tuned?.[1]?.against?.difference ?? 0, -0.5, 0.01);
    assert.match(
      answer,
      /^Each at the best of 2 points, lr=0\.3, cosine is better than lr=0\.1, constant by 50 % in final val_loss \(p 0\.0078\), not yet confirmed by fresh seeds\. /,
    );
  });

  it("are not told apart where chance decides", () => {
    const { tuned, answer } = summarized(TWO_RATES, (variant, seed) => around(1, variant, seed));
    assert.strictEqual(tuned?.[1]?.verdict, "not distinguishable");
    assert.match(
      answer,
      /^Each at the best of 2 points, cosine is not distinguishable from constant \(p [\d.]+\); lr=0\.3, cosine comes first: final val_loss 0\.\d+, 0\.\d+ % below lr=0\.\d, constant\./,
    );
  });

  it("do not choose a rate at which a seed diverged while there is another", () => {
    const { tuned } = summarized(TWO_RATES, (variant, seed) =>
      variant === 3 && seed === 2 ? "diverged" : around([1, 2, 3, 0.1][variant] ?? 0, variant, seed),
    );
    assert.include(tuned?.[1], { variant: 1, verdict: "worse", diverged: 0 });
  });

  it("diverge more often where every rate does", () => {
    const { tuned } = summarized(TWO_RATES, (variant, seed) =>
      variant % 2 === 1 && seed === 2 ? "diverged" : around([1, 2, 3, 0.1][variant] ?? 0, variant, seed),
    );
    assert.include(tuned?.[1], { variant: 3, verdict: "diverges more often", diverged: 1, n: 7 });
  });

  it("leave out seeds at which a run failed, and are untested where none is left", () => {
    const { tuned } = summarized(TWO_RATES, (variant, seed) =>
      variant === 0 && seed === 0 ? "failed" : around([1, 2, 3, 0.5][variant] ?? 0, variant, seed),
    );
    assert.include(tuned?.[1], { verdict: "better", n: 8 });
    assert.strictEqual(tuned?.[1]?.against?.pPermutation, 1 / 64);
    const none = summarized(TWO_RATES, (variant) => (variant === 3 ? "failed" : 1)).tuned?.[1];
    assert.include(none, { verdict: "untested", variant: undefined });
  });

  it("are compared at equal numbers of points, without a p, where one has more", () => {
    const cells = [
      ["constant", null],
      ["step", 0.1],
      ["step", 0.5],
    ] as const;
    const plan = planned(cells, ["scheduler", "scheduler.gamma"], { axis: 0, own: [1] });
    const { tuned } = summarized(plan, (variant) => [2, 1, 5][variant] ?? 0);
    assert.include(tuned?.[1], { variant: 1, points: 2, verdict: "untested" });
    assert.include(tuned?.[1]?.against, { points: 1, difference: 1, pPermutation: undefined });
  });

  it("are not tested where a search draws the points, and not there where runs are pruned or nothing is tuned", () => {
    const searched = { ...TWO_RATES, compare: { ...TWO_RATES.compare, isSearched: true } };
    const { tuned, answer } = summarized(searched, (variant, seed) => around(variant, variant, seed));
    assert.strictEqual(tuned?.[1]?.verdict, "untested");
    assert.match(
      answer,
      /^Each at its best point, lr=0\.1, constant comes first: final val_loss \S+, \S+ % below lr=0\.\d, cosine; this is not tested, because points/,
    );
    assert.isUndefined(summarized(planOf(), () => 1).tuned);
  });

  it("stand apart on every other axis", () => {
    const cells = [4, 8].flatMap((epochs) =>
      [0.1, 0.3].flatMap((lr) => ["constant", "cosine"].map((name) => [epochs, lr, name])),
    );
    const plan = planned(cells, ["training.epochs", "optimizer.lr", "scheduler"], { axis: 2, tune: [1], strata: [0] });
    const { tuned, answer } = summarized(plan, (variant, seed) => around(variant === 1 ? 0.5 : 1, variant, seed));
    assert.deepEqual(
      tuned?.map(({ stratum, verdict }) => [stratum[0], verdict]),
      [
        [4, "baseline"],
        [4, "better"],
        [8, "baseline"],
        [8, "not distinguishable"],
      ],
    );
    assert.include(answer, "Of 2 comparisons of tuned schedules, 1 better, 0 worse and 1 not distinguishable.");
  });

  it("say how many seeds they would need", () => {
    const plan = { ...TWO_RATES, seeds: SEEDS.slice(0, 5) };
    const { answer } = summarized(plan, (variant, seed) => around([1, 2, 3, 0.5][variant] ?? 0, variant, seed));
    assert.include(answer, "5 seeds cannot show a difference between tuned schedules; 6 can.");
  });

  it("turn round where more is better", () => {
    const objective = { metric: "val_loss", mode: "max", at: "final" } as const;
    const { tuned } = summarized({ ...TWO_RATES, objective }, (variant, seed) =>
      around([1, 2, 3, 5][variant] ?? 0, variant, seed),
    );
    assert.include(tuned?.[0], { variant: 2 });
    assert.include(tuned?.[1], { variant: 3, verdict: "better" });
    assert.closeTo(tuned?.[1]?.against?.difference ?? 0, 2, 0.01);
  });

  it("are told apart in the answer from single variants, of which another one may be found better", () => {
    const { answer } = summarized(TWO_RATES, (variant, seed) => around([3, 1, 1, 1][variant] ?? 0, variant, seed));
    assert.match(answer, /^Each at the best of 2 points, cosine is not distinguishable from constant /);
    assert.match(answer, / All 3 other variants are better than lr=0\.1, constant, by 67 % in final val_loss /);
    const byRate = { ...TWO_RATES, baselineOf: (index: number) => index - (index % 2) };
    const alone = summarized(byRate, (variant, seed) => around([3, 1, 1, 1][variant] ?? 0, variant, seed));
    assert.match(
      alone.sentences[0] ?? "",
      /^Each at the best .*\. Variant by variant: lr=0\.1, cosine is better than lr=0\.1, constant by 67 % /,
    );
  });

  it("leave it to the first sentence to say at which rate others are better", () => {
    const cells = [0.1, 0.3].flatMap((lr) => ["constant", "step", "cosine"].map((name) => [lr, name]));
    const plan = planned(cells, ["optimizer.lr", "scheduler"], { axis: 1, tune: [0] });
    const byRate = { ...plan, baselineOf: (index: number) => index - (index % 3) };
    const firstOf = (...losses: readonly number[]) =>
      summarized(byRate, (variant, seed) => around(losses[variant] ?? 0, variant, seed)).sentences[0] ?? "";
    assert.match(
      firstOf(1, 1, 1, 2, 1.1, 1.2),
      /^Each at the best of 2 points, .*\. At lr=0\.3, both other schedules are better than constant, by 4\d to 4\d % in final val_loss \(p [\d.]+( or less)?\)\.$/,
    );
    assert.match(
      firstOf(1, 1, 1, 2, 2, 1.2),
      / Variant by variant: lr=0\.3, cosine is better than lr=0\.3, constant by /,
    );
    assert.notInclude(firstOf(1, 1, 0.1, 2, 1, 0.2), "At lr=", "where a tuned schedule is better, that is the finding");
  });

  it("are named by their axis where they are no schedules, and so is what is said of all", () => {
    const plan = { ...TWO_RATES, heads: ["optimizer.lr", "optimizer.momentum"] };
    const values = [0.1, 0.5, 0.9];
    const cells = [0.1, 0.3].flatMap((lr) => values.map((momentum) => [lr, momentum]));
    const several = planned(cells, plan.heads, { axis: 1, tune: [0] });
    const same = (variant: number, seed: number) => around(1, variant, seed);
    assert.match(
      summarized(several, same).answer,
      /^Each at the best of 2 points, no other value of momentum can be told apart from momentum=0\.1; lr=\S+, momentum=\S+ comes first: /,
    );
    const two = planned(
      cells.filter(([, momentum]) => momentum !== 0.9),
      plan.heads,
      { axis: 1, tune: [0] },
    );
    assert.match(summarized(two, same).answer, /, momentum=0\.5 is not distinguishable from momentum=0\.1 \(p /);
    const better = summarized(two, (variant, seed) => around([1, 2, 3, 0.5][variant] ?? 0, variant, seed));
    assert.match(better.answer, /, lr=0\.3, momentum=0\.5 is better than lr=0\.1, momentum=0\.1 by /);
  });

  it("are compared by ratios where these are asked for: chosen, tested and told so", () => {
    // At 0.1 constant has the lower arithmetic mean, at 0.3 the lower geometric one; cosine has half of that everywhere.
    const wide = (variant: number, seed: number) => (variant === 1 && seed % 2 === 0 ? 0.1 : 0.001);
    const losses = (rate: number, seed: number) => (rate === 0 ? 0.04 : wide(1, seed)) * (1 + seed / 1000);
    const lossOf = (variant: number, seed: number) =>
      losses(Math.floor(variant / 2), seed) * (variant % 2 === 1 ? 0.5 + seed / 1e4 : 1);
    assert.strictEqual(summarized(TWO_RATES, lossOf).tuned?.[0]?.variant, 0);
    const plan = { ...TWO_RATES, compare: { ...TWO_RATES.compare, scale: "log" as const } };
    const { tuned = [], answer } = summarized(plan, lossOf);
    assert.deepEqual(
      tuned.map(({ variant }) => variant),
      [2, 3],
    );
    assert.include(tuned[1], { verdict: "better" });
    assert.match(answer, /lr=0\.3, cosine is better than lr=0\.3, constant by 50 % in final val_loss \(p 0\.0078\)/);
    const columns = tunedColumns(plan);
    const cell = (head: string) => columns.find((column) => column.head === head)?.cell(itemAt(tuned, 1));
    for (const head of ["tuned_difference", "chosen_difference", "chosen_low", "chosen_high"])
      assert.closeTo(Number(cell(head)), -0.5, 0.001, head);
    assert.match(tunedGrid(plan, tuned)?.rows[1]?.join() ?? "", /,-49\.97 % \(p 0\.0078\),/);
    // What is told of a schedule alone is a figure as it is measured.
    assert.closeTo(Number(cell("expected")), Number(cell("best_mean")), 1e-9);
  });

  it("have no ratio where a figure is 0", () => {
    const plan = { ...TWO_RATES, compare: { ...TWO_RATES.compare, scale: "log" as const } };
    const { tuned } = summarized(plan, (variant, seed) => (variant === 0 && seed === 0 ? 0 : 1 + variant + seed));
    assert.include(tuned?.[1], { verdict: "untested" });
    assert.include(tuned?.[1]?.against, { difference: undefined });
  });

  it("have a row of the table, and the axes in their places in tuned.csv", () => {
    const { tuned = [] } = summarized(TWO_RATES, (variant, seed) => around(variant, variant, seed));
    const grid = tunedGrid(TWO_RATES, tuned);
    for (const row of grid?.rows ?? []) assert.lengthOf(row, grid?.heads.length ?? 0);
    assert.deepEqual(headsOf(tunedColumns(TWO_RATES)).slice(0, 4), ["scheduler", "points", "optimizer.lr", "n"]);
    assert.strictEqual(grid?.rows[1]?.[0], "cosine");
  });
});
