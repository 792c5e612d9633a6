import { isBetter } from "../numbers/direction.ts";
import { toFigure } from "../numbers/figure.ts";
import { log } from "../numbers/math.ts";
import type { ReportData } from "../report/data.ts";
import { figureText } from "../report/figure-text.ts";
import { axis, base, type Frame, SEQUENCE, type Theme, tooltip, wantsLog } from "./frame.ts";
import type { Field, Fields, Sides } from "./heatmap-data.ts";
import { worstShown } from "./limits.ts";

/** More columns leave no room for figures; they are in the tooltip then. */
const MOST_WITH_TEXT = 14;

/** A field for each pair of values, coloured by its figure. */
export function fieldsOption(
  { objective }: ReportData,
  { across, down }: Pick<Sides, "across" | "down">,
  found: Fields,
  frame: Frame,
) {
  const { theme, width, top } = frame;
  const { columns, rows } = found;
  const widest = Math.min(0.3 * width, 16 + 6.8 * Math.max(1, ...rows.map(({ length }) => length)));
  const category = (texts: readonly string[], name: string) => ({
    ...axis(theme),
    ...{ type: "category", data: texts, name, nameLocation: "middle", splitArea: { show: false } },
    axisTick: { show: false },
  });
  const label = { ...axis(theme).axisLabel, overflow: "truncate" };
  const scale = scaleOf(found, objective.mode);
  return {
    ...base(theme),
    grid: { left: widest + 24, right: 16, top: top + 12, bottom: 84, outerBoundsMode: "none" },
    xAxis: {
      ...category(columns, across),
      nameGap: 28,
      axisLabel: { ...label, width: Math.max(84, (width - widest) / columns.length - 8) },
    },
    yAxis: { ...category(rows, down), inverse: true, nameGap: widest + 8, axisLabel: { ...label, width: widest - 6 } },
    tooltip: { ...tooltip(theme), trigger: "item" },
    visualMap: colours(scale, theme),
    series: [
      {
        type: "heatmap",
        data: found.fields.map((field) => fieldOf(field, scale, theme)),
        label: { show: columns.length <= MOST_WITH_TEXT, fontSize: 11, lineHeight: 13, formatter: "{b}" },
        itemStyle: { borderColor: theme.page, borderWidth: 1 },
        emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 2 } },
      },
      hatched(found.fields.filter(({ diverged }) => diverged > 0)),
      outlined(found.fields.filter(({ value }) => scale.isBest(value))),
    ],
  };
}

/** From figures to colours. */
interface ColourScale {
  readonly best: number;
  readonly worst: number;
  /** From 0, the worst, to 1, the best. What exploded is as bad as the worst that did not. */
  readonly placeOf: (value: number) => number;
  readonly textOf: (value: number) => string;
  /** The best, or as good to the digits shown. */
  readonly isBest: (value: number) => boolean;
}

/** By size where figures are spread by size, so that those near the best are told apart. */
function scaleOf({ fields }: Fields, mode: "min" | "max"): ColourScale {
  const known = fields.map(({ value }) => value).filter(Number.isFinite);
  const best = known.reduce((a, b) => (isBetter(mode, b, a) ? b : a), Number.NaN);
  const worst = worstShown(known, mode);
  const isLog = wantsLog([best, worst]);
  const size = (value: number) => (isLog ? log(value) : value);
  const placeOf = (value: number) => {
    if (best === worst) return 1;
    return Math.min(1, Math.max(0, (size(value) - size(worst)) / (size(best) - size(worst))));
  };
  const digits = digitsFor(known);
  const textOf = (value: number) => figureText(toFigure(value), digits);
  return { best, worst, placeOf, textOf, isBest: (value) => Number.isFinite(value) && textOf(value) === textOf(best) };
}

/** So many that different figures read differently, if six will do. */
function digitsFor(values: readonly number[]): number {
  const different = [...new Set(values)];
  const areApart = (digits: number) =>
    new Set(different.map((value) => value.toPrecision(digits))).size === different.length;
  return [3, 4, 5].find(areApart) ?? 6;
}

const colours = ({ best, worst, textOf }: ColourScale, theme: Theme) => ({
  ...{ type: "continuous", min: 0, max: 1, dimension: 2, seriesIndex: 0, calculable: false, hoverLink: false },
  ...{ orient: "horizontal", left: "center", bottom: 0, itemHeight: 160, itemWidth: 12 },
  text: Number.isFinite(best) ? [`best ${textOf(best)}`, `worst ${textOf(worst)}`] : ["best", "worst"],
  textStyle: { color: theme.text },
  inRange: { color: [...SEQUENCE] },
});

function fieldOf({ x, y, value, runs, diverged, of }: Field, { placeOf, textOf }: ColourScale, theme: Theme) {
  const lost = diverged > 0 ? `${diverged} of ${of} diverged` : "";
  // It was tried, and has no figure.
  if (runs === 0)
    return {
      value: [x, y, 0],
      name: lost || "none ended ok",
      visualMap: false,
      itemStyle: { color: theme.grid },
      label: { color: theme.text },
    };
  const place = placeOf(value);
  return {
    value: [x, y, place],
    name: [textOf(value), lost].filter(Boolean).join("\n"),
    label: { color: place > 0.45 ? "#ffffff" : "#1b1b1b" },
  };
}

interface Api {
  value(dimension: number): number;
  coord(at: readonly number[]): readonly [number, number];
  size(of: readonly number[]): readonly [number, number];
}

/** The rectangle of a field in pixels. */
function boxOf(api: Api) {
  const [x, y] = api.coord([api.value(0), api.value(1)]);
  const [width, height] = api.size([1, 1]);
  return { x: x - width / 2, y: y - height / 2, width, height };
}

const over = (fields: readonly Field[], z: number) => ({
  ...{ type: "custom", silent: true, z, tooltip: { show: false } },
  data: fields.map(({ x, y }) => [x, y]),
});

/** Pixels between two lines. */
const HATCH = 9;

/** Lines across the fields in which runs diverged. */
const hatched = (fields: readonly Field[]) => ({
  ...over(fields, 3),
  renderItem: (_: unknown, api: Api) => ({
    type: "path",
    shape: { pathData: hatch(boxOf(api)) },
    style: { stroke: "#ffffff", lineWidth: 1.5, opacity: 0.45, fill: "none" },
  }),
});

/** Lines that rise from the left edge and the foot of a rectangle to its top and right edge. */
function hatch({ x, y, width, height }: ReturnType<typeof boxOf>): string {
  let path = "";
  for (let from = HATCH - height; from < width; from += HATCH) {
    const [left, right] = [Math.max(0, from), Math.min(width, from + height)];
    path += `M${x + left} ${y + height - (left - from)}L${x + right} ${y + height - (right - from)}`;
  }
  return path;
}

/** A colour that no field has. */
const OUTLINE = "#f03c00";

const outlined = (fields: readonly Field[]) => ({
  ...over(fields, 4),
  renderItem: (_: unknown, api: Api) => ({
    type: "rect",
    shape: boxOf(api),
    style: { stroke: OUTLINE, lineWidth: 3, fill: "none" },
  }),
});
