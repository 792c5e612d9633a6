import type { EChartsCoreOption } from "echarts/core";
import type { Cell } from "../../../definition/plan.ts";
import { objectiveFigures, type ReportData, toFigure } from "../data.ts";
import { figureText } from "../figure-text.ts";
import { cellText } from "../label.ts";
import { axis, base, SEQUENCE, type Theme, tooltip } from "./frame.ts";

/** The head that stands for the seeds. */
export const SEED = "seed";

export interface Heatmap {
  readonly data: ReportData;
  /** Heads of axes, or {@link SEED}. */
  readonly across: string;
  readonly down: string;
  /** What a field shows of the runs it stands for. */
  readonly shows: "mean" | "best";
  /** Variants that count, by place. */
  readonly isShown: (variant: number) => boolean;
  readonly theme: Theme;
}

interface Field {
  readonly x: number;
  readonly y: number;
  /** NaN where no run ended ok. */
  readonly value: number;
}

export interface Fields {
  readonly columns: readonly Cell[];
  readonly rows: readonly Cell[];
  readonly fields: readonly Field[];
}

/** The runs by their values of two axes. What did not end ok counts nowhere. */
export function fieldsOf({ data, across, down, shows, isShown }: Omit<Heatmap, "theme">): Fields {
  const [columns, rows] = [new Map<Cell, number>(), new Map<Cell, number>()];
  const gathered = new Map<string, { x: number; y: number; values: number[] }>();
  const figures = objectiveFigures(data);
  for (const [run, variant] of data.runs.variant.entries()) {
    if (!isShown(variant)) continue;
    const x = placeOf(columns, cellUnder(data, across, run));
    const y = placeOf(rows, cellUnder(data, down, run));
    const field = gathered.get(`${x} ${y}`) ?? { x, y, values: [] };
    gathered.set(`${x} ${y}`, field);
    const figure = figures[run] as number;
    if (Number.isFinite(figure)) field.values.push(figure);
  }
  const better = data.objective.mode === "min" ? Math.min : Math.max;
  const fields = [...gathered.values()].map(({ x, y, values }) => {
    const sum = values.reduce((total, value) => total + value, 0);
    const best = values.reduce((a, b) => better(a, b), values[0] ?? Number.NaN);
    return { x, y, value: shows === "mean" ? sum / values.length : best };
  });
  return sorted({ columns: [...columns.keys()], rows: [...rows.keys()], fields });
}

function placeOf(places: Map<Cell, number>, value: Cell): number {
  const place = places.get(value) ?? places.size;
  places.set(value, place);
  return place;
}

function cellUnder({ heads, variants, runs }: ReportData, head: string, run: number): Cell {
  if (head === SEED) return runs.seed[run] ?? null;
  return variants[runs.variant[run] as number]?.cells[heads.indexOf(head)] ?? null;
}

/** Numbers ascend; names stay in the order of the runs. */
function sorted({ columns, rows, fields }: Fields): Fields {
  const order = (values: readonly Cell[]) => {
    const places = values.map((_, i) => i);
    if (values.every((value) => typeof value === "number" || value === null))
      places.sort((a, b) => Number(values[a] ?? -Infinity) - Number(values[b] ?? -Infinity));
    return places;
  };
  const [byColumn, byRow] = [order(columns), order(rows)];
  return {
    columns: byColumn.map((place) => columns[place] as Cell),
    rows: byRow.map((place) => rows[place] as Cell),
    fields: fields.map((field) => ({ ...field, x: byColumn.indexOf(field.x), y: byRow.indexOf(field.y) })),
  };
}

/** So many that figures of different colours read differently, if six will do. */
function digitsFor(values: readonly number[]): number {
  const areApart = (digits: number) => new Set(values.map((value) => value.toPrecision(digits))).size === values.length;
  return [3, 4, 5].find(areApart) ?? 6;
}

/** More columns leave no room for figures; they are in the tooltip then. */
const MOST_WITH_TEXT = 14;

export function heatmapHeight({ rows }: Fields): number {
  return 96 + Math.min(640, Math.max(2, rows.length) * 34);
}

/**
 * A field for each pair of values. Its colour is the place of its figure among all of them, from worst to best: figures
 * that differ by powers of ten would else all look like the best.
 */
export function heatmap(chart: Heatmap): EChartsCoreOption {
  const { theme, across, down, data } = chart;
  const { columns, rows, fields } = fieldsOf(chart);
  const known = fields.filter(({ value }) => Number.isFinite(value)).map(({ value }) => value);
  const worstFirst = [...new Set(known)].sort((a, b) => (data.objective.mode === "min" ? b - a : a - b));
  const placeOfValue = new Map(worstFirst.map((value, place) => [value, place]));
  const last = Math.max(1, worstFirst.length - 1);
  const digits = digitsFor(worstFirst);
  const category = (values: readonly Cell[], name: string) => ({
    ...axis(theme),
    type: "category",
    data: values.map((value) => cellText(value) || "—"),
    name,
    nameLocation: "middle",
    splitArea: { show: false },
    axisTick: { show: false },
  });
  const widest = Math.min(150, 16 + 6.2 * Math.max(1, ...rows.map((row) => cellText(row).length)));
  return {
    ...base(theme),
    grid: { left: widest + 24, right: 16, top: 12, bottom: 84, outerBoundsMode: "none" },
    tooltip: { ...tooltip(theme), trigger: "item" },
    xAxis: {
      ...category(columns, across),
      nameGap: 28,
      axisLabel: { ...axis(theme).axisLabel, overflow: "truncate", width: 84 },
    },
    yAxis: {
      ...category(rows, down),
      inverse: true,
      nameGap: widest + 8,
      axisLabel: { ...axis(theme).axisLabel, overflow: "truncate", width: widest - 6 },
    },
    visualMap: {
      type: "continuous",
      min: 0,
      max: last,
      dimension: 2,
      orient: "horizontal",
      left: "center",
      bottom: 0,
      itemHeight: 160,
      itemWidth: 12,
      text: ["best", "worst"],
      textStyle: { color: theme.text },
      inRange: { color: [...SEQUENCE] },
    },
    series: [
      {
        type: "heatmap",
        data: fields.map(({ x, y, value }) => {
          const place = placeOfValue.get(value);
          const text = place === undefined ? "none ended ok" : figureText(toFigure(value), digits);
          return {
            value: [x, y, place ?? "-"],
            name: text,
            label: { color: (place ?? 0) / last > 0.45 ? "#ffffff" : "#1b1b1b" },
          };
        }),
        label: { show: columns.length <= MOST_WITH_TEXT, fontSize: 11, formatter: "{b}" },
        itemStyle: { borderColor: theme.page, borderWidth: 1 },
        emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 2 } },
      },
    ],
  };
}
