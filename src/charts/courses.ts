import { toNumber } from "../numbers/figure.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Course } from "../report/data.ts";
import { figureText } from "../report/figure-text.ts";
import { truncate } from "../tables/columns.ts";
import { type Hint, named, type ReportChart } from "./chart.ts";
import {
  axis,
  base,
  FONT,
  type Frame,
  fileLegend,
  LONGEST_NAME,
  type Theme,
  tickText,
  tooltip,
  wantsLog,
} from "./frame.ts";
import { epochAxis, lineAt, placed } from "./lines.ts";
import { COLOURS, lookOf } from "./palette.ts";
import type { View } from "./view.ts";

type CourseChosen = {
  /** Drawn above the rate. */
  readonly metric: string;
  readonly rate: string;
  readonly isLog: boolean;
  readonly isRateLog: boolean;
  readonly hasBands: boolean;
};

/** Curves of a metric, and the schedules beneath them on the same epochs. */
export const courses: ReportChart<CourseChosen> = {
  name: "curves",
  heading: "Loss curves and schedules",
  hasLegend: true,
  start(view) {
    const { courses, objective } = view.data;
    const metrics = metricsOf(view);
    const metric = metrics.includes(objective.metric) ? objective.metric : (metrics[0] ?? objective.metric);
    const rate = courses.rates[0] ?? "lr";
    return { metric, rate, isLog: valuesWantLog(view, metric), isRateLog: valuesWantLog(view, rate), hasBands: true };
  },
  choices(view) {
    const { rates } = view.data.courses;
    const metrics = metricsOf(view);
    const also = (metric: string) => ({ isLog: valuesWantLog(view, metric) });
    return [
      ...(metrics.length > 1 ? [{ key: "metric", label: "Metric", options: named(metrics), also } as const] : []),
      { key: "isLog", label: "log scale" },
      ...(hasSeeds(view) ? [{ key: "hasBands", label: "bands" } as const] : []),
      ...(rates.length > 1 ? [{ key: "rate", label: "Rate", options: named(rates) } as const] : []),
      { key: "isRateLog", label: "log scale for the rate" },
    ];
  },
  title: ({ view, chosen }) => `${view.data.title}: ${chosen.metric} and ${chosen.rate} of the best`,
  note: ({ view }) => noteOf(view),
  draw({ view, chosen }, frame) {
    const lines = linesOf(view, frame);
    const best = lines[0] === undefined ? "" : ` The best one drawn is ${lines[0].label}.`;
    const chart: CourseChart = { ...chosen, view, lines, frame, box: boxOf(lines, frame) };
    return {
      option: { ...optionOf(chart), ...(frame.isFile ? legendOf(chart) : interaction(frame.theme)) },
      height: chart.box.height,
      words: `${chosen.metric} and ${chosen.rate} over epochs, ${lines.length} variants.${best}`,
      hint: hintOf,
    };
  },
};

/** A variant that is drawn. */
interface Line {
  readonly label: string;
  /** Place among the report's variants. */
  readonly variant: number;
  /** Chooses the look, from 0. */
  readonly slot: number;
}

interface CourseChart extends CourseChosen {
  readonly view: View;
  readonly lines: readonly Line[];
  readonly frame: Frame;
  readonly box: ReturnType<typeof boxOf>;
}

function metricsOf({ data: { courses } }: View): readonly string[] {
  const hasValues = (column: number) => courses.of.some((of) => of[column]?.mean.some((value) => value !== null));
  return courses.metrics.filter((_, i) => hasValues(courses.rates.length + i));
}

function valuesWantLog({ data: { courses } }: View, name: string): boolean {
  const column = [...courses.rates, ...courses.metrics].indexOf(name);
  return wantsLog(courses.of.slice(0, COLOURS.length).flatMap((of) => (of[column]?.mean ?? []).map(toNumber)));
}

const hasSeeds = ({ data }: View) => new Set(data.runs.seed).size > 1;

/** In a file, the best as they rank. */
function linesOf(view: View, { isFile }: Frame): readonly Line[] {
  const line = (variant: number, slot: number) => ({ label: itemAt(view.labels, variant), variant, slot });
  if (isFile) return view.drawable.slice(0, COLOURS.length).map(line);
  return view.drawable.flatMap((variant) => {
    const slot = view.slotOf(variant);
    return slot === undefined ? [] : [line(variant, slot)];
  });
}

const GAP = 46;
/** Of the two plots, the rate's. */
const RATE = 1;

/** In pixels: the plots, the room around them, and the whole. */
function boxOf(lines: readonly Line[], { top, width, isFile }: Frame) {
  const longest = Math.max(0, ...lines.map(({ label }) => Math.min(LONGEST_NAME, label.length)));
  const sides = isFile ? { left: 70, right: 62 + 7 * longest } : { left: 62, right: 18 };
  const heights = width < 500 ? ([220, 130] as const) : ([300, 160] as const);
  const tops = [top + 34, top + 34 + heights[0] + GAP] as const;
  return { ...sides, tops, heights, height: tops[RATE] + heights[RATE] + (isFile ? 54 : 74) };
}

