import type { EChartsCoreOption } from "echarts/core";
import { itemAt } from "../numbers/item-at.ts";
import { truncate } from "../tables/columns.ts";
import { pointsOf } from "./chart-points.ts";
import { INK, lookOf } from "./palette.ts";
import type { Panel, Series } from "./panels.ts";
import { type AxisScale, axisEnds } from "./scale.ts";
import { isStaircase } from "./staircase.ts";

/** A picture of panels with one legend. All sizes are in pixels. */
export interface Picture {
  readonly option: EChartsCoreOption;
  readonly width: number;
  readonly height: number;
}

/** A row of panels: what they show and on which scale. */
interface Band {
  readonly what: string;
  readonly scale: AxisScale;
  readonly valuesOf: (series: Series) => readonly number[];
}

export interface LineChart {
  readonly title: string;
  /** Beneath the title; "" for none. */
  readonly subtitle: string;
  readonly panels: readonly Panel[];
  readonly bands: readonly Band[];
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const WIDTH = 960;
const LEFT = 70;
const PLOT = { single: 300, several: 200, gapX: 56, gapY: 84 };
const LEGEND = { row: 20, mark: 52, letter: 6.9, longest: 40 };

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Lines over epochs: each band drawn for each panel, the legend at the right. */
export function lineChart(chart: LineChart): Picture {
  const labels = new Map(chart.panels.flatMap(({ series }) => series.map((one) => [one.label, one.index] as const)));
  const legendWidth = legendWidthOf([...labels.keys()]);
  const top = (chart.subtitle === "" ? 60 : 76) + (chart.panels.length > 1 ? 22 : 0);
  const boxes = place(chart, legendWidth, top);
  const bottom = Math.max(...boxes.map((box) => box.top + box.height)) + 52;
  const height = Math.max(bottom, top + labels.size * LEGEND.row + 16);
  const option = {
    animation: false,
    textStyle: { fontFamily: FONT, color: INK.text },
    title: [mainTitle(chart), ...boxes.map((box, i) => panelTitle(chart, box, i))],
    legend: legend([...labels.keys()], top),
    // The places are settled here; labels must not move them.
    grid: boxes.map((box) => ({ ...box, outerBoundsMode: "none" })),
    xAxis: boxes.map((_, i) => epochAxis(chart, i)),
    yAxis: boxes.map(({ left }, i) => valueAxis(chart, i, left === LEFT)),
    series: boxes.flatMap((_, i) => seriesOf(chart, i)),
  };
  return { option, width: WIDTH, height };
}

const legendWidthOf = (labels: readonly string[]) =>
  LEGEND.mark + LEGEND.letter * Math.min(LEGEND.longest, Math.max(...labels.map(({ length }) => length)));

/** Panels side by side, at most three; bands of one panel one above the other. */
function place({ panels, bands }: LineChart, legendWidth: number, top: number): readonly Box[] {
  const across = panels.length === 4 ? 2 : Math.min(panels.length, 3);
  const room = WIDTH - LEFT - legendWidth - 24;
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

function mainTitle({ title, subtitle }: LineChart) {
  return {
    text: truncate(title, 90),
    subtext: truncate(subtitle, 130),
    left: 16,
    top: 10,
    textStyle: { fontSize: 16, fontWeight: 600, color: INK.text },
    subtextStyle: { fontSize: 12, color: INK.text },
  };
}

function panelTitle(chart: LineChart, { left, top }: Box, i: number) {
  const text = truncate(panelAt(chart, i).title, 40);
  return { text, left, top: top - 26, padding: 0, textStyle: { fontSize: 12, fontWeight: 600, color: INK.text } };
}

function legend(labels: readonly string[], top: number) {
  return {
    orient: "vertical",
    right: 12,
    top: top - 8,
    itemWidth: 28,
    itemHeight: 10,
    itemGap: 6,
    data: labels.map((name) => ({ name })),
    formatter: (name: string) => truncate(name, LEGEND.longest),
    textStyle: { fontSize: 12, color: INK.text },
  };
}

const common = {
  nameTextStyle: { color: INK.text, fontSize: 12 },
  axisLabel: { color: INK.text, fontSize: 11, hideOverlap: true },
  axisLine: { show: true, lineStyle: { color: INK.text } },
  axisTick: { show: true, lineStyle: { color: INK.text } },
  splitLine: { lineStyle: { color: INK.line } },
};

function epochAxis(chart: LineChart, gridIndex: number) {
  const { valuesOf } = bandAt(chart, gridIndex);
  const ends = chart.panels.flatMap(({ series }) => series.map((one) => pointsOf(one, valuesOf(one)).at(-1)?.[0] ?? 1));
  return {
    ...common,
    gridIndex,
    type: "value",
    name: "epoch",
    nameLocation: "middle",
    nameGap: 26,
    min: 1,
    max: Math.max(2, Math.ceil(Math.max(...ends))),
    minInterval: 1,
    axisLine: { ...common.axisLine, onZero: false },
    splitLine: { show: false },
  };
}

function valueAxis(chart: LineChart, gridIndex: number, isFirst: boolean) {
  const { what, scale } = bandAt(chart, gridIndex);
  const isLog = scale.kind === "log";
  const [min, max] = axisEnds(scale);
  return {
    ...common,
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
    axisLabel: { ...common.axisLabel, formatter: short },
  };
}

/** Six digits: enough for any tick, and too few for rounding errors to show. */
function short(value: number): string {
  const rounded = Number(value.toPrecision(6));
  const size = Math.abs(rounded);
  return rounded !== 0 && (size < 1e-3 || size >= 1e6) ? rounded.toExponential() : String(rounded);
}

function seriesOf(chart: LineChart, gridIndex: number) {
  const { scale, valuesOf } = bandAt(chart, gridIndex);
  return panelAt(chart, gridIndex).series.map((one) => {
    const { colour, dash } = lookOf(one.index);
    const values = valuesOf(one);
    return {
      type: "line",
      name: one.label,
      xAxisIndex: gridIndex,
      yAxisIndex: gridIndex,
      // A single epoch makes no line.
      symbol: values.length === 1 ? "circle" : "none",
      // Where a rate mostly stays, its changes are drawn as what they are: jumps.
      step: isStaircase(values) ? "middle" : false,
      lineStyle: { color: colour, width: 2, type: dash },
      itemStyle: { color: colour },
      data: pointsOf(one, values).map(([epoch, value]) => [epoch, scale.kind === "log" && value <= 0 ? null : value]),
    };
  });
}
