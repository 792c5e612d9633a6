import { assert } from "chai";
import { STILL, type Theme } from "../../src/charts/frame.ts";
import { REPORT_CHARTS } from "../../src/charts/list.ts";
import { renderReportSvg } from "../../src/charts/svg.ts";
import { View } from "../../src/charts/view.ts";
import { reportOf } from "../report/data.ts";
import { planOf, resultOf } from "../results/fixtures.ts";
import { fourVariants } from "./view.ts";

const DARK: Theme = { ...STILL, page: "#000000", isDark: true };

it("no two charts of results have one name", () => {
  assert.lengthOf(new Set(REPORT_CHARTS.map(({ name }) => name)), REPORT_CHARTS.length);
});

for (const chart of REPORT_CHARTS)
  describe(`every chart of results: ${chart.name}`, () => {
    const view = fourVariants();
    const start = chart.start(view) ?? assert.fail("four variants are enough for every chart");
    const choices = chart.choices(view);
    const every = choices.flatMap(({ key, options, also }) =>
      (options?.map(([value]) => value) ?? [true, false]).map((value) => ({
        ...start,
        ...{ [key]: value },
        ...also?.(String(value)),
      })),
    ) as (typeof start)[];

    it("is drawn as SVG, the same text each time, names escaped", async () => {
      const svg = (await renderReportSvg(chart, view)) ?? "";
      assert.match(svg, /^<svg /);
      assert.notInclude(svg, "<i>");
      assert.include(svg, chart.title({ view, chosen: start }));
      assert.equal(await renderReportSvg(chart, view), svg);
    });

    it("begins with something that can be chosen", () => {
      for (const { key, options } of choices) {
        const values: readonly unknown[] = options?.map(([value]) => value) ?? [true, false];
        assert.include(values, start[key], key);
      }
    });

    it("is drawn whatever is chosen, in any width and colours, and tells what it shows", () => {
      for (const chosen of [start, ...every]) {
        for (const [theme, width] of [[STILL, 960] as const, [DARK, 320] as const]) {
          const { option, height, words } = chart.draw({ view, chosen }, { theme, width, top: 0, isFile: false });
          assert.isNotEmpty(option.series);
          assert.isAbove(height, 100);
          assert.match(words, /\w (?:for|over|by) \w.*\.$/);
        }
        assert.match(chart.note({ view, chosen }), /\w\.$/);
      }
    });

    it("leaves room for a title", () => {
      const at = (top: number) =>
        chart.draw({ view, chosen: start }, { theme: STILL, width: 960, top, isFile: true }).height;
      assert.equal(at(50) - at(0), 50);
    });

    it("is drawn of one run that diverged, or left out", async () => {
      const single = planOf({ heads: [], cells: [[]], seeds: [0] });
      const lost = new View(reportOf(single, () => resultOf(single, [5], "diverged")));
      assert.match((await renderReportSvg(chart, lost)) ?? "<svg ", /^<svg /);
    });
  });
