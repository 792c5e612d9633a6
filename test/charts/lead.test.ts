import { assert } from "chai";
import { STILL } from "../../src/charts/frame.ts";
import { lead } from "../../src/charts/lead.ts";
import { leadOf } from "../../src/charts/lead-points.ts";
import { rateScaleOf } from "../../src/charts/lead-scale.ts";
import { renderReportSvg } from "../../src/charts/svg.ts";
import { View } from "../../src/charts/view.ts";
import type { Cell } from "../../src/experiment/plan.ts";
import { reportOf } from "../report/data.ts";
import { planOf, resultOf } from "../results/fixtures.ts";

/** A report whose variants end at these figures; "diverged" for those whose runs diverged at the second of two seeds, or at both. */
function viewOf(
  heads: readonly string[],
  rows: readonly (readonly [cells: readonly Cell[], ends: readonly number[]])[],
) {
  const plan = planOf({ heads, cells: rows.map(([cells]) => cells), seeds: [0, 1] });
  return new View(
    reportOf(plan, (variant, seed) => {
      const end = rows[variant]?.[1][seed] ?? Number.NaN;
      return Number.isFinite(end) ? resultOf(plan, [9, end]) : resultOf(plan, [9], "diverged");
    }),
  );
}

const TWO = ["optimizer.lr", "scheduler"];
/** Two schedules at two rates. */
const FOUR: Parameters<typeof viewOf>[1] = [
  [
    [0.1, "constant"],
    [3, 5],
  ],
  [
    [0.01, "constant"],
    [1, 3],
  ],
  [
    [0.1, "cosine"],
    [2, 2],
  ],
  [
    [0.01, "cosine"],
    [6, 8],
  ],
];
const frame = { theme: STILL, width: 900, top: 0, isFile: false };
const drawn = (view: View) => lead.draw({ view, chosen: lead.start(view) ?? assert.fail("nothing to draw") }, frame);