/** A metric and, beneath it on the same epochs, the rate: a line for each variant, with the band of its seeds. */
function optionOf(chart: CourseChart) {
  const { view, frame, box, metric, rate } = chart;
  const { courses } = view.data;
  const { theme } = frame;
  const columns = [...courses.rates, ...courses.metrics];
  const panels = [
    { column: columns.indexOf(metric), name: metric, isLog: chart.isLog },
    { column: columns.indexOf(rate), name: rate, isLog: chart.isRateLog },
  ];
  const last = lastEpoch(chart);
  return {
    ...base(theme),
    grid: panels.map((_, i) => ({
      left: box.left,
      right: box.right,
      top: box.tops[i],
      height: box.heights[i],
      outerBoundsMode: "none",
    })),
    xAxis: panels.map((_, i) => ({ ...epochAxis(theme, i, last), name: i === RATE ? "epoch" : "" })),
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

function lastEpoch({
  view: {
    data: { courses },
  },
  lines,
}: CourseChart): number {
  const lengths = lines.map(({ variant }) => courses.of[variant]?.[0]?.mean.length ?? 0);
  return courses.epochs[Math.max(1, ...lengths) - 1] ?? 1;
}

function seriesOf(chart: CourseChart, line: Line, course: Course, grid: number, isLog: boolean): readonly object[] {
  const { colour, symbol } = lookOf(line.slot);
  const { epochs } = chart.view.data.courses;
  const at = { name: line.label, xAxisIndex: grid, yAxisIndex: grid };
  const drawn = {
    ...at,
    ...lineAt(line.slot, grid === RATE ? course.mean : []),
    id: `${grid}:${line.variant}`,
    z: 3,
    symbolSize: 7,
    showAllSymbol: true,
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

function legendOf({ lines, frame, box }: CourseChart) {
  const data = lines.map(({ label, slot }) => ({ name: label, icon: lookOf(slot).symbol }));
  // From the left: how wide a text will be depends on the fonts of whoever looks at it.
  return {
    legend: {
      ...fileLegend(frame.theme, data),
      left: frame.width - box.right + 20,
      top: box.tops[0] - 8,
      itemWidth: 12,
    },
  };
}

const interaction = (theme: Theme) => ({
  tooltip: {
    ...tooltip(theme),
    trigger: "axis",
    axisPointer: { type: "line", lineStyle: { color: theme.line } },
  },
  axisPointer: { link: [{ xAxisIndex: "all" }] },
  dataZoom: [
    {
      type: "inside",
      xAxisIndex: [0, 1],
      zoomOnMouseWheel: "ctrl",
      moveOnMouseMove: "shift",
      preventDefaultMouseMove: false,
    },
    {
      type: "slider",
      xAxisIndex: [0, 1],
      bottom: 4,
      height: 20,
      borderColor: theme.line,
      textStyle: { color: theme.text },
      labelFormatter: (value: number) => String(Math.round(value)),
      showDataShadow: false,
      brushSelect: false,
    },
  ],
});

function noteOf(view: View): string {
  const { epochs } = view.data.courses;
  const last = epochs.at(-1) ?? 0;
  const what = "Lines are means over seeds. Bands range from the lowest to the highest seed. ";
  const sampled = epochs.length < last ? `${epochs.length} of ${last} epochs are drawn. ` : "";
  const how =
    "To zoom, drag the handles below the charts, or hold Ctrl and turn the wheel. Double-click to show everything.";
  return `${hasSeeds(view) ? what : ""}${sampled}${how}`;
}

/** A point as echarts tells of it. */
interface HoveredPoint {
  readonly seriesType: string;
  readonly seriesName: string;
  readonly seriesId: string;
  readonly color: string;
  readonly value: readonly [epoch: number, value: number | null];
}

const MOST_HINTS = 14;

/** The values at an epoch, greatest first as they lie in the chart. */
function hintOf(hovered: readonly HoveredPoint[]): Hint {
  const lines = hovered.filter(({ seriesType, value }) => seriesType === "line" && value[1] !== null);
  const grid = hovered[0]?.seriesId.split(":")[0];
  const own = lines.filter(({ seriesId }) => seriesId.startsWith(`${grid}:`));
  const sorted = own.toSorted((a, b) => Number(b.value[1]) - Number(a.value[1]));
  const rows = sorted.slice(0, MOST_HINTS).map(({ color, seriesName, value }) => ({
    colour: color,
    name: truncate(seriesName, LONGEST_NAME),
    figure: figureText(value[1], 5),
  }));
  const left = sorted.length - MOST_HINTS;
  return { lines: [], main: `epoch ${lines[0]?.value[0] ?? ""}`, rows, rest: left > 0 ? `and ${left} more` : "" };
}
