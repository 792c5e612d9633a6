import type { LeadDrawing, LeadLine, LeadPanel, LeadPoint } from "./lead-points.ts";
import { type LeadScale, rateScaleOf } from "./lead-scale.ts";
import { CROSS, lookOf } from "./palette.ts";
import { whiskers } from "./whisker.ts";

const MARK = 9;

/** The series of a panel: for each line its points and intervals, then what has no place within the axes. */
export function linesOf(
  drawing: LeadDrawing,
  panel: LeadPanel,
  gridIndex: number,
  scale: LeadScale,
): readonly object[] {
  const { placeOf, low, high } = rateScaleOf(drawing.lead);
  const at = { xAxisIndex: gridIndex, yAxisIndex: gridIndex };
  // So that intervals at one rate do not cover each other.
  const step = 0.008 * (high - low);
  const middle = (panel.lines.length - 1) / 2;
  return panel.lines.flatMap((line, i) => {
    const place = ({ rate }: LeadPoint) => placeOf(rate) + (i - middle) * step;
    return [
      { ...at, ...curve(drawing, line, place, gridIndex, scale) },
      { ...at, ...whiskersOf(drawing, line, place, gridIndex, scale) },
      { ...at, ...beyond(drawing, line, place, gridIndex, scale) },
      { ...at, ...crosses(drawing, panel, line, gridIndex, scale) },
    ];
  });
}

type PlaceOf = (point: LeadPoint) => number;

const isIn = ({ mean }: LeadPoint, { isBeyond }: LeadScale) => Number.isFinite(mean) && !isBeyond(mean);

/** Points as marks on a line; hollow where runs diverged. */
function curve(
  { view, frame: { theme } }: LeadDrawing,
  line: LeadLine,
  place: PlaceOf,
  panel: number,
  scale: LeadScale,
) {
  const { colour, dash } = lookOf(line.group);
  const own = line.name === "" ? theme.text : colour;
  return {
    type: "line",
    name: line.name,
    z: 3,
    symbolSize: MARK,
    symbol: lookOf(line.group).symbol,
    showAllSymbol: true,
    lineStyle: { color: own, width: 2, type: line.name === "" ? "solid" : dash },
    itemStyle: { color: own },
    emphasis: { focus: "series" },
    data: line.points.map((point) => {
      const look = view.lookOf(point.variant);
      const fill = { color: look.colour, borderColor: look.colour, borderWidth: 2, opacity: 1 };
      return {
        value: [place(point), isIn(point, scale) ? point.mean : null, panel, point.variant],
        symbol: look.symbol,
        itemStyle: point.diverged > 0 ? { ...fill, color: theme.isDark ? theme.page : "#ffffff" } : fill,
      };
    }),
  };
}

function whiskersOf({ view }: LeadDrawing, line: LeadLine, place: PlaceOf, panel: number, scale: LeadScale) {
  const known = line.points.filter((point) => isIn(point, scale) && point.low < point.high);
  const floor = scale.isLog ? scale.ends.min / 10 : Number.NEGATIVE_INFINITY;
  return whiskers(
    known.map((point) => ({
      ...{ at: place(point), low: Math.max(floor, point.low), high: point.high },
      ...{ ids: [panel, point.variant], colour: view.lookOf(point.variant).colour },
    })),
    true,
  );
}

/** What exploded without becoming infinite: an arrow at the end of the axis. */
function beyond({ view }: LeadDrawing, line: LeadLine, place: PlaceOf, panel: number, scale: LeadScale) {
  const isMin = view.data.objective.mode === "min";
  const out = line.points.filter((point) => Number.isFinite(point.mean) && scale.isBeyond(point.mean));
  return {
    type: "scatter",
    name: line.name,
    z: 4,
    symbol: "arrow",
    symbolSize: MARK,
    symbolRotate: isMin ? 0 : 180,
    symbolOffset: [0, isMin ? MARK / 2 : -MARK / 2],
    data: out.map((point) => ({
      value: [place(point), isMin ? scale.ends.max : scale.ends.min, panel, point.variant],
      itemStyle: { color: view.lookOf(point.variant).colour },
    })),
  };
}

/** Pixels from one cross to the next above it. */
export const CROSS_STEP = 10;

/** Without a run that ended ok: a cross above the plot, one over the other. */
function crosses({ view, lead }: LeadDrawing, panel: LeadPanel, line: LeadLine, index: number, scale: LeadScale) {
  const { placeOf } = rateScaleOf(lead);
  const lost = panel.lines.flatMap(({ points }) => points.filter(({ n }) => n === 0));
  return {
    type: "scatter",
    name: line.name,
    z: 4,
    clip: false,
    symbol: CROSS,
    symbolSize: 7,
    data: line.points
      .filter(({ n }) => n === 0)
      .map((point) => {
        const below = lost.filter(({ rate }) => rate === point.rate).indexOf(point);
        return {
          value: [placeOf(point.rate), scale.ends.max, index, point.variant],
          symbolOffset: [0, -CROSS_STEP * (below + 1)],
          itemStyle: { color: view.lookOf(point.variant).colour },
        };
      }),
  };
}
