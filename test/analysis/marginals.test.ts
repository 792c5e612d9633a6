import { assert } from "chai";
import type { Outcome } from "../../src/analysis/figures.ts";
import type { Cell } from "../../src/experiment/plan.ts";
import { normal, stream, uniform } from "../../src/random/rng.ts";
import { rowOf } from "../../src/tables/column.ts";
import { marginalColumns, marginalRows } from "../../src/tables/marginal-columns.ts";
import { golden } from "../golden.ts";
import { planOf, summaryOf } from "../results/fixtures.ts";

interface Golden {
  readonly anova: readonly {
    readonly sizes: readonly number[];
    readonly response: readonly number[];
    readonly shares: readonly number[];
    readonly means: readonly (readonly number[])[];
  }[];
}

/** A point of the grid, and the objective's figure at each seed. */
type Point = readonly [cells: readonly Cell[], ...figures: readonly (number | "diverged" | "failed")[]];

function marginals(heads: readonly string[], points: readonly Point[]) {
  const seeds = (points[0]?.length ?? 2) - 1;
  const cells = points.map(([own]) => own);
  const plan = planOf({ heads, cells, seeds: Array.from({ length: seeds }, (_, seed) => seed) });
  return summaryOf(plan, (run): Outcome => {
    const figure = points[run % plan.variants]?.[1 + Math.floor(run / plan.variants)];
    const none = { epochs: 0, metrics: {} };
    if (figure === "failed") return { status: "failed", figures: none, error: "out of memory" };
    if (typeof figure !== "number") return { status: "diverged", figures: none };
    return { status: "ok", figures: { epochs: 1, metrics: { val_loss: { final: figure, best: undefined } } } };
  }).marginals;
}

/** All points of a product, the last axis fastest. */
function product(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (rows, size) => rows.flatMap((row) => Array.from({ length: size }, (_, level) => [...row, level])),
    [[]],
  );
}

const shareOf = (axis: { readonly share: number | undefined } | undefined) => axis?.share ?? Number.NaN;

