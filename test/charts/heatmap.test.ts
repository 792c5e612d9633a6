import { assert } from "chai";
import { groupsOf } from "../../src/charts/boxes.ts";
import { STILL } from "../../src/charts/frame.ts";
import { heatmap } from "../../src/charts/heatmap.ts";
import { fieldsOf, SEED } from "../../src/charts/heatmap-data.ts";
import { View } from "../../src/charts/view.ts";
import { reportOf } from "../report/data.ts";
import { planOf, resultOf } from "../results/fixtures.ts";
import { fourVariants } from "./view.ts";

const RATE_AND_SCHEDULE = { across: "optimizer.lr", down: "scheduler", shows: "mean" } as const;

describe("the heatmap", () => {
  const view = fourVariants();

  it("has a field for each pair of values, numbers ascending; what diverged counts nowhere", () => {
    const map = fieldsOf(view, RATE_AND_SCHEDULE);
    assert.deepEqual(map.columns, ["0.01", "0.1"]);
    assert.deepEqual(map.rows, ["constant", "<i>cosine</i>"]);
    const at = (x: number, y: number) => map.fields.find((field) => field.x === x && field.y === y)?.value;
    assert.deepEqual([at(0, 0), at(1, 0), at(0, 1), at(1, 1)], [2.5, 4.5, Number.NaN, 3.5]);
    const best = fieldsOf(view, { across: SEED, down: "optimizer.lr", shows: "best" });
    assert.deepEqual(
      best.fields.map(({ x, y, value }) => [best.columns[x], best.rows[y], value]),
      [
        ["0", "0.1", 3],
        ["0", "0.01", 2],
        ["1", "0.1", 4],
        ["1", "0.01", 3],
      ],
    );
  });

  it("has ranges of what a search draws, by size or by width as it is drawn, and counts the runs in a field", () => {
    // Rates by size from 1e-4 to 0.01, decays by width from 0.85 to 1, none twice.
    const cells = Array.from({ length: 100 }, (_, i) => [
      Number((1e-4 * 10 ** (i / 50)).toPrecision(6)),
      Number((0.85 + 0.15 * (((i * 37) % 100) / 100)).toPrecision(6)),
    ]);
    const searched = planOf({ heads: ["optimizer.lr", "scheduler.gamma"], cells, seeds: [0, 1] });
    const view = new View(reportOf(searched, (variant, seed) => resultOf(searched, [variant + seed])));
    const map = fieldsOf(view, { across: "optimizer.lr", down: "scheduler.gamma", shows: "mean" });
    const low = ["1e-4 – 2e-4", "2e-4 – 5e-4", "5e-4 – 0.001"];
    assert.deepEqual(map.columns, [...low, "0.001 – 0.002", "0.002 – 0.005", "0.005 – 0.01"]);
    assert.deepEqual([map.rows[0], map.rows.at(-1)], ["0.84 – 0.86", "0.98 – 1"]);
    assert.equal(
      map.fields.reduce((sum, { runs }) => sum + runs, 0),
      200,
    );
    const first = map.fields.find(({ x, y }) => x === 0 && y === 0);
    const inside = cells.flatMap(([lr = 0, gamma = 0], i) => (lr < 2e-4 && gamma < 0.86 ? [i] : []));
    assert.isAbove(inside.length, 0);
    const boxes = groupsOf(view, "scheduler.gamma");
    assert.deepEqual(
      boxes.map(({ name }) => name),
      map.rows,
    );
    assert.equal(first?.runs, 2 * inside.length);
    assert.closeTo(first?.value ?? 0, inside.reduce((sum, i) => sum + i, 0) / inside.length + 0.5, 1e-9);
  });

  it("has a grey field where all runs diverged, and says so", () => {
    const { option, words } = heatmap.draw(
      { view, chosen: RATE_AND_SCHEDULE },
      { theme: STILL, width: 900, top: 0, isFile: true },
    );
    const [{ data: fields }] = option.series as [{ data: { name: string; itemStyle?: { color: string } }[] }];
    assert.deepEqual(fields.map(({ name, itemStyle }) => [name, itemStyle?.color]).sort(), [
      ["2 of 2 diverged", STILL.grid],
      ["2.5", undefined],
      ["3.5", undefined],
      ["4.5", undefined],
    ]);
    assert.match(words, /Best: 2\.5 at optimizer\.lr 0\.01, scheduler constant\. Runs diverged in 1 of 4 fields\.$/);
  });

  it("is coloured by the figure; hatches what has diverged runs, outlines the best and its equals, and tells figures", () => {
    const ends = [
      [1, 1],
      [1, 1],
      [2, Number.NaN],
      [9, 9],
    ];
    const cells = [
      [0.1, "a"],
      [0.1, "b"],
      [0.2, "a"],
      [0.2, "b"],
    ];
    const plan = planOf({ heads: ["optimizer.lr", "scheduler"], cells });
    const mixed = new View(
      reportOf(plan, (variant, seed) => {
        const end = ends[variant]?.[seed] ?? Number.NaN;
        return Number.isFinite(end) ? resultOf(plan, [end]) : resultOf(plan, [5], "diverged");
      }),
    );
    const { option, hint } = heatmap.draw(
      { view: mixed, chosen: RATE_AND_SCHEDULE },
      { theme: STILL, width: 900, top: 0, isFile: false },
    );
    const [{ data: fields }, hatched, outlined] = option.series as { data: { name: string; value: number[] }[] }[] as [
      { data: { name: string; value: number[] }[] },
      { data: number[][] },
      { data: number[][] },
    ];
    const byName = new Map(fields.map(({ name, value }) => [name, value[2]]));
    assert.equal(byName.get("1"), 1);
    assert.equal(byName.get("9"), 0);
    assert.closeTo(byName.get("2\n1 of 2 diverged") ?? 0, 7 / 8, 1e-12);
    assert.lengthOf(hatched.data, 1);
    assert.lengthOf(outlined.data, 2);
    assert.equal(hint?.({ value: hatched.data[0] }).main, "2, one run, 1 of 2 diverged");
  });

  it("has a column for each of twenty-five rates of a grid, whose fields are all filled", () => {
    const cells = Array.from({ length: 50 }, (_, i) => [(1 + (i % 25)) / 100, i < 25 ? "constant" : "cosine"]);
    const grid = planOf({ heads: ["optimizer.lr", "scheduler"], cells });
    const view = new View(reportOf(grid, () => resultOf(grid, [1])));
    const map = fieldsOf(view, RATE_AND_SCHEDULE);
    assert.lengthOf(map.columns, 25);
  });

  it("has the axis with more values down, where there is room for names, and seeds as an axis", () => {
    const started = (heads: readonly string[], cells: readonly (readonly (number | string)[])[]) => {
      const wide = planOf({ heads, cells });
      return heatmap.start(new View(reportOf(wide, () => resultOf(wide, [1]))));
    };
    const rates = [0.1, 0.2, 0.3].flatMap((lr) => ["a", "b"].map((name) => [lr, name]));
    assert.deepInclude(started(["lr", "scheduler"], rates), { across: "scheduler", down: "lr" });
    assert.deepInclude(started(["scheduler"], [["a"], ["b"]]), { across: SEED, down: "scheduler" });
    assert.isUndefined(started([], [[]]));
  });
});
