import { assert } from "chai";
import { compareReports, NotComparable } from "../../src/report/compare.ts";
import { planOf, resultOf } from "../results/fixtures.ts";
import { reportOf } from "./data.ts";

describe("a comparison of sweeps", () => {
  const plan = planOf();
  const other = planOf({ heads: ["optimizer.lr", "scheduler"], cells: [[0.1, "none"]], seeds: [0] });
  const a = reportOf(plan, (variant) => resultOf(plan, [9, 3 - variant]));
  const b = reportOf(other, () => resultOf(other, [8, 1.5], "ok"));
  const sweeps = [
    { name: "a", data: a, at: "a/" },
    { name: "b", data: b, at: "b/" },
  ];
  const joined = compareReports(sweeps);

  it("has all variants in one order, the sweep as their first axis", () => {
    assert.deepEqual(joined.heads, ["sweep", "scheduler", "optimizer.lr"]);
    assert.deepEqual(
      joined.variants.map(({ rank, cells }) => [rank, ...cells]),
      [
        [1, "a", "cosine", null],
        [2, "b", "none", 0.1],
        [3, "a", "StepLR(step_size=1)", null],
        [4, "a", "none", null],
      ],
    );
    assert.match(joined.answer.at(-2) as string, /^a, cosine ranks first by final val_loss: 1\./);
  });

  it("keeps each run and course with its variant, and finds the files from where the page is", () => {
    const finals = joined.variants.map((_, place) => {
      const runs = joined.runs.variant.flatMap((variant, run) => (variant === place ? [run] : []));
      return runs.map((run) => joined.runs.final[0]?.[run]);
    });
    assert.deepEqual(finals, [[1, 1], [1.5], [2, 2], [3, 3]]);
    const column = [...joined.courses.rates, ...joined.courses.metrics].indexOf("val_loss");
    assert.deepEqual(joined.courses.of[1]?.[column]?.mean.slice(0, 2), [8, 1.5]);
    assert.deepEqual(
      joined.sources.flatMap(({ files }) => files),
      ["a/runs.csv", "b/runs.csv"],
    );
    assert.deepEqual(joined.total.statuses, { ...a.total.statuses, ok: 7 });
  });

  it("compares the variants that both have, seed by seed", () => {
    const plan = planOf({ seeds: [0, 1, 2, 3, 4, 5, 6, 7] });
    // By variant: what the other sweep adds at each seed.
    const added = [(seed: number) => 0.5 + seed / 100, () => 0, (seed: number) => (seed % 2 === 0 ? -0.1 : 0.1)];
    const sweep = (name: string, add: (variant: number, seed: number) => number) => ({
      name,
      data: reportOf(plan, (variant, seed) => resultOf(plan, [9, 3 - variant / 2 + add(variant, seed)])),
      at: "",
    });
    const sweeps = [sweep("before", () => 0), sweep("after", (variant, seed) => added[variant]?.(seed) ?? 0)];
    const { pairs, answer } = compareReports(sweeps);
    assert.deepEqual(pairs?.heads, ["variant", "before", "after", "difference", "p", "verdict"]);
    const rows = pairs?.rows.map(([variant, , , difference, p, verdict]) => [variant, difference, p, verdict]) ?? [];
    assert.sameDeepMembers(rows, [
      // By sign flips: in 4 of 256 patterns, one of the two is as extreme.
      ["none", "0.535", "0.016", "worse"],
      ["StepLR(step_size=1)", "", "", "identical"],
      ["cosine", "0", "1.0", "not distinguishable"],
    ]);
    assert.deepEqual(answer.slice(0, 2), [
      "3 variants are in both before and after: in after, 1 is worse, 1 is identical and 1 cannot be told apart with so few seeds.",
      "The surest difference is that of none: final val_loss is worse by 18 % in after (3.535, in before 3; over 8 seeds: p 0.016).",
    ]);
  });

  it("lets divergence decide, at the seeds that both have, and tests nothing there", () => {
    const one = planOf({ cells: [["none"]], seeds: [0, 1, 2] });
    const sweep = (name: string, plan: typeof one, diverged: number) => {
      const data = reportOf(plan, (_, seed) => resultOf(plan, [9, 3], seed === diverged ? "diverged" : "ok"));
      return { name, data, at: "" };
    };
    const verdictAt = (diverged: number) => {
      const more = planOf({ cells: [["none"]], seeds: [0, 1, 2, 3] });
      return compareReports([sweep("a", one, -1), sweep("b", more, diverged)]).pairs?.rows[0]?.slice(-2);
    };
    assert.deepEqual(verdictAt(1), ["", "diverges more often"]);
    assert.deepEqual(verdictAt(3), ["", "identical"]);
  });

  it("pairs nothing where it is not clear which variants are the same", () => {
    const twice = planOf({
      heads: ["optimizer.lr", "scheduler"],
      cells: [0.1, 0.2].map((lr) => [lr, "none"]),
      seeds: [0],
    });
    const b = { name: "b", data: reportOf(twice, () => resultOf(twice, [8, 1.5])), at: "b/" };
    assert.isNull(compareReports([{ name: "a", data: a, at: "a/" }, b]).pairs);
  });

  it("refuses sweeps that rank by different figures, and says what to do", () => {
    const best = { ...b, objective: { ...b.objective, at: "best" as const } };
    const compare = () =>
      compareReports([
        { name: "a", data: a, at: "" },
        { name: "b", data: best, at: "" },
      ]);
    assert.throws(
      compare,
      NotComparable,
      /a ranks by the smallest final val_loss, b by the smallest best val_loss: give both/,
    );
  });
});
