import { itemAt } from "../numbers/item-at.ts";
import { truncate } from "../tables/columns.ts";
import type { Drawing } from "./chart.ts";
import { axis, base, type Frame, LONGEST_NAME, tickText, tooltip } from "./frame.ts";
import type { Lead, LeadDrawing, LeadPanel, LeadPoint } from "./lead-points.ts";
import { type LeadScale, rateScaleOf, scaleOfPoints } from "./lead-scale.ts";
import { CROSS_STEP, linesOf } from "./lead-series.ts";

interface PlotBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const LEFT = 66;
const GAP = { x: 66, y: 92 };
const LEGEND = { row: 20, mark: 52, letter: 7 };
/** On a narrow screen the legend stands beneath. */
const NARROW = 620;

/** The figure over the rate: a line for each schedule, its intervals upright, and what diverged above the plot. */
export function drawByRate(drawing: LeadDrawing): Drawing {
  const { lead, frame, view } = drawing;
  const { theme } = frame;
  const names = namesOf(lead);
  const lane = laneOf(lead);
  const boxes = placesOf(lead.panels.length, names, frame, lane);
  const bottom = Math.max(...boxes.map((box) => box.top + box.height)) + 48;
  const isBeneath = frame.width < NARROW;
  const scales = lead.panels.map((panel) => scaleOfPoints(panel, view.data.objective.mode, drawing.isLog));
  const option = {
    ...base(theme),
    title: titlesOf(lead, boxes, lane, frame),
    ...(frame.isFile ? {} : { tooltip: { ...tooltip(theme), trigger: "axis", axisPointer: { type: "line" } } }),
    legend:
      names.length < 2
        ? undefined
        : legendOf(names, frame, isBeneath ? { left: LEFT, top: bottom } : { right: 12, top: itemAt(boxes, 0).top }),
    grid: boxes.map((box) => ({ ...box, outerBoundsMode: "none" })),
    xAxis: lead.panels.map((_, i) => rateAxis(drawing, i)),
    yAxis: scales.map((scale, i) => figureAxis(drawing, scale, i)),
    series: lead.panels.flatMap((panel, i) => linesOf(drawing, panel, i, itemAt(scales, i))),
  };
  const beneath = isBeneath ? names.length * LEGEND.row + 12 : 0;
  return { option, height: Math.max(bottom + beneath, itemAt(boxes, 0).top + names.length * LEGEND.row + 16) };
}

/** Lines of all panels by name, the best first. */
function namesOf({ panels }: Lead): readonly string[] {
  return [...new Set(panels.flatMap(({ lines }) => lines.map(({ name }) => name)))];
}

const pointsIn = ({ lines }: LeadPanel) => lines.flatMap(({ points }) => points);
const isLost = ({ n }: LeadPoint) => n === 0;

/** The pixels above a plot for the crosses of the rate at which most diverged. */
function laneOf({ panels }: Lead): number {
  const counts = panels.flatMap((panel) => {
    const lost = pointsIn(panel).filter(isLost);
    return lost.map(({ rate }) => lost.filter((other) => other.rate === rate).length);
  });
  return counts.length === 0 ? 0 : 8 + CROSS_STEP * Math.max(...counts);
}

function placesOf(panels: number, names: readonly string[], { width, top }: Frame, lane: number): readonly PlotBox[] {
  const isNarrow = width < NARROW;
  const longest = Math.max(0, ...names.map(({ length }) => Math.min(LONGEST_NAME, length)));
  const legend = isNarrow || names.length < 2 ? 12 : LEGEND.mark + LEGEND.letter * longest;
  const across = isNarrow ? 1 : panels === 4 ? 2 : Math.min(panels, 3);
  const room = (width - legend - LEFT - 8 - (across - 1) * GAP.x) / across;
  const height = panels > 1 ? 200 : isNarrow ? 240 : 320;
  const above = top + 14 + lane + (panels > 1 ? 22 : 0);
  return Array.from({ length: panels }, (_, i) => ({
    left: LEFT + (i % across) * (room + GAP.x),
    top: above + Math.floor(i / across) * (height + GAP.y + lane),
    width: room,
    height,
  }));
}

function titlesOf({ panels }: Lead, boxes: readonly PlotBox[], lane: number, { theme }: Frame) {
  const at = (box: PlotBox, text: string, up: number, style: object) => ({
    ...{ text, left: box.left, top: box.top - up, padding: 0 },
    textStyle: { color: theme.text, fontSize: 12, ...style },
  });
  return boxes.flatMap((box, i) => {
    const panel = itemAt(panels, i);
    const title = at(box, truncate(panel.title, 40), 26 + lane, { fontWeight: 600 });
    const lost = {
      ...at(box, lostWord(pointsIn(panel)), CROSS_STEP + 6, { fontSize: 11, fontWeight: 400 }),
      left: box.left - LEFT + 4,
    };
    return [title, ...(pointsIn(panel).some(isLost) ? [lost] : [])];
  });
}

/** What came of the variants without a run that ended ok. */
function lostWord(points: readonly LeadPoint[]): string {
  const lost = points.filter(isLost);
  if (lost.every(({ diverged }) => diverged > 0)) return "diverged";
  return lost.every(({ pruned }) => pruned > 0) ? "pruned" : "no result";
}

const legendOf = (names: readonly string[], { theme }: Frame, at: object) => ({
  ...at,
  orient: "vertical",
  selectedMode: false,
  itemWidth: 28,
  itemHeight: 10,
  itemGap: 6,
  data: names.map((name) => ({ name })),
  formatter: (name: string) => truncate(name, LONGEST_NAME),
  textStyle: { color: theme.text, fontSize: 12 },
});

function rateAxis({ lead, frame: { theme } }: LeadDrawing, gridIndex: number) {
  const { low, high, isLog, ticks, rateAt } = rateScaleOf(lead);
  const margin = 0.06 * (high - low || 1);
  const own = ticks && { customValues: ticks };
  return {
    ...axis(theme),
    gridIndex,
    type: "value",
    min: low - margin,
    max: high + margin,
    name: `${lead.rate}${isLog ? " (log)" : ""}`,
    nameLocation: "middle",
    nameGap: 26,
    splitLine: { show: false },
    axisLine: { ...axis(theme).axisLine, onZero: false },
    axisTick: { ...axis(theme).axisTick, ...own },
    axisLabel: { ...axis(theme).axisLabel, ...own, formatter: (place: number) => tickText(rateAt(place)) },
    axisPointer: { label: { show: false } },
  };
}

function figureAxis({ view, frame: { theme } }: LeadDrawing, scale: LeadScale, gridIndex: number) {
  const { at, metric } = view.data.objective;
  return {
    ...axis(theme),
    ...scale.ends,
    gridIndex,
    type: scale.isLog ? "log" : "value",
    name: gridIndex === 0 ? `${at} ${metric}${scale.isLog ? " (log)" : ""}` : "",
    nameLocation: "middle",
    nameRotate: 90,
    nameGap: 48,
    axisLine: { ...axis(theme).axisLine, onZero: false },
    axisLabel: { ...axis(theme).axisLabel, formatter: tickText },
  };
}
