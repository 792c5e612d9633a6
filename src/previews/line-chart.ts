import type { Drawing } from "../charts/chart.ts";
import { axis, base, type Frame, fileLegend, LONGEST_NAME, type Theme, tickText } from "../charts/frame.ts";
import { epochAxis, lineAs, placed } from "../charts/lines.ts";
import { lookOf } from "../charts/palette.ts";
import { itemAt } from "../numbers/item-at.ts";
import { truncate } from "../tables/columns.ts";
import { pointsOf } from "./chart-points.ts";
import type { Panel, Series } from "./panels.ts";
import { type AxisScale, axisEnds } from "./scale.ts";

/** A row of panels: what they show and on which scale. */
interface Band {
  readonly what: string;
  readonly scale: AxisScale;
  readonly valuesOf: (series: Series) => readonly number[];
}

interface LineChart {
  readonly panels: readonly Panel[];
  readonly bands: readonly Band[];
}

const LEFT = 70;
const PLOT = { single: 300, several: 200, gapX: 56, gapY: 84 };
const LEGEND = { row: 20, mark: 52, letter: 6.9 };

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Lines over epochs: each band drawn for each panel, the legend at the right. */
export function lineChart(chart: LineChart, { theme, width, top: titled }: Frame): Drawing {
  const labels = new Map(chart.panels.flatMap(({ series }) => series.map((one) => [one.label, one.index] as const)));
  const names = [...labels.keys()];
  const top = titled + 20 + (chart.panels.length > 1 ? 22 : 0);
  const boxes = place(chart, width - legendWidthOf(names), top);
  const bottom = Math.max(...boxes.map((box) => box.top + box.height)) + 52;
  const legend = {
    ...fileLegend(
      theme,
      names.map((name) => ({ name })),
    ),
    ...{ right: 12, top: top - 8, itemWidth: 28, itemGap: 6 },
  };
  const option = {
    ...base(theme),
    title: boxes.map((box, i) => panelTitle(chart, theme, box, i)),
    legend,
    // The places are settled here; labels must not move them.
    grid: boxes.map((box) => ({ ...box, outerBoundsMode: "none" })),
    xAxis: boxes.map((_, i) => epochAxis(theme, i, lastEpoch(chart, i))),
    yAxis: boxes.map(({ left }, i) => valueAxis(chart, theme, i, left === LEFT)),
    series: boxes.flatMap((_, i) => seriesOf(chart, i)),
  };
  return { option, height: Math.max(bottom, top + names.length * LEGEND.row + 16) };
}

const legendWidthOf = (labels: readonly string[]) =>
  LEGEND.mark + LEGEND.letter * Math.min(LONGEST_NAME, Math.max(...labels.map(({ length }) => length)));

/** Panels side by side, at most three; bands of one panel one above the other. */
function place({ panels, bands }: LineChart, right: number, top: number): readonly Box[] {
  const across = panels.length === 4 ? 2 : Math.min(panels.length, 3);
  const room = right - LEFT - 24;
  const width = (room - (across - 1) * PLOT.gapX) / across;
  const height = panels.length * bands.length === 1 ? PLOT.single : PLOT.several;
  return panels.flatMap((_, panel) =>
    bands.map((_, band) => {
      const row = Math.floor(panel / across) * bands.length + band;
      return {
        left: LEFT + (panel % across) * (width + PLOT.gapX),
        top: top + row * (height + PLOT.gapY),
        width,
        height,
      };
    }),
  );
}

const panelAt = ({ panels, bands }: LineChart, i: number) => itemAt(panels, Math.floor(i / bands.length));
const bandAt = ({ bands }: LineChart, i: number) => itemAt(bands, i % bands.length);

function panelTitle(chart: LineChart, theme: Theme, { left, top }: Box, i: number) {
  const text = truncate(panelAt(chart, i).title, 40);
  return { text, left, top: top - 26, padding: 0, textStyle: { fontSize: 12, fontWeight: 600, color: theme.text } };
}

function lastEpoch(chart: LineChart, gridIndex: number): number {
  const { valuesOf } = bandAt(chart, gridIndex);
  const ends = chart.panels.flatMap(({ series }) => series.map((one) => pointsOf(one, valuesOf(one)).at(-1)?.[0] ?? 1));
  return Math.max(...ends);
}

function valueAxis(chart: LineChart, theme: Theme, gridIndex: number, isFirst: boolean) {
  const { what, scale } = bandAt(chart, gridIndex);
  const isLog = scale.kind === "log";
  const [min, max] = axisEnds(scale);
  return {
    ...axis(theme),
    gridIndex,
    type: isLog ? "log" : "value",
    name: isFirst ? `${what}${isLog ? " (log scale)" : ""}` : "",
    nameLocation: "middle",
    nameRotate: 90,
    nameGap: 46,
    min,
    max,
    // Between ends in tenths, echarts would begin to count at the lower one in steps of 0.03.
    ...(!isLog && min > 0 ? { interval: (max - min) / 4 } : {}),
    axisLabel: { ...axis(theme).axisLabel, formatter: tickText },
  };
}

function seriesOf(chart: LineChart, gridIndex: number) {
  const { scale, valuesOf } = bandAt(chart, gridIndex);
  return panelAt(chart, gridIndex).series.map((one) => {
    const values = valuesOf(one);
    return {
      ...lineAs(lookOf(one.index), values),
      name: one.label,
      xAxisIndex: gridIndex,
      yAxisIndex: gridIndex,
      // A single epoch makes no line.
      symbol: values.length === 1 ? "circle" : "none",
      data: pointsOf(one, values).map(([epoch, value]) => [epoch, placed(value, scale.kind === "log")]),
    };
  });
}