describe("the picture of the answer", () => {
  it("has a line for each schedule over the rates, a point with its mean and interval at each", () => {
    const view = viewOf(TWO, FOUR);
    const { rate, panels } = leadOf(view);
    assert.equal(rate, "optimizer.lr");
    const [panel] = panels;
    assert.deepEqual(
      panel?.lines.map(({ name, points }) => [name, ...points.map(({ rate, mean }) => [rate, mean])]),
      [
        ["constant", [0.01, 2], [0.1, 4]],
        ["cosine", [0.01, 7], [0.1, 2]],
      ],
    );
    const point = panel?.lines.find(({ name }) => name === "constant")?.points[0];
    assert.closeTo(point?.low ?? 0, 2 - 12.706, 1e-3, "Student's interval of two");
    assert.match(drawn(view).words, /^final val_loss over optimizer\.lr, 2 lines\. .* ranks first: 2( ± \d+)?\.$/);
  });

  it("spaces rates as the axis does: by size, or evenly", () => {
    const at = (rates: readonly number[]) =>
      rateScaleOf(
        leadOf(
          viewOf(
            TWO,
            rates.map(
              (rate) =>
                [
                  [rate, "a"],
                  [1, 2],
                ] as const,
            ),
          ),
        ),
      );
    assert.isTrue(at([0.03, 0.1, 0.3]).isLog);
    assert.isTrue(at([0.001, 0.1]).isLog);
    assert.isFalse(at([0.1, 0.2, 0.3]).isLog);
    const { placeOf, rateAt, ticks } = at([0.03, 0.1, 0.3]);
    assert.deepEqual(ticks?.map(rateAt), [0.03, 0.1, 0.3]);
    assert.closeTo(placeOf(0.1) - placeOf(0.03), Math.log(0.1 / 0.03), 1e-12);
  });

  it("marks what diverged: hollow where some seeds did, a cross where all did; and what exploded, beyond the axis", () => {
    const view = viewOf(TWO, [
      [
        [0.1, "constant"],
        [1, Number.NaN],
      ],
      [
        [1, "constant"],
        [Number.NaN, Number.NaN],
      ],
      [
        [0.1, "cosine"],
        [1.5, 1.6],
      ],
      [
        [1, "cosine"],
        [2, 2.1],
      ],
      [
        [10, "cosine"],
        [1e30, 1e30],
      ],
    ]);
    const { option, words } = drawn(view);
    assert.match(words, /Runs diverged at 2 of 5 points\.$/);
    const series = option.series as { type: string; symbol?: string; data: { itemStyle: { color: string } }[] }[];
    const hollow = series
      .filter(({ type }) => type === "line")
      .flatMap(({ data }) => data.filter(({ itemStyle }) => itemStyle.color === "#ffffff"));
    assert.lengthOf(hollow, 2, "one of them without a figure");
    const marks = series.filter(({ type, data }) => type === "scatter" && data.length > 0);
    assert.deepEqual(marks.map(({ symbol }) => symbol?.slice(0, 5)).sort(), ["arrow", "path:"]);
    const [{ max }] = option.yAxis as [{ max: number }];
    assert.isBelow(max, 3);
    assert.match(
      lead.note({ view, chosen: { isLog: false } }),
      /Hollow points leave out runs that diverged\. A cross stands/,
    );
  });

  it("has a panel for each setting that is not part of a schedule, and the best of what is", () => {
    const view = viewOf(
      ["optimizer.lr", "scheduler", "training.epochs", "optimizer.momentum"],
      [
        [
          [0.1, "a", 5, 0],
          [3, 3],
        ],
        [
          [0.1, "a", 5, 0.9],
          [2, 2],
        ],
        [
          [0.2, "a", 9, 0],
          [1, 1],
        ],
        [
          [0.1, "b", 9, 0],
          [4, 4],
        ],
      ],
    );
    const { panels, isBestOf } = leadOf(view);
    assert.sameMembers(
      panels.map(({ title }) => title),
      ["training.epochs = 5", "training.epochs = 9"],
    );
    assert.isTrue(isBestOf);
    const five = panels.find(({ title }) => title.endsWith("5"));
    assert.deepEqual(
      five?.lines.flatMap(({ points }) => points.map(({ mean }) => mean)),
      [2],
    );
  });

  it("is a list of intervals by rank without an axis of rates", async () => {
    const view = viewOf(
      ["scheduler"],
      [
        [["a"], [3, 4]],
        [["b"], [1, 2]],
        [["c"], [Number.NaN, Number.NaN]],
      ],
    );
    const { option, words } = drawn(view);
    const [names] = [option.yAxis as { data: string[] }];
    assert.deepEqual(names.data, ["b", "a", "c"]);
    assert.match(
      words,
      /for 3 variants, sorted by rank\. b ranks first: 1\.5 ± 6\.4\. \d of them may be the best, shaded\. Runs diverged at 1 of 3 points\.$/,
    );
    assert.include((await renderReportSvg(lead, view)) ?? "", "2 of 2 diverged");
  });

  it("is left out where every run diverged", () => {
    assert.isUndefined(
      lead.start(
        viewOf(
          ["scheduler"],
          [
            [["a"], []],
            [["b"], []],
          ],
        ),
      ),
    );
  });

  it("shades the rows of those that may be the best, where there is no axis of rates", async () => {
    const rows: Parameters<typeof viewOf>[1] = [
      [["constant"], [9, 9.001]],
      [["cosine"], [1, 1.1]],
      [["step"], [1.05, 1.06]],
    ];
    const view = viewOf(["scheduler"], rows);
    const { option, words } = drawn(view);
    const { series } = option as { series: readonly { name?: string; data: readonly (readonly number[])[] }[] };
    assert.deepEqual(
      series.find(({ name }) => name === "tied")?.data.map(([, row]) => row),
      [0, 1],
    );
    const svg = (await renderReportSvg(lead, view)) ?? "";
    assert.lengthOf(svg.match(/fill="[^"]*136,136,136[^"]*"|fill="#888888?[^"]*"/g) ?? [], 2, svg.slice(0, 3000));
    assert.deepEqual(
      view.data.variants.map(({ isTied }) => isTied),
      [true, true, false],
    );
    assert.include(words, " 2 of them may be the best, shaded.");
    assert.include(lead.note({ view, chosen: { isLog: false } }), "Shaded rows may be the best");
  });

  it("tells rows apart by the ends of their names on wide screens and narrow ones, and says how many it leaves out", () => {
    const rows = Array.from({ length: 50 }, (_, i): Parameters<typeof viewOf>[1][number] => [
      ["constant", 0.123456, i / 1e4],
      [1 + i, 1.5 + i],
    ]);
    const view = viewOf(["scheduler", "optimizer.momentum", "optimizer.weight_decay"], rows);
    const chosen = lead.start(view) ?? assert.fail("nothing to draw");
    for (const width of [1200, 390]) {
      const { option } = lead.draw({ view, chosen }, { ...frame, width });
      const { data } = (option as { yAxis: { data: readonly string[] } }).yAxis;
      assert.lengthOf(new Set(data), 40, `${width} pixels`);
    }
    assert.include(lead.note({ view, chosen }), "The best 40 are drawn, of 50.");
  });
});

describe("colours", () => {
  const view = viewOf(TWO, FOUR);
  const lookOf = (rate: number, name: string) =>
    view.lookOf(view.data.variants.findIndex(({ cells }) => cells[0] === rate && cells[1] === name));

  it("belong to the schedule, dashes to the rest, whatever is filtered", () => {
    assert.equal(lookOf(0.1, "cosine").colour, lookOf(0.01, "cosine").colour);
    assert.notEqual(lookOf(0.1, "cosine").colour, lookOf(0.1, "constant").colour);
    assert.notDeepEqual(lookOf(0.1, "cosine").dash, lookOf(0.01, "cosine").dash);
    const before = lookOf(0.01, "cosine");
    view.filter(1, new Set(["cosine"]));
    assert.deepEqual(lookOf(0.01, "cosine"), before);
    view.filter(1, undefined);
  });

  it("belong to another axis, or to each variant, where the reader says so", () => {
    view.colourBy(0);
    assert.equal(lookOf(0.1, "cosine").colour, lookOf(0.1, "constant").colour);
    view.colourBy(undefined);
    assert.equal(new Set([0, 1, 2, 3].map((variant) => view.lookOf(variant).colour)).size, 4);
    view.colourBy(1);
  });
});
