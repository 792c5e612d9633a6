import { assert } from "chai";
import { lineChart } from "../../src/charts/charts.ts";
import type { Panel, Series } from "../../src/charts/panels.ts";
import { scaleOf } from "../../src/charts/scale.ts";
import { renderSvg } from "../../src/charts/svg.ts";
import { terminalChart, terminalLegend } from "../../src/charts/terminal-chart.ts";

const falling = Array.from({ length: 10 }, (_, i) => 1 - i / 10);
const rising = Array.from({ length: 10 }, (_, i) => (i + 1) / 10);
const halves = [...Array(5).fill(0.5), ...Array(5).fill(0.25)];

const seriesOf = (label: string, index: number, lr: readonly number[]): Series => ({
  label,
  index,
  curve: { lr, momentum: undefined, isPerStep: false, stepsPerEpoch: 2, variants: [index] },
});
const panel: Panel = { title: "", series: [seriesOf("falling", 0, falling), seriesOf("rising <b>", 1, rising)] };
const valuesOf = ({ curve }: Series) => curve.lr;
const what = "learning rate";
const scale = scaleOf([falling, rising]);

describe("a chart in a terminal", () => {
  const chart = { panel, what, scale, valuesOf, width: 30, height: 5, hasColour: false };

  it("marks each series with a letter, and lets those that meet take turns", () => {
    const expected = [
      "learning rate",
      "       1 ┤aaaa            bbbb",
      "         │    aaaa    bbbb",
      "     0.5 ┤      bbababaa",
      "         │  bbbb        aaaa",
      "       0 ┤bb                aa",
      "         └────────────────────",
      "          epoch 1  6        10",
      "",
    ];
    assert.deepEqual(terminalChart(chart).split("\n"), expected);
  });

  it("is never wider than the terminal", () => {
    for (const width of [24, 30, 80, 200]) {
      const lines = terminalChart({ ...chart, width }).split("\n");
      assert.isAtMost(Math.max(...lines.map(({ length }) => length)), Math.min(width, 80));
    }
  });

  it("has colour where it is wanted only", () => {
    assert.notInclude(terminalChart(chart), "\u001b");
    assert.include(terminalChart({ ...chart, hasColour: true }), "\u001b[38;5;");
  });

  it("shows a single epoch", () => {
    const one = { title: "", series: [seriesOf("once", 0, [0.5])] };
    assert.include(terminalChart({ ...chart, panel: one }), "a");
  });

  it("explains its letters once for all panels, without a name's control characters", () => {
    const other = { title: "more", series: [seriesOf("falling", 0, falling), seriesOf("a\u001b[31mb\n", 2, halves)] };
    assert.equal(terminalLegend([panel, other], 80, false), "  a falling      b rising <b>   c a [31mb\n");
  });
});

describe("a chart in a picture", () => {
  const chart = { title: "demo: schedules", subtitle: "", panels: [panel], bands: [{ what, scale, valuesOf }] };

  it("is the same text however often it is drawn", async () => {
    const first = await renderSvg(lineChart(chart));
    assert.equal(await renderSvg(lineChart(chart)), first);
    assert.match(first, /^<svg /);
    for (const text of ["demo: schedules", "epoch", "learning rate", "falling", "rising &lt;b&gt;"])
      assert.include(first, text);
  });

  it("leaves room between the plots and the legend, and beneath for the axis", () => {
    const long = { ...panel, series: [seriesOf("x".repeat(60), 0, falling)] };
    for (const panels of [[panel], [panel, long], [panel, panel, panel], Array<Panel>(12).fill(long)]) {
      for (const bands of [chart.bands, [...chart.bands, { what: "momentum", scale, valuesOf }]]) {
        const { option, width, height } = lineChart({ ...chart, panels, bands });
        const boxes = option.grid as { left: number; top: number; width: number; height: number }[];
        assert.lengthOf(boxes, panels.length * bands.length);
        const labels = panels.flatMap(({ series }) => series.map(({ label }) => label.length));
        const legendLeft = width - 12 - 28 - Math.min(40, Math.max(...labels)) * 6.5;
        for (const [i, box] of boxes.entries()) {
          assert.isBelow(box.left + box.width, legendLeft);
          assert.isBelow(box.top + box.height + 40, height);
          assert.isAbove(box.width, 100);
          for (const other of boxes.slice(0, i)) {
            const isApart = Math.abs(other.left - box.left) >= box.width || Math.abs(other.top - box.top) >= box.height;
            assert.isTrue(isApart, `${i}`);
          }
        }
      }
    }
  });

  it("draws what stays as stairs, and leaves 0 out of a log scale", () => {
    const log = scaleOf([[1, 1e-3, 1e-4]]);
    const stairs = { title: "", series: [seriesOf("stairs", 0, [1, 1, 1, 0, 0, 0]), seriesOf("slope", 1, falling)] };
    const { option } = lineChart({ ...chart, panels: [stairs], bands: [{ what, scale: log, valuesOf }] });
    const series = option.series as { step: unknown; data: unknown[] }[];
    assert.deepEqual(
      series.map(({ step }) => step),
      ["middle", false],
    );
    assert.deepEqual(series[0]?.data.slice(2, 4), [
      [3, 1],
      [4, null],
    ]);
  });
});
