import { toNumber } from "../numbers/figure.ts";
import { itemAt } from "../numbers/item-at.ts";
import { cellText } from "../report/label.ts";
import type { Frame } from "./frame.ts";
import { isTuned, rateColumn } from "./roles.ts";
import type { View } from "./view.ts";

/** A variant in the picture. Figures are over its seeds; NaN where it has none. */
export interface LeadPoint {
  /** Place among the report's variants. */
  readonly variant: number;
  /** What has its colour. */
  readonly group: number;
  /** NaN without an axis of rates. */
  readonly rate: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Runs that ended ok. */
  readonly n: number;
  readonly diverged: number;
  readonly pruned: number;
  /** Runs that ended ok or diverged. */
  readonly runs: number;
}

/** The points of one colour, by ascending rate. */
export interface LeadLine {
  readonly group: number;
  readonly name: string;
  readonly points: readonly LeadPoint[];
}

export interface LeadPanel {
  /** `training.epochs = 40`, or "" for the only one. */
  readonly title: string;
  /** The best first. */
  readonly lines: readonly LeadLine[];
}

/** What the picture of the answer shows. */
export interface Lead {
  /** The axis of rates; undefined where there is none. */
  readonly rate: string | undefined;
  readonly panels: readonly LeadPanel[];
  /** Panels that found no place; without an axis of rates, variants. */
  readonly left: number;
  /** Whether a point stands for the best of several variants. */
  readonly isBestOf: boolean;
}

/** The picture, on its way. */
export interface LeadDrawing {
  readonly view: View;
  readonly lead: Lead;
  readonly frame: Frame;
  readonly isLog: boolean;
}

/** Whether the picture shows which variants may be the best: where there are rows, and seeds to tell it by. */
export const isTieTold = ({ data: { variants, sources } }: View) =>
  sources.length === 1 && variants.length > 1 && variants.some(({ objective }) => objective.low !== null);

/** More panels than these are not read together. */
const MOST_PANELS = 6;
/** More rows than these are not read at all. */
const MOST_ROWS = 40;

/** The shown variants against their rates, or by rank without an axis of rates. */
export function leadOf(view: View): Lead {
  const { data, colouring } = view;
  const column = rateColumn(data);
  const shown = [...data.variants.keys()].filter(view.isShown);
  if (column === undefined) {
    const points = shown.slice(0, MOST_ROWS).map((variant) => pointOf(view, variant, Number.NaN));
    return {
      rate: undefined,
      panels: [{ title: "", lines: inLines(view, points) }],
      left: shown.length - points.length,
      isBestOf: false,
    };
  }
  const own = new Set([column, colouring.column]);
  const settings = view.varyingColumns.filter((one) => !own.has(one) && !isTuned(itemAt(data.heads, one)));
  const panels = new Map<string, Map<string, LeadPoint>>();
  let isBestOf = false;
  for (const variant of shown) {
    const cells = itemAt(data.variants, variant).cells;
    const title = settings.map((one) => `${data.heads[one]} = ${cellText(cells[one]) || "—"}`).join(", ");
    const panel = panels.get(title) ?? new Map<string, LeadPoint>();
    panels.set(title, panel);
    const point = pointOf(view, variant, Number(cells[column]));
    const key = `${column === colouring.column ? "" : point.group} ${point.rate}`;
    // Variants come by rank.
    if (panel.has(key)) isBestOf = true;
    else panel.set(key, point);
  }
  const all = [...panels].map(([title, points]) => ({ title, lines: inLines(view, [...points.values()], column) }));
  return {
    rate: data.heads[column],
    panels: all.slice(0, MOST_PANELS),
    left: Math.max(0, all.length - MOST_PANELS),
    isBestOf,
  };
}

function pointOf({ data, colouring }: View, variant: number, rate: number): LeadPoint {
  const { objective, n, diverged, pruned } = itemAt(data.variants, variant);
  return {
    variant,
    group: itemAt(colouring.of, variant).group,
    rate,
    mean: n === 0 ? Number.NaN : toNumber(objective.mean),
    low: toNumber(objective.low),
    high: toNumber(objective.high),
    n,
    diverged,
    pruned,
    runs: n + diverged,
  };
}

/** A line for each colour; one for all where colours are those of rates, or each variant's own. */
function inLines({ colouring }: View, points: readonly LeadPoint[], rate?: number): readonly LeadLine[] {
  const isOne = rate !== undefined && (colouring.column === rate || colouring.column === undefined);
  const groups = new Map<number, LeadPoint[]>();
  for (const point of points) {
    const group = isOne ? 0 : point.group;
    groups.set(group, [...(groups.get(group) ?? []), point]);
  }
  return [...groups].map(([group, own]) => ({
    group,
    name: isOne ? "" : itemAt(colouring.names, group),
    points: own.toSorted((a, b) => a.rate - b.rate || a.variant - b.variant),
  }));
}
