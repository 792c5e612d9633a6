import { directionOf } from "../analysis/figures.ts";
import { type Direction, isBetter } from "../numbers/direction.ts";
import { type Figure, toNumber } from "../numbers/figure.ts";
import { itemAt } from "../numbers/item-at.ts";
import { named, type ReportChart } from "./chart.ts";
import { type CourseChart, type CourseChosen, courseBox, type Line, placesOf, RATE } from "./course-chart.ts";
import { type HoveredPoint, hintOf } from "./course-hint.ts";
import { courseSeries } from "./course-series.ts";
import { axis, base, FONT, type Frame, fileLegend, type Theme, tickText, tooltip, wantsLog } from "./frame.ts";
import { logEnds, worstShown } from "./limits.ts";
import { epochAxis } from "./lines.ts";
import { COLOURS } from "./palette.ts";
import type { View } from "./view.ts";

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
    return {
      metric,
      rate,
      isLog: valuesWantLog(view, metric),
      isRateLog: valuesWantLog(view, rate),
      hasBands: true,
      isBySteps: false,
    };
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
      // Otherwise the lines stay where they are.
      ...(new Set(view.data.courses.steps).size > 1 ? [{ key: "isBySteps", label: "steps, not epochs" } as const] : []),
    ];
  },
  title: ({ view, chosen }) => `${view.data.title}: ${chosen.metric} and ${chosen.rate} of the best`,
  note: ({ view }) => noteOf(view),
  draw({ view, chosen }, frame) {
    const lines = linesOf(view, frame);
    const best = lines[0] === undefined ? "" : ` The best one drawn is ${lines[0].label}.`;
    const chart: CourseChart = { ...chosen, view, lines, frame, box: courseBox(lines, frame) };
    return {
      option: { ...optionOf(chart), ...(frame.isFile ? legendOf(chart) : interaction(frame.theme)) },
      height: chart.box.height,
      words: `${chosen.metric} and ${chosen.rate} over ${chosen.isBySteps ? "steps" : "epochs"}, ${lines.length} variants.${best}`,
      hint: (hovered: readonly HoveredPoint[]) => hintOf(chart, hovered),
    };
  },
};

/** A plot's column among the courses. */
interface Plot {
  readonly column: number;
  readonly name: string;
}

function metricsOf({ data: { courses } }: View): readonly string[] {
  const hasValues = (column: number) => courses.of.some((of) => of[column]?.mean.some((value) => value !== null));
  return courses.metrics.filter((_, i) => hasValues(courses.rates.length + i));
}

function valuesWantLog({ data: { courses } }: View, name: string): boolean {
  const column = [...courses.rates, ...courses.metrics].indexOf(name);
  return wantsLog(courses.of.slice(0, COLOURS.length).flatMap((of) => (of[column]?.mean ?? []).map(toNumber)));
}

const hasSeeds = ({ data }: View) => new Set(data.runs.seed).size > 1 || data.draws.length > 0;

/** In a file, the best as they rank. */
function linesOf(view: View, { isFile }: Frame): readonly Line[] {
  const drawn = isFile ? view.drawable.slice(0, COLOURS.length) : view.drawable.filter((one) => view.isDrawn(one));
  return drawn.map((variant) => ({ label: itemAt(view.labels, variant), variant }));
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
  const last = lastPlace(chart);
  return {
    ...base(theme),
    grid: panels.map((_, i) => ({
      left: box.left,
      right: box.right,
      top: box.tops[i],
      height: box.heights[i],
      outerBoundsMode: "none",
    })),
    xAxis: panels.map((_, i) => ({
      ...epochAxis(theme, i, last),
      name: i === RATE ? (chart.isBySteps ? "step" : "epoch") : "",
    })),
    yAxis: panels.map(({ column, name, isLog }, i) => ({
      ...axis(theme),
      gridIndex: i,
      type: isLog ? "log" : "value",
      scale: i !== RATE,
      ...endsOf(chart, { column, name }, isLog),
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
        return course === undefined ? [] : courseSeries(chart, line, course, i, isLog);
      }),
    ),
  };
}

/**
 * Where the axis of a plot ends, by what is in view: figures that exploded lie beyond it, so that they do not flatten the
 * rest.
 */
function endsOf(chart: CourseChart, { column, name }: Plot, isLog: boolean) {
  const { courses, objective } = chart.view.data;
  const mode = directionOf(name, objective) ?? "min";
  const worst = worstShown(
    chart.lines.map(({ variant }) => worstOf(courses.of[variant]?.[column]?.mean ?? [], mode)),
    mode,
  );
  const within = (value: number) => (Number.isFinite(worst) && isBetter(mode, worst, value) ? worst : value);
  if (isLog)
    return {
      min: ({ min, max }: Extent) => logEnds(within(min), within(max)).min,
      max: ({ min, max }: Extent) => logEnds(within(min), within(max)).max,
    };
  const side = mode === "min" ? "max" : "min";
  return { [side]: (extent: Extent) => (isBetter(mode, worst, extent[side]) ? worst : undefined) };
}

/** What is in view of an axis. */
type Extent = Readonly<Record<"min" | "max", number>>;

const worstOf = (values: readonly Figure[], mode: Direction) =>
  values
    .map(toNumber)
    .filter(Number.isFinite)
    .reduce((a, b) => (isBetter(mode, a, b) ? b : a), Number.NaN);

/** Where the longest line ends. */
function lastPlace(chart: CourseChart): number {
  const ends = chart.lines.map(({ variant }) => {
    const length = chart.view.data.courses.of[variant]?.[0]?.mean.length ?? 0;
    return placesOf(chart, variant)[Math.max(1, length) - 1] ?? 1;
  });
  return Math.max(1, ...ends);
}

function legendOf({ view, lines, frame, box }: CourseChart) {
  const data = lines.map(({ label, variant }) => ({ name: label, icon: view.lookOf(variant).symbol }));
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
    // It hides no points: a line goes on beyond the window.
    { type: "inside", yAxisIndex: [0], filterMode: "none", zoomOnMouseWheel: "alt", moveOnMouseMove: "shift" },
    {
      type: "slider",
      xAxisIndex: [0, 1],
      bottom: 2,
      height: 24,
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
  const run = view.data.draws.length === 0 ? "seed" : "run";
  const what = `Lines are means over ${run}s. Bands range from the lowest to the highest ${run}. `;
  const sampled = epochs.length < last ? `${epochs.length} of ${last} epochs are drawn. ` : "";
  const how =
    "To zoom, drag the handles below the charts, or turn the wheel with Ctrl for the epochs, with Alt for the figure. Double-click to show everything. " +
    "With the keyboard, arrows tell what is at a place, with Shift they zoom, and 0 shows everything.";
  return `${hasSeeds(view) ? what : ""}${sampled}${how}`;
}
