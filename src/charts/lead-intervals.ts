import { itemAt } from "../numbers/item-at.ts";
import { truncate } from "../tables/columns.ts";
import type { Drawing } from "./chart.ts";
import { axis, base, tickText, tooltip } from "./frame.ts";
import { isTieTold, type LeadDrawing, type LeadPoint } from "./lead-points.ts";
import { type LeadScale, scaleOfPoints } from "./lead-scale.ts";
import { CROSS } from "./palette.ts";
import { whiskers } from "./whisker.ts";

const ROW = 26;
const MARK = 10;
/** On a narrow screen names stand on three lines, as wide as a third of it. */
const NARROW = { width: 620, row: 42, lines: 3 };
/** Pixels of a line of names, and of a letter in it. */
const LINE = 12;
const LETTER = 6.2;
/** Behind those that may be the best; on light pages and dark ones. */
const TIED = "#88888833";

/** A row for each variant, the best first: its mean and interval. */
export function drawIntervals(drawing: LeadDrawing): Drawing {
  const { view, lead, frame, isLog } = drawing;
  const { theme, width, top } = frame;
  const [panel] = lead.panels;
  const points = (panel?.lines ?? []).flatMap((line) => line.points).toSorted((a, b) => a.variant - b.variant);
  const scale = scaleOfPoints({ title: "", lines: panel?.lines ?? [] }, view.data.objective.mode, isLog);
  const isNarrow = width < NARROW.width;
  const row = isNarrow ? NARROW.row : ROW;
  // Variants that are listed together often differ only at the end of their names.
  const letters = Math.floor((0.36 * width - 14) / LETTER) * (isNarrow ? NARROW.lines : 1);
  const names = points.map(({ variant }) => truncate(itemAt(view.labels, variant), letters));
  const widest = Math.min(0.36 * width, 14 + 7 * Math.max(1, ...names.map(({ length }) => length)));
  const option = {
    ...base(theme),
    grid: { left: widest, right: 24, top: top + 8, bottom: 48, outerBoundsMode: "none" },
    ...(frame.isFile ? {} : { tooltip: { ...tooltip(theme), trigger: "item" } }),
    xAxis: figureAxis(drawing, scale),
    yAxis: {
      ...axis(theme),
      type: "category",
      inverse: true,
      data: names,
      axisTick: { show: false },
      axisLabel: {
        ...axis(theme).axisLabel,
        interval: 0,
        hideOverlap: false,
        overflow: isNarrow ? "break" : "truncate",
        lineHeight: LINE,
        width: widest - 10,
      },
      splitLine: { show: false },
    },
    series: seriesOf(drawing, points, scale, row),
  };
  return { option, height: top + 60 + row * Math.max(2, points.length) };
}

function figureAxis({ view, frame: { theme } }: LeadDrawing, scale: LeadScale) {
  const { at, metric } = view.data.objective;
  return {
    ...axis(theme),
    ...scale.ends,
    type: scale.isLog ? "log" : "value",
    name: `${at} ${metric}${scale.isLog ? " (log)" : ""}`,
    nameLocation: "middle",
    nameGap: 28,
    axisLabel: { ...axis(theme).axisLabel, formatter: tickText },
  };
}

function seriesOf(
  { view, frame: { theme } }: LeadDrawing,
  points: readonly LeadPoint[],
  scale: LeadScale,
  height: number,
) {
  const isIn = ({ mean }: LeadPoint) => Number.isFinite(mean) && !scale.isBeyond(mean);
  const colourOf = ({ variant }: LeadPoint) => view.lookOf(variant).colour;
  const rows = points.map((point, row) => ({ point, row }));
  const known = rows.filter(({ point }) => isIn(point) && point.low < point.high);
  const floor = scale.isLog ? scale.ends.min / 10 : Number.NEGATIVE_INFINITY;
  const intervals = known.map(({ point, row }) => ({
    ...{ at: row, low: Math.max(floor, point.low), high: point.high },
    ...{ ids: [0, point.variant], colour: colourOf(point) },
  }));
  const isMin = view.data.objective.mode === "min";
  const bad = isMin ? scale.ends.max : scale.ends.min;
  const marks = rows.map(({ point, row }) => {
    const colour = colourOf(point);
    const hollow = { color: theme.isDark ? theme.page : "#ffffff", borderColor: colour, borderWidth: 2 };
    const lost = point.diverged > 0 ? `${point.diverged} of ${point.runs} diverged` : "";
    return {
      value: [isIn(point) ? point.mean : bad, row, 0, point.variant],
      symbol: point.n === 0 ? CROSS : isIn(point) ? view.lookOf(point.variant).symbol : "triangle",
      symbolRotate: isIn(point) || point.n === 0 ? 0 : isMin ? -90 : 90,
      itemStyle: point.n > 0 && point.diverged > 0 ? hollow : { color: colour },
      label: {
        show: lost !== "",
        formatter: lost,
        position: isIn(point) === isMin ? "right" : "left",
        color: theme.text,
      },
    };
  });
  const tied = isTieTold(view) ? rows.filter(({ point }) => itemAt(view.data.variants, point.variant).isTied) : [];
  return [
    shadesOf(
      tied.map(({ row }) => row),
      scale.ends.min,
      height,
    ),
    whiskers(intervals, false),
    { type: "scatter", z: 3, symbolSize: MARK, data: marks },
  ];
}

/** Rows with a shade behind them. @param left a figure within the plot */
function shadesOf(rows: readonly number[], left: number, height: number) {
  return {
    ...{ type: "custom", name: "tied", silent: true, z: 1, tooltip: { show: false } },
    encode: { x: 0, y: 1 },
    data: rows.map((row) => [left, row]),
    renderItem: (
      { dataIndex, coordSys }: { readonly dataIndex: number; readonly coordSys: { x: number; width: number } },
      api: { coord(at: readonly number[]): readonly [number, number] },
    ) => {
      const [, y] = api.coord([left, itemAt(rows, dataIndex)]);
      const shape = { x: coordSys.x, y: y - height / 2, width: coordSys.width, height };
      return { type: "rect", shape, style: { fill: TIED } };
    },
  };
}
