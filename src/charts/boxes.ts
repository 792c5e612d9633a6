import { type Direction, isBetter } from "../numbers/direction.ts";
import { toFigure } from "../numbers/figure.ts";
import { itemAt } from "../numbers/item-at.ts";
import { objectiveFigures, type ReportData } from "../report/data.ts";
import { figureText } from "../report/figure-text.ts";
import { truncate } from "../tables/columns.ts";
import { named, type ReportChart } from "./chart.ts";
import { axis, base, type Frame, LONGEST_NAME, tickText, tooltip, wantsLog } from "./frame.ts";
import { worstShown } from "./limits.ts";
import { inRanges, singly } from "./ranges.ts";
import type { View } from "./view.ts";

type BoxesOf = {
  /** A head of an axis, or {@link VARIANT}. */
  readonly by: string;
};

/** A box for each variant. */
export const VARIANT = "";

interface BoxGroup {
  readonly name: string;
  readonly values: readonly number[];
}

/** How far the runs of each variant, or of each value of an axis, lie apart. */
export const boxes: ReportChart<BoxesOf> = {
  name: "boxes",
  heading: "Spread of runs",
  start: () => ({ by: VARIANT }),
  choices({ varying }) {
    const options = [[VARIANT, "variant"] as const, ...named(varying)];
    return varying.length > 0 ? [{ key: "by", label: "One box per", options }] : [];
  },
  title: ({ view }) => `${view.data.title}: spread of the runs`,
  note({ view, chosen: { by } }) {
    const isCut = by === VARIANT && groupsOf(view, by).length === MOST_BOXES;
    return `Boxes show quartiles. Whiskers reach up to 1.5 times the interquartile range. Dots are runs. Runs that exploded lie beyond the axis.${isCut ? ` Only the best ${MOST_BOXES} variants are shown.` : ""}`;
  },
  draw({ view, chosen: { by } }, frame) {
    const all = groupsOf(view, by);
    const groups = frame.isFile ? all.map(({ name, values }) => ({ name: truncate(name, LONGEST_NAME), values })) : all;
    return {
      option: optionOf(view.data, groups, frame),
      height: frame.top + 70 + 26 * Math.max(2, groups.length),
      words: `Box plots of ${view.data.objective.metric} for ${groups.length} groups of runs.`,
    };
  },
};

/** More boxes than these nobody reads; the first by rank are drawn. */
const MOST_BOXES = 40;

/** Figures of the runs that ended ok, by variant (in the order of ranks) or by the values of an axis. */
export function groupsOf({ data, labels, isShown }: View, by: string): readonly BoxGroup[] {
  const shown = [...data.variants.keys()].filter(isShown);
  const { names, nameOf } = by === VARIANT ? byVariant(labels, shown) : byValue(data, by, shown);
  const groups = new Map(names.map((name) => [name, [] as number[]]));
  const figures = objectiveFigures(data);
  for (const [run, variant] of data.runs.variant.entries()) {
    const figure = itemAt(figures, run);
    if (isShown(variant) && Number.isFinite(figure)) groups.get(nameOf(variant))?.push(figure);
  }
  const known = [...groups].map(([name, values]) => ({ name, values })).filter(({ values }) => values.length > 0);
  return known.slice(0, MOST_BOXES);
}

/** The names of the groups in their order, and each variant's. */
interface Naming {
  readonly names: readonly string[];
  readonly nameOf: (variant: number) => string;
}

function byVariant(labels: readonly string[], shown: readonly number[]): Naming {
  const nameOf = (variant: number) => itemAt(labels, variant);
  return { names: shown.map(nameOf), nameOf };
}

/** In ranges where there are too many numbers. */
function byValue({ heads, variants }: ReportData, head: string, shown: readonly number[]): Naming {
  const column = heads.indexOf(head);
  const cellOf = (variant: number) => variants[variant]?.cells[column] ?? null;
  const values = new Set(shown.map(cellOf));
  const { texts, of } = values.size > MOST_BOXES ? inRanges(values) : singly(values);
  return { names: texts, nameOf: (variant) => itemAt(texts, of.get(cellOf(variant)) as number) };
}

/** An axis for the groups that did not explode: whose median is no explosion. */
function endsOf(groups: readonly BoxGroup[], mode: Direction) {
  const middle = ({ values }: BoxGroup) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
  const limit = worstShown(groups.map(middle), mode);
  const calm = groups.filter((group) => !isBetter(mode, limit, middle(group)));
  const values = calm.flatMap((group) => group.values);
  const worst = worstShown(values, mode);
  const isOut = groups.some((group) => group.values.some((value) => isBetter(mode, worst, value)));
  const shown = values.filter((value) => !isBetter(mode, worst, value));
  return { isLog: wantsLog(shown), ends: isOut ? { [mode === "min" ? "max" : "min"]: worst } : {} };
}

/** Quartiles, whiskers to 1.5 times their distance, and every run as a point. */
function optionOf({ objective }: ReportData, groups: readonly BoxGroup[], { theme, width, top }: Frame) {
  const itemNameFormatter = ({ value }: { readonly value: number }) => groups[value]?.name;
  const { isLog, ends } = endsOf(groups, objective.mode);
  const widest = Math.min(0.36 * width, 14 + 7 * Math.max(1, ...groups.map(({ name }) => name.length)));
  return {
    ...base(theme),
    grid: { left: widest, right: 24, top: top + 8, bottom: 48, outerBoundsMode: "none" },
    tooltip: { ...tooltip(theme), trigger: "item" },
    dataset: [
      { source: groups.map(({ values }) => [...values]) },
      { fromDatasetIndex: 0, transform: { type: "boxplot", config: { itemNameFormatter } } },
    ],
    xAxis: {
      ...axis(theme),
      type: isLog ? "log" : "value",
      scale: true,
      ...ends,
      name: `${objective.at} ${objective.metric}${isLog ? " (log)" : ""}`,
      nameLocation: "middle",
      nameGap: 28,
      axisLabel: { ...axis(theme).axisLabel, formatter: tickText },
    },
    yAxis: {
      ...axis(theme),
      type: "category",
      inverse: true,
      data: groups.map(({ name }) => name),
      axisTick: { show: false },
      axisLabel: {
        ...axis(theme).axisLabel,
        hideOverlap: false,
        interval: 0,
        overflow: "truncate",
        width: widest - 10,
      },
      splitLine: { show: false },
    },
    series: [
      {
        type: "boxplot",
        datasetIndex: 1,
        layout: "vertical",
        encode: { x: ["Low", "Q1", "Q2", "Q3", "High"], y: "ItemName", tooltip: ["Low", "Q1", "Q2", "Q3", "High"] },
        boxWidth: [6, 16],
        itemStyle: { color: "#006cc040", borderColor: "#006cc0", borderWidth: 1.5 },
        tooltip: { valueFormatter: (value: unknown) => figureText(toFigure(Number(value))) },
      },
      {
        type: "scatter",
        symbol: "circle",
        symbolSize: 5,
        itemStyle: { color: theme.text, opacity: 0.55 },
        data: groups.flatMap(({ values }, row) => values.map((value) => [value, row])),
        tooltip: { formatter: ({ value }: { value: readonly number[] }) => figureText(toFigure(value[0])) },
      },
    ],
  };
}
