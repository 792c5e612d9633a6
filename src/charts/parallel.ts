import { shortHeads } from "../experiment/short-heads.ts";
import { toNumber } from "../numbers/figure.ts";
import { itemAt } from "../numbers/item-at.ts";
import { axisValues } from "../report/data.ts";
import { cellTexts } from "../report/label.ts";
import type { ReportChart } from "./chart.ts";
import { axis, base, type Frame, isSpreadBySize, SEQUENCE, tickText, wantsLog } from "./frame.ts";
import type { View } from "./view.ts";

/** More lines are a blot; the best are drawn. */
const MOST_LINES = 2000;

/** All axes at once, where there are two or more. */
export const parallel: ReportChart = {
  name: "parallel",
  heading: "All axes",
  isCanvas: true,
  start: ({ varying }) => (varying.length < 2 ? undefined : {}),
  choices: () => [],
  title: ({ view }) => `${view.data.title}: all axes`,
  note({ view: { data } }) {
    const { length } = data.variants;
    const cut = length > MOST_LINES ? ` Only the best ${MOST_LINES} of ${length} variants are drawn.` : "";
    return `Each line is a variant. The most visible lines rank first. Drag along an axis to select the lines that cross it there.${cut}`;
  },
  draw({ view }, frame) {
    return {
      option: optionOf(view, frame),
      height: frame.top + 360,
      words: `One line per variant over ${view.varying.join(", ")} and ${view.data.objective.metric}.`,
    };
  },
};

/** A line for each variant, over its axes to the mean of its objective; its colour is its rank's. */
function optionOf({ data, isShown }: View, { theme, top }: Frame) {
  const { objective } = data;
  const shown = data.variants
    .map((variant, place) => ({ variant, place }))
    .filter(({ variant, place }) => isShown(place) && Number.isFinite(toNumber(variant.objective.mean)))
    .slice(0, MOST_LINES);
  const short = shortHeads(data.heads);
  const columns = data.heads.map((head, column) => ({
    head,
    name: itemAt(short, column),
    column,
    values: shown.map(({ variant }) => variant.cells[column]),
  }));
  const varying = columns.filter(({ values }) => new Set(values).size > 1);
  const means = shown.map(({ variant }) => toNumber(variant.objective.mean));
  const dimensions = [
    ...varying.map(({ name, column, values }) => {
      // Where a number does not apply, a line passes its axis without touching it.
      if (values.every((value) => typeof value === "number" || value === null))
        return numeric(name, values as readonly (number | null)[], isSpreadBySize(ascending(values)));
      const all = axisValues(data, column);
      const textOf = cellTexts(all);
      const texts = all.map((value) => textOf(value) || "—");
      return {
        name,
        type: "category",
        data: texts,
        inverse: true,
        nameLocation: "start",
        values: values.map((value) => textOf(value) || "—"),
      };
    }),
    {
      ...numeric(`${objective.at} ${objective.metric}`, means, wantsLog(means)),
      ...(objective.mode === "min" ? { inverse: true, nameLocation: "start" } : {}),
    },
  ];
  const last = Math.max(1, shown.length - 1);
  return {
    ...base(theme),
    parallel: {
      left: 40,
      right: 90,
      top: top + 44,
      bottom: 24,
      parallelAxisDefault: { areaSelectStyle: { width: 16, opacity: 0.25 } },
    },
    parallelAxis: dimensions.map(({ values: _, ...dimension }, dim) => ({
      ...axis(theme),
      ...dimension,
      dim,
      nameTextStyle: { color: theme.text, fontSize: 12 },
      axisLabel: {
        color: theme.text,
        fontSize: 11,
        overflow: "truncate",
        width: 140,
        // Lines pass behind the names; a file is on white, or on what its reader has chosen.
        textBorderColor: theme.page === "transparent" ? "#ffffffcc" : theme.page,
        textBorderWidth: 3,
        ...(dimension.type === "category" ? {} : { formatter: tickText }),
      },
    })),
    visualMap: {
      show: false,
      min: 0,
      max: last,
      dimension: dimensions.length,
      // The best stand out most from the page, and none is lost in it.
      inRange: { color: theme.isDark ? SEQUENCE.slice(0, 6) : SEQUENCE.toReversed().slice(0, 6) },
    },
    series: [
      {
        type: "parallel",
        lineStyle: { width: shown.length > 200 ? 1 : 1.5, opacity: shown.length > 200 ? 0.35 : 0.75 },
        inactiveOpacity: 0.04,
        activeOpacity: 0.9,
        progressive: 500,
        smooth: false,
        data: shown.map((_, i) => [...dimensions.map(({ values }) => values[i]), i]),
      },
    ],
  };
}

const ascending = (values: readonly unknown[]) =>
  values.filter((value) => typeof value === "number").sort((a, b) => a - b);

const numeric = (name: string, values: readonly (number | null)[], isLog: boolean) => ({
  name,
  type: isLog ? "log" : "value",
  scale: true,
  values,
});
