import type { EChartsCoreOption } from "echarts/core";
import { toNumber } from "../numbers/figure.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Course, Courses } from "../report/data.ts";
import { axis, base, FONT, type Theme, tickText } from "./frame.ts";
import { lineLookOf } from "./look.ts";
import { isStaircase } from "./staircase.ts";

/** A variant that is drawn. */
export interface Line {
  readonly label: string;
  /** Place among the report's variants. */
  readonly variant: number;
  /** Chooses the look, from 0. */
  readonly slot: number;
}

interface CourseChart {
  readonly courses: Courses;
  readonly lines: readonly Line[];
  /** Drawn above the rate. */
  readonly metric: string;
  readonly rate: string;
  readonly isLog: boolean;
  readonly isRateLog: boolean;
  readonly hasBands: boolean;
  readonly theme: Theme;
  /** In pixels: of the plots, and the room to their left and right. */
  readonly box: {
    readonly top: number;
    readonly heights: readonly [number, number];
    readonly left: number;
    readonly right: number;
  };
}

const GAP = 46;
/** Of the two plots, the rate's. */
const RATE = 1;

/** A metric and, beneath it on the same epochs, the rate: a line for each variant, with the band of its seeds. */
export function courseChart(chart: CourseChart): EChartsCoreOption {
  const { courses, theme, box, metric, rate } = chart;
  const columns = [...courses.rates, ...courses.metrics];
  const panels = [
    { column: columns.indexOf(metric), name: metric, isLog: chart.isLog },
    { column: columns.indexOf(rate), name: rate, isLog: chart.isRateLog },
  ];
  const tops = [box.top, box.top + box.heights[0] + GAP];
  const last = lastEpoch(chart);
  return {
    ...base(theme),
    grid: panels.map((_, i) => ({
      left: box.left,
      right: box.right,
      top: tops[i],
      height: box.heights[i],
      outerBoundsMode: "none",
    })),
    xAxis: panels.map((_, i) => ({
      ...axis(theme),
      gridIndex: i,
      type: "value",
      min: 1,
      max: Math.max(2, last),
      minInterval: 1,
      name: i === 1 ? "epoch" : "",
      nameLocation: "middle",
      nameGap: 26,
      splitLine: { show: false },
      axisLine: { ...axis(theme).axisLine, onZero: false },
    })),
    yAxis: panels.map(({ name, isLog }, i) => ({
      ...axis(theme),
      gridIndex: i,
      type: isLog ? "log" : "value",
      scale: i !== RATE,
      ...(isLog ? { min: logEnd("min"), max: logEnd("max") } : {}),
      name: `${name}${isLog ? " (log)" : ""}`,
      nameLocation: "end",
      nameGap: 10,
      nameTextStyle: {
        align: "left",
        padding: [0, 0, 0, -box.left + 8],
        color: theme.text,
        fontSize: 12,
        fontFamily: FONT,
      },
      // Given fewer, a log axis of six to ten decades would have no ticks between its ends.
      splitNumber: i === RATE && !isLog ? 3 : 5,
      axisLine: { ...axis(theme).axisLine, onZero: false },
      axisLabel: { ...axis(theme).axisLabel, formatter: tickText },
    })),
    series: panels.flatMap(({ column, isLog }, i) =>
      chart.lines.flatMap((line) => {
        const course = courses.of[line.variant]?.[column];
        return course === undefined ? [] : seriesOf(chart, line, course, i, isLog);
      }),
    ),
  };
}

/** A log scale would end at powers of ten, and leave half of the plot empty. */
const logEnd = (end: "min" | "max") => (extent: { readonly min: number; readonly max: number }) => {
  const value = extent[end];
  if (!Number.isFinite(value) || value <= 0) return end === "min" ? 0.1 : 1;
  const power = Number(`1e${value.toExponential().split("e")[1]}`);
  const ends = [1, 2, 5, 10].map((multiple) => Number((multiple * power).toPrecision(1)));
  return end === "min" ? ends.findLast((at) => at <= value) : ends.find((at) => at >= value);
};

function lastEpoch({ courses, lines }: CourseChart): number {
  const lengths = lines.map(({ variant }) => courses.of[variant]?.[0]?.mean.length ?? 0);
  return courses.epochs[Math.max(1, ...lengths) - 1] ?? 1;
}

function seriesOf(chart: CourseChart, line: Line, course: Course, grid: number, isLog: boolean): readonly object[] {
  const { colour, dash, symbol } = lineLookOf(line.slot);
  const { epochs } = chart.courses;
  const at = { name: line.label, xAxisIndex: grid, yAxisIndex: grid };
  // Where a rate mostly stays, its changes are drawn as what they are: jumps.
  const isStairs = grid === RATE && isStaircase(course.mean);
  const drawn = {
    ...at,
    id: `${grid}:${line.variant}`,
    type: "line",
    z: 3,
    symbolSize: 7,
    showAllSymbol: true,
    step: isStairs ? "middle" : false,
    lineStyle: { color: colour, width: 2, type: dash },
    itemStyle: { color: colour },
    emphasis: { focus: "series" },
    data: course.mean.map((mean, i) => ({
      value: [epochs[i], placed(toNumber(mean), isLog)],
      symbol: isMarked(i, course.mean.length, line.slot) ? symbol : "none",
    })),
  };
  const { band } = course;
  if (band === null || !chart.hasBands) return [drawn];
  const ends = band.low.map((low, i) => [itemAt(epochs, i), toNumber(low), toNumber(band.high[i])] as const);
  const known = ends.filter(([, low, high]) => Number.isFinite(low) && (!isLog || low > 0) && Number.isFinite(high));
  return [bandOf(at, `${grid}:${line.variant}:band`, known, colour), drawn];
}

/** What is not above 0 has no place on a log scale. */
const placed = (value: number, isLog: boolean) => (Number.isFinite(value) && (!isLog || value > 0) ? value : null);

/** Some marks along the line tell it from others of its colour; each line has them elsewhere. */
function isMarked(i: number, length: number, slot: number): boolean {
  const every = Math.max(1, Math.round(length / 5));
  return i % every === (slot * 3 + Math.floor(every / 2)) % every;
}

/**
 * From the least to the greatest of the seeds: one area, drawn with the first point in view. The axis adapts to all points
 * in view.
 */
function bandOf(at: object, id: string, ends: readonly (readonly [number, number, number])[], colour: string) {
  return {
    ...at,
    id,
    type: "custom",
    silent: true,
    clip: true,
    z: 2,
    encode: { x: 0, y: [1, 2] },
    tooltip: { show: false },
    data: ends,
    itemStyle: { color: colour },
    renderItem: (params: { readonly dataIndexInside: number }, api: { coord(at: readonly number[]): number[] }) => {
      if (params.dataIndexInside !== 0) return null;
      const low = ends.map(([epoch, value]) => api.coord([epoch, value]));
      const high = ends.map(([epoch, , value]) => api.coord([epoch, value]));
      return {
        type: "polygon",
        shape: { points: [...low, ...high.reverse()] },
        style: { fill: colour, opacity: 0.16 },
      };
    },
  };
}
