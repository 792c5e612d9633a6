import type { Cell } from "../contracts/plan.ts";
import { isBetter } from "../numbers/direction.ts";
import { toFigure } from "../numbers/figure.ts";
import { itemAt } from "../numbers/item-at.ts";
import { objectiveFigures, type ReportData } from "../report/data.ts";
import { figureText } from "../report/figure-text.ts";
import { named, type ReportChart } from "./chart.ts";
import { axis, base, type Frame, SEQUENCE, tooltip } from "./frame.ts";
import { inRanges, MOST_RANGES, singly } from "./ranges.ts";
import type { View } from "./view.ts";

/** The head that stands for the seeds. */
export const SEED = "seed";

type Sides = {
  /** Heads of axes, or {@link SEED}. */
  readonly across: string;
  readonly down: string;
  /** What a field shows of the runs it stands for. */
  readonly shows: "mean" | "best";
};

/** The objective over any two axes. */
export const heatmap: ReportChart<Sides> = {
  name: "heatmap",
  heading: "Two axes",
  start(view) {
    const [first, second] = headsOf(view);
    return first === undefined || second === undefined ? undefined : { ...sides(view, first, second), shows: "mean" };
  },
  choices(view) {
    const options = named(headsOf(view));
    const shows = [["mean", "mean of its runs"] as const, ["best", "best of its runs"] as const];
    return [
      { key: "across", label: "Across", options },
      { key: "down", label: "Down", options },
      { key: "shows", label: "Field", options: shows },
    ];
  },
  title: ({ view: { data }, chosen: { shows, across, down } }) =>
    `${data.title}: ${shows} ${data.objective.metric} by ${across} and ${down}`,
  note({ view }) {
    const { at, metric } = view.data.objective;
    return `Fields show the ${at} ${metric} of the runs that ended ok. Colours follow the rank, from worst to best. In grey fields, no run ended ok.`;
  },
  draw({ view, chosen: sides }, frame) {
    const fields = fieldsOf(view, sides);
    return {
      option: optionOf(view.data, sides, fields, frame),
      height: frame.top + 96 + Math.min(640, Math.max(2, fields.rows.length) * 34),
      words: `${sides.shows} ${view.data.objective.metric} by ${sides.across} and ${sides.down}.`,
      hint: (hovered: HoveredField) => hintOf(fields, sides, hovered),
    };
  },
};

const headsOf = ({ data, varying }: View) => [...varying, ...(new Set(data.runs.seed).size > 1 ? [SEED] : [])];

/** The axis with more values goes down, where there is room for names. */
function sides({ data }: View, first: string, second: string) {
  const countOf = (column: number) => new Set(data.variants.map(({ cells }) => cells[column])).size;
  const count = (head: string) => (head === SEED ? 0 : countOf(data.heads.indexOf(head)));
  return count(first) > count(second) ? { across: second, down: first } : { across: first, down: second };
}

/** A field as echarts tells of it. */
interface HoveredField {
  readonly name: string;
  readonly value: readonly [x: number, y: number];
}

function hintOf({ columns, rows, fields }: Fields, { across, down, shows }: Sides, { name, value }: HoveredField) {
  const [x, y] = value;
  const { runs = 0 } = fields.find((field) => field.x === x && field.y === y) ?? {};
  const of = runs === 0 ? "" : runs === 1 ? ", one run" : `, ${shows} of ${runs} runs`;
  return { lines: [`${down}: ${rows[y]}`, `${across}: ${columns[x]}`], main: name + of };
}

interface Field {
  readonly x: number;
  readonly y: number;
  /** NaN where no run ended ok. */
  readonly value: number;
  /** Runs that ended ok. */
  readonly runs: number;
}

interface Fields {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  readonly fields: readonly Field[];
}

/** Of more numbers than these an axis is always shown in ranges. */
const MOST_VALUES = 30;

