import type { ECharts } from "echarts/core";
import { courseChart, type Line } from "../../charts/course-chart.ts";
import { type Theme, tooltip, wantsLog } from "../../charts/frame.ts";
import { toNumber } from "../../numbers/figure.ts";
import { itemAt } from "../../numbers/item-at.ts";
import { figureText } from "../../report/figure-text.ts";
import { Chart, type Drawing } from "./chart.ts";
import { choice, h, tick } from "./element.ts";
import { legend } from "./legend.ts";
import { controls, section } from "./section.ts";
import type { View } from "./view.ts";

/** Curves of a metric, and the schedules beneath them on the same epochs. */
export function courses(view: View): HTMLElement {
  const { courses, objective, runs } = view.data;
  const metrics = courses.metrics.filter((_, i) => hasValues(view, courses.rates.length + i));
  const state = {
    metric: metrics.includes(objective.metric) ? objective.metric : (metrics[0] ?? objective.metric),
    rate: courses.rates[0] ?? "lr",
    isLog: false,
    isRateLog: valuesWantLog(view, courses.rates[0] ?? "lr"),
    hasBands: true,
  };
  state.isLog = valuesWantLog(view, state.metric);
  const draw = (theme: Theme, width: number): Drawing => drawing(view, state, theme, width);
  const chart = new Chart(draw, "svg", resetOnDoubleClick);
  const change = <K extends keyof typeof state>(key: K, value: (typeof state)[K]) => {
    state[key] = value;
    chart.update();
  };
  const log = tick("log scale", state.isLog, (isOn) => change("isLog", isOn));
  const chooseMetric = (metric: string) => {
    state.isLog = valuesWantLog(view, metric);
    (log.firstElementChild as HTMLInputElement).checked = state.isLog;
    change("metric", metric);
  };
  view.onChange(() => chart.update());
  const hasSeeds = new Set(runs.seed).size > 1;
  const options = (names: readonly string[]) => names.map((name) => [name, name] as const);
  const how = `Drag the handles beneath to zoom (or Ctrl and the wheel); both charts follow. A double click shows all.`;
  const what = hasSeeds ? "Lines are means over seeds, bands reach from the least to the greatest seed. " : "";
  return section(
    "Loss curves and schedules",
    "curves",
    controls(
      metrics.length > 1 ? choice("Metric", options(metrics), state.metric, chooseMetric) : null,
      log,
      hasSeeds ? tick("bands", state.hasBands, (isOn) => change("hasBands", isOn)) : null,
      courses.rates.length > 1
        ? choice("Rate", options(courses.rates), state.rate, (rate) => change("rate", rate))
        : null,
      tick("rate in log scale", state.isRateLog, (isOn) => change("isRateLog", isOn)),
    ),
    h("div", { class: "with-legend" }, chart.element, legend(view)),
    h("p", { class: "note" }, `${what}${sampled(view)}${how}`),
  );
}

function hasValues({ data }: View, column: number): boolean {
  return data.courses.of.some((courses) => courses[column]?.mean.some((value) => value !== null));
}

function valuesWantLog({ data }: View, name: string): boolean {
  const column = [...data.courses.rates, ...data.courses.metrics].indexOf(name);
  return wantsLog(data.courses.of.slice(0, 7).flatMap((courses) => (courses[column]?.mean ?? []).map(toNumber)));
}

function sampled({ data }: View): string {
  const { epochs } = data.courses;
  const last = epochs.at(-1) ?? 0;
  return epochs.length < last ? `${epochs.length} of ${last} epochs are drawn. ` : "";
}

type CourseView = Omit<Parameters<typeof courseChart>[0], "courses" | "lines" | "theme" | "box">;

function drawing(view: View, state: CourseView, theme: Theme, width: number): Drawing {
  const { courses } = view.data;
  const lines = view.drawable.flatMap((variant): Line[] => {
    const slot = view.slotOf(variant);
    return slot === undefined ? [] : [{ label: itemAt(view.labels, variant), variant, slot }];
  });
  const heights = width < 500 ? ([220, 130] as const) : ([300, 160] as const);
  const box = { top: 34, heights, left: 62, right: 18 };
  const option = {
    ...courseChart({ ...state, courses, lines, theme, box }),
    tooltip: {
      ...tooltip(theme),
      trigger: "axis",
      axisPointer: { type: "line", lineStyle: { color: theme.line } },
      formatter: (hovered: readonly Hovered[]) => hint(hovered),
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
  };
  const best = lines[0] === undefined ? "" : ` Best of those drawn: ${lines[0].label}.`;
  const words = `${state.metric} and ${state.rate} over epochs, ${lines.length} variants.${best} The figures are in the tables of this page.`;
  return { option, height: box.top + heights[0] + heights[1] + 46 + 74, words };
}

interface Hovered {
  readonly seriesType: string;
  readonly seriesName: string;
  readonly seriesId: string;
  readonly color: string;
  readonly value: readonly [epoch: number, value: number | null];
}

const MOST_HINTS = 14;

/** The values at an epoch, greatest first as they lie in the chart. */
function hint(hovered: readonly Hovered[]): HTMLElement {
  const lines = hovered.filter(({ seriesType, value }) => seriesType === "line" && value[1] !== null);
  const grid = hovered[0]?.seriesId.split(":")[0];
  const own = lines.filter(({ seriesId }) => seriesId.startsWith(`${grid}:`));
  const sorted = own.toSorted((a, b) => Number(b.value[1]) - Number(a.value[1]));
  const row = ({ seriesName, color, value }: Hovered) =>
    h(
      "tr",
      {},
      h("td", {}, h("span", { class: "dot", style: `background:${color}` })),
      h("td", {}, seriesName.length > 44 ? `${seriesName.slice(0, 43)}…` : seriesName),
      h("td", { class: "number" }, figureText(value[1], 5)),
    );
  const left = sorted.length - MOST_HINTS;
  return h(
    "div",
    { class: "hint" },
    h("strong", {}, `epoch ${lines[0]?.value[0] ?? ""}`),
    h("table", {}, ...sorted.slice(0, MOST_HINTS).map(row)),
    left > 0 && `and ${left} more`,
  );
}

function resetOnDoubleClick(chart: ECharts): void {
  chart.getZr().on("dblclick", () => chart.dispatchAction({ type: "dataZoom", start: 0, end: 100 }));
}