describe("marginals", () => {
  it("of a few points that are no grid have means, but no shares: a forest would say that nothing matters", () => {
    const points = Array.from({ length: 9 }, (_, i): Point => [[i * i, (i * 5) % 7], i]);
    assert.deepEqual(
      marginals(["a", "b"], points).axes.map(({ share }) => share),
      [undefined, undefined],
    );
    const more = Array.from({ length: 10 }, (_, i): Point => [[i * i, (i * 5) % 7], i]);
    assert.isAbove(shareOf(marginals(["a", "b"], more).axes[0]), 0.3);
  });

  // Made by statsmodels: see test/golden/recorders/samples.py.
  for (const { sizes, response, shares, means } of golden<Golden>("statistics.json").anova) {
    it(`of a balanced grid of ${sizes.join(" × ")} are statsmodels' sums of squares`, () => {
      const points = product(sizes).map((cells, i): Point => [cells, response[i] as number]);
      const heads = sizes.map((_, axis) => `axis ${axis}`);
      const { method, axes, interactions } = marginals(heads, points);
      assert.strictEqual(method, "functional ANOVA");
      for (const [axis, { share, values }] of axes.entries()) {
        assert.closeTo(share ?? Number.NaN, shares[axis] as number, 1e-12);
        for (const [level, { mean }] of values.entries())
          assert.closeTo(mean ?? Number.NaN, means[axis]?.[level] as number, 1e-12);
      }
      assert.closeTo(interactions ?? Number.NaN, 1 - shares.reduce((sum, share) => sum + share), 1e-12);
    });
  }

  it("take axes that move together for one", () => {
    const points = product([2, 3]).map(([a = 0, b = 0]): Point => [[a, b, 10 * b], a + b]);
    const { method, axes } = marginals(["data.seed", "lr", "batch"], points);
    assert.strictEqual(method, "functional ANOVA");
    assert.deepEqual(
      axes.map(({ axis }) => axis),
      ["data.seed", "lr + batch"],
    );
    assert.deepEqual(
      axes[1]?.values.map(({ value }) => value),
      [0, 1, 2],
    );
  });

  it("keep apart the axes of a search whose points come with each value of a grid", () => {
    const rng = stream(0, "search within a grid");
    const drawn = Array.from({ length: 30 }, () => [uniform(rng, 0, 1), uniform(rng, 0, 1)] as const);
    const points = ["constant", "cosine"].flatMap((name) => drawn.map(([lr, idle]): Point => [[name, lr, idle], lr]));
    const { method, axes } = marginals(["scheduler", "lr", "idle"], points);
    assert.strictEqual(method, "permutation importance");
    assert.deepEqual(
      axes.map(({ axis }) => axis),
      ["scheduler", "lr", "idle"],
    );
    assert.isAbove(shareOf(axes[1]), 0.8);
    assert.isBelow(shareOf(axes[2]), 0.1);
    // Rates that go with batches, however many, are one axis.
    const together = drawn.map(([lr]): Point => [["cosine", lr, 64 * lr], lr]);
    const both = marginals(
      ["scheduler", "lr", "batch"],
      [...together, ...together.map(([[, lr = 0, batch = 0]]): Point => [["step", lr, batch], 1])],
    );
    assert.deepEqual(
      both.axes.map(({ axis }) => axis),
      ["scheduler", "lr + batch"],
    );
  });

  it("leave out what has no figure, and count what diverged", () => {
    const points: Point[] = [
      [["a", 1], 1, 3],
      [["a", 2], 5, "diverged"],
      [["b", 1], 4, "failed"],
      [["b", 2], "diverged", "diverged"],
    ];
    const { method, axes, interactions } = marginals(["name", "lr"], points);
    assert.strictEqual(method, "permutation importance");
    assert.strictEqual(interactions, undefined);
    assert.deepEqual(axes[0]?.values, [
      { value: "a", to: undefined, variants: 2, n: 3, diverged: 1, mean: 3.5, median: 3.5 },
      { value: "b", to: undefined, variants: 1, n: 1, diverged: 2, mean: 4, median: 4 },
    ]);
  });

  it("count what diverged under a value of which nothing is left", () => {
    const points: Point[] = [
      [["constant", 1], "diverged", "diverged"],
      [["constant", 2], "diverged", "failed"],
      [["cosine", 1], 4, "diverged"],
      [["cosine", 2], 2, 3],
      [["cut off", 1], "failed", "failed"],
    ];
    const [axis] = marginals(["name", "lr"], points).axes;
    assert.deepEqual(axis?.values, [
      { value: "constant", to: undefined, variants: 0, n: 0, diverged: 3, mean: undefined, median: undefined },
      { value: "cosine", to: undefined, variants: 2, n: 3, diverged: 1, mean: 3.25, median: 3.25 },
    ]);
  });

  it("have no shares where nothing varies", () => {
    const { axes, interactions } = marginals(["lr"], [
      [[1], 2],
      [[2], 2],
    ] as const);
    assert.strictEqual(axes[0]?.share, undefined);
    assert.strictEqual(interactions, undefined);
    assert.deepEqual(marginals([], [[[], 2]]).axes, []);
    assert.deepEqual(marginals(["lr"], [[[1], "failed"]]).axes[0]?.values, []);
  });

  /** y = 3·x₀ + 2·x₁ of names + 0·x₂, at random points: variances 9/12 and 4·2/3, so 0.22 and 0.78 of the whole. */
  it("of scattered points come near the true shares, in ranges, and are always the same", () => {
    const rng = stream(0, "scattered");
    const points = Array.from({ length: 300 }, (): Point => {
      const [a, b, c] = [uniform(rng, 0, 1), Math.floor(uniform(rng, 0, 3)), uniform(rng, 0, 1)];
      return [[a, ["x", "z", "y"][b] ?? null, c], 3 * a + 2 * b + 0.1 * normal(rng)];
    });
    const { method, axes } = marginals(["lr", "name", "idle"], points);
    assert.strictEqual(method, "permutation importance");
    assert.closeTo(shareOf(axes[0]), 0.22, 0.06);
    assert.closeTo(shareOf(axes[1]), 0.78, 0.1);
    assert.isBelow(shareOf(axes[2]), 0.01);
    assert.lengthOf(axes[0]?.values ?? [], 10);
    const [first] = axes[0]?.values ?? [];
    assert.include(first, { variants: 30 });
    assert.isAbove(first?.to as number, first?.value as number);
    assert.deepEqual(marginals(["lr", "name", "idle"], points), { method, axes, interactions: undefined });
  });

  it("where an axis does not apply to all variants, show those without it in a row of their own", () => {
    const points: Point[] = [
      [["constant", null], 3],
      [["step", 0.5], 1],
      [["step", 0.1], 2],
    ];
    const { axes } = marginals(["scheduler", "scheduler.gamma"], points);
    assert.deepEqual(
      axes[1]?.values.map(({ value, mean }) => [value, mean]),
      [
        [null, 3],
        [0.1, 2],
        [0.5, 1],
      ],
    );
  });

  describe("where figures exploded without being called diverged", () => {
    /** The rate decides, the name does a little; at the highest rate one exploded. */
    const loss = (rate: number, name: number) => (rate === 3 && name === 1 ? 4e29 : 10 ** rate + name);
    const grid = product([4, 2]).map(([rate = 0, name = 0]): Point => [[rate, name], loss(rate, name)]);

    it("have shares of the ranks of a grid, not of one square beside which all others are 0", () => {
      const { method, axes, interactions } = marginals(["lr", "name"], grid);
      assert.strictEqual(method, "functional ANOVA of ranks");
      // Ranks 1 2 | 3 4 | 5 6 | 7 8, of variance 63/12: by lr 5, by name 1/4, and nothing is left.
      assert.closeTo(shareOf(axes[0]), 5 / 5.25, 1e-12);
      assert.closeTo(shareOf(axes[1]), 0.25 / 5.25, 1e-12);
      assert.closeTo(interactions ?? Number.NaN, 0, 1e-12);
    });

    it("have medians beside the means, which say nothing any more", () => {
      const values = marginals(["lr", "name"], grid).axes[1]?.values;
      assert.deepEqual(
        values?.map(({ median }) => median),
        [55, 56],
      );
      assert.strictEqual(values?.[1]?.mean, 1e29);
    });

    it("give equal figures the mean of their ranks", () => {
      const figures = [1, 1, 4e9, 8e9, 2, 2];
      const points = product([3, 2]).map((cells, i): Point => [cells, figures[i] as number]);
      const { axes } = marginals(["lr", "name"], points);
      // Ranks 1.5 1.5 | 5 6 | 3.5 3.5, of variance 16.5/6: by lr 8/3, by name 1/36.
      assert.closeTo(shareOf(axes[0]), 8 / 3 / 2.75, 1e-12);
      assert.closeTo(shareOf(axes[1]), 1 / 36 / 2.75, 1e-12);
    });

    it("have shares of the ranks of scattered points", () => {
      const rng = stream(0, "exploded");
      const points = Array.from({ length: 100 }, (_, i): Point => {
        const [a, idle] = [uniform(rng, 0, 1), uniform(rng, 0, 1)];
        return [[a, idle], i === 7 ? 4e29 : a];
      });
      const { method, axes } = marginals(["lr", "idle"], points);
      assert.strictEqual(method, "permutation importance of ranks");
      assert.isAbove(shareOf(axes[0]), 0.8);
      assert.isBelow(shareOf(axes[1]), 0.05);
    });

    it("stay with the figures where the worst is within a thousand times the middle one", () => {
      const points = product([5]).map((cells, i): Point => [cells, [1, 2, 1, 900, 1][i] as number]);
      assert.strictEqual(marginals(["lr"], points).method, "functional ANOVA");
    });
  });

  it("have a row for interactions and noise", () => {
    const rows = marginalRows(
      marginals(["lr"], [
        [[1], 2],
        [[2], 3],
      ] as const),
    );
    const cells = rows.map((row) => rowOf(marginalColumns, row));
    assert.deepEqual(cells[0]?.slice(0, 2), ["lr", 1]);
    assert.includeMembers([...(cells.at(-1) ?? [])], ["interactions", "functional ANOVA"]);
  });
});