/** The runs by their values of two axes. What did not end ok counts nowhere. */
export function fieldsOf({ data, isShown }: View, { across, down, shows }: Sides): Fields {
  const figures = objectiveFigures(data);
  const runs = data.runs.variant.flatMap((variant, run) =>
    isShown(variant)
      ? [{ x: cellUnder(data, across, run), y: cellUnder(data, down, run), figure: itemAt(figures, run) }]
      : [],
  );
  const values = { x: new Set(runs.map(({ x }) => x)), y: new Set(runs.map(({ y }) => y)) };
  // Values that a search draws come but once, and nearly all fields would be empty.
  const pairs = new Set(runs.map(({ x, y }) => JSON.stringify([x, y]))).size;
  const isSparse = 2 * pairs < values.x.size * values.y.size;
  const placesOf = (own: ReadonlySet<Cell>) =>
    own.size > (isSparse ? MOST_RANGES : MOST_VALUES) ? inRanges(own) : singly(own);
  const [columns, rows] = [placesOf(values.x), placesOf(values.y)];
  const gathered = new Map<number, { x: number; y: number; figures: number[] }>();
  for (const { x: column, y: row, figure } of runs) {
    const [x, y] = [columns.of.get(column) as number, rows.of.get(row) as number];
    const key = y * columns.texts.length + x;
    const field = gathered.get(key) ?? { x, y, figures: [] };
    gathered.set(key, field);
    if (Number.isFinite(figure)) field.figures.push(figure);
  }
  const { mode } = data.objective;
  const fields = [...gathered.values()].map(({ x, y, figures }) => {
    const sum = figures.reduce((total, figure) => total + figure, 0);
    const best = figures.reduce((a, b) => (isBetter(mode, a, b) ? a : b), Number.NaN);
    return { x, y, value: shows === "mean" ? sum / figures.length : best, runs: figures.length };
  });
  return { columns: columns.texts, rows: rows.texts, fields };
}

function cellUnder({ heads, variants, runs }: ReportData, head: string, run: number): Cell {
  if (head === SEED) return runs.seed[run] ?? null;
  return variants[itemAt(runs.variant, run)]?.cells[heads.indexOf(head)] ?? null;
}

/** So many that figures of different colours read differently, if six will do. */
function digitsFor(values: readonly number[]): number {
  const areApart = (digits: number) => new Set(values.map((value) => value.toPrecision(digits))).size === values.length;
  return [3, 4, 5].find(areApart) ?? 6;
}

/** A field apart from the scale. */
const NO_FIGURE = { name: "none ended ok", visualMap: false, label: { show: false } };

/** More columns leave no room for figures; they are in the tooltip then. */
const MOST_WITH_TEXT = 14;

/**
 * A field for each pair of values. Its colour is the place of its figure among all of them, from worst to best: figures
 * that differ by powers of ten would else all look like the best.
 */
function optionOf({ objective }: ReportData, { across, down }: Sides, field: Fields, { theme, width, top }: Frame) {
  const { columns, rows, fields } = field;
  const known = fields.filter(({ value }) => Number.isFinite(value)).map(({ value }) => value);
  const worstFirst = [...new Set(known)].sort((a, b) => (isBetter(objective.mode, a, b) ? 1 : -1));
  const placeOfValue = new Map(worstFirst.map((value, place) => [value, place]));
  const last = Math.max(1, worstFirst.length - 1);
  const digits = digitsFor(worstFirst);
  const category = (texts: readonly string[], name: string) => ({
    ...axis(theme),
    type: "category",
    data: texts,
    name,
    nameLocation: "middle",
    splitArea: { show: false },
    axisTick: { show: false },
  });
  const widest = Math.min(0.3 * width, 16 + 6.8 * Math.max(1, ...rows.map(({ length }) => length)));
  return {
    ...base(theme),
    grid: { left: widest + 24, right: 16, top: top + 12, bottom: 84, outerBoundsMode: "none" },
    xAxis: {
      ...category(columns, across),
      nameGap: 28,
      axisLabel: {
        ...axis(theme).axisLabel,
        overflow: "truncate",
        width: Math.max(84, (width - widest) / columns.length - 8),
      },
    },
    yAxis: {
      ...category(rows, down),
      inverse: true,
      nameGap: widest + 8,
      axisLabel: { ...axis(theme).axisLabel, overflow: "truncate", width: widest - 6 },
    },
    tooltip: { ...tooltip(theme), trigger: "item" },
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
          // It was tried, and has no figure.
          if (place === undefined) return { ...NO_FIGURE, value: [x, y, 0], itemStyle: { color: theme.grid } };
          return {
            value: [x, y, place],
            name: figureText(toFigure(value), digits),
            label: { color: place / last > 0.45 ? "#ffffff" : "#1b1b1b" },
          };
        }),
        label: { show: columns.length <= MOST_WITH_TEXT, fontSize: 11, formatter: "{b}" },
        itemStyle: { borderColor: theme.page, borderWidth: 1 },
        emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 2 } },
      },
    ],
  };
}
