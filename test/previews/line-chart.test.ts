import { assert } from "chai";
import { type Frame, STILL } from "../../src/charts/frame.ts";
import { lineChart } from "../../src/previews/line-chart.ts";
import type { Panel } from "../../src/previews/panels.ts";
import { scaleOf } from "../../src/previews/scale.ts";
import { band, falling, panel, seriesOf } from "./panel.ts";

describe("a chart of lines", () => {
  const frame: Frame = { theme: STILL, width: 960, top: 40, isFile: true };
  const chart = { panels: [panel], bands: [band] };

  it("leaves room between the plots and the legend, and beneath for the axis", () => {
    const long = { ...panel, series: [seriesOf("x".repeat(60), 0, falling)] };
    for (const panels of [[panel], [panel, long], [panel, panel, panel], Array<Panel>(12).fill(long)]) {
      for (const bands of [chart.bands, [...chart.bands, { ...band, what: "momentum" }]]) {
        const { option, height } = lineChart({ ...chart, panels, bands }, frame);
        const boxes = option.grid as { left: number; top: number; width: number; height: number }[];
        assert.lengthOf(boxes, panels.length * bands.length);
        const labels = panels.flatMap(({ series }) => series.map(({ label }) => label.length));
        const legendLeft = frame.width - 12 - 28 - Math.min(40, Math.max(...labels)) * 6.5;
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
    const { option } = lineChart({ ...chart, panels: [stairs], bands: [{ ...band, scale: log }] }, frame);
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
