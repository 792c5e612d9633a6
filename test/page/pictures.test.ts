import { assert } from "chai";
import { groupsOf } from "../../src/charts/box-plot.ts";
import { STILL } from "../../src/charts/frame.ts";
import { fieldsOf, heatmap, SEED } from "../../src/charts/heatmap.ts";
import { parallel } from "../../src/charts/parallel.ts";
import { renderSvg } from "../../src/charts/svg.ts";
import { picturesOf } from "../../src/page/pictures.ts";
import { labelsOf } from "../../src/report/label.ts";
import { reportOf } from "../report/data.ts";
import { planOf, resultOf } from "../results/fixtures.ts";

describe("the report's charts", () => {
  const cells = [
    [0.1, "constant"],
    [0.1, "<i>cosine</i>"],
    [0.01, "constant"],
    [0.01, "<i>cosine</i>"],
  ];
  const plan = planOf({ heads: ["optimizer.lr", "scheduler"], cells });
  const data = reportOf(plan, (variant, seed) =>
    variant === 3 ? resultOf(plan, [5], "diverged") : resultOf(plan, [5, 4 - variant + seed]),
  );
  const isShown = () => true;

  it("have a field for each pair of values, numbers ascending; what diverged counts nowhere", () => {
    const map = fieldsOf({ data, across: "optimizer.lr", down: "scheduler", shows: "mean", isShown });
    assert.deepEqual(map.columns, ["0.01", "0.1"]);
    assert.deepEqual(map.rows, ["constant", "<i>cosine</i>"]);
    const at = (x: number, y: number) => map.fields.find((field) => field.x === x && field.y === y)?.value;
    assert.deepEqual([at(0, 0), at(1, 0), at(0, 1), at(1, 1)], [2.5, 4.5, Number.NaN, 3.5]);
    const best = fieldsOf({ data, across: SEED, down: "optimizer.lr", shows: "best", isShown });
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

  it("have ranges of what a search draws, by size or by width as it is drawn, and count the runs in a field", () => {
    // Rates by size from 1e-4 to 0.01, decays by width from 0.85 to 1, none twice.
    const cells = Array.from({ length: 100 }, (_, i) => [
      Number((1e-4 * 10 ** (i / 50)).toPrecision(6)),
      Number((0.85 + 0.15 * (((i * 37) % 100) / 100)).toPrecision(6)),
    ]);
    const searched = planOf({ heads: ["optimizer.lr", "scheduler.gamma"], cells, seeds: [0, 1] });
    const figures = reportOf(searched, (variant, seed) => resultOf(searched, [variant + seed]));
    const map = fieldsOf({ data: figures, across: "optimizer.lr", down: "scheduler.gamma", shows: "mean", isShown });
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
    const boxes = groupsOf({ data: figures, by: "scheduler.gamma", labels: labelsOf(figures), isShown });
    assert.deepEqual(
      boxes.map(({ name }) => name),
      map.rows,
    );
    assert.equal(first?.runs, 2 * inside.length);
    assert.closeTo(first?.value ?? 0, inside.reduce((sum, i) => sum + i, 0) / inside.length + 0.5, 1e-9);
  });

  it("have a grey field where none ended ok", () => {
    const option = heatmap({
      data,
      across: "optimizer.lr",
      down: "scheduler",
      shows: "mean",
      isShown,
      theme: STILL,
      width: 900,
    });
    const [{ data: fields }] = option.series as [{ data: { name: string; itemStyle?: { color: string } }[] }];
    assert.deepEqual(fields.map(({ name, itemStyle }) => [name, itemStyle?.color]).sort(), [
      ["2.5", undefined],
      ["3.5", undefined],
      ["4.5", undefined],
      ["none ended ok", STILL.grid],
    ]);
  });

  it("have a column for each of twenty-five rates of a grid, whose fields are all filled", () => {
    const cells = Array.from({ length: 50 }, (_, i) => [(1 + (i % 25)) / 100, i < 25 ? "constant" : "cosine"]);
    const grid = planOf({ heads: ["optimizer.lr", "scheduler"], cells });
    const figures = reportOf(grid, () => resultOf(grid, [1]));
    const map = fieldsOf({ data: figures, across: "optimizer.lr", down: "scheduler", shows: "mean", isShown });
    assert.lengthOf(map.columns, 25);
  });

  it("have an axis of numbers where a number does not apply to every variant, whose line passes it by", () => {
    const some = planOf({
      heads: ["scheduler", "scheduler.gamma"],
      cells: [
        ["constant", null],
        ["step", 0.5],
        ["step", 0.4],
      ],
    });
    const option = parallel({
      data: reportOf(some, (variant) => resultOf(some, [variant])),
      isShown,
      theme: STILL,
    });
    const axes = option.parallelAxis as { type: string; name: string }[];
    assert.deepEqual(
      axes.map(({ name, type }) => [name, type]),
      [
        ["scheduler", "category"],
        ["gamma", "value"],
        ["final val_loss", "value"],
      ],
    );
    const [{ data: lines }] = option.series as [{ data: unknown[][] }];
    assert.deepEqual(
      lines.map(([, gamma]) => gamma),
      [null, 0.5, 0.4],
    );
  });

  it("have a box for each variant by rank, or for each value of an axis", () => {
    const labels = labelsOf(data);
    const boxes = groupsOf({ data, by: undefined, labels, isShown });
    assert.deepEqual(
      boxes.map(({ name, values }) => [name, ...values]),
      [
        ["lr=0.01, constant", 2, 3],
        ["lr=0.1, <i>cosine</i>", 3, 4],
        ["lr=0.1, constant", 4, 5],
      ],
    );
    const byRate = groupsOf({ data, by: "optimizer.lr", labels, isShown: (variant) => variant !== 2 });
    assert.deepEqual(byRate, [
      { name: "0.01", values: [2, 3] },
      { name: "0.1", values: [3, 4] },
    ]);
  });

  it("are drawn as SVG, the same text each time, names escaped", async () => {
    const pictures = picturesOf(data);
    assert.sameMembers(Object.keys(pictures), ["curves.svg", "boxes.svg", "heatmap.svg", "parallel.svg"]);
    for (const [name, picture] of Object.entries(pictures)) {
      const svg = await renderSvg(picture);
      assert.match(svg, /^<svg /, name);
      assert.notInclude(svg, "<i>", name);
      assert.include(svg, "&lt;i&gt;cosine", name);
      assert.equal(await renderSvg(picturesOf(data)[name] as typeof picture), svg, name);
    }
  });
});
