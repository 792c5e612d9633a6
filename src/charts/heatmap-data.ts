import type { Cell } from "../experiment/plan.ts";
import { isBetter } from "../numbers/direction.ts";
import { itemAt } from "../numbers/item-at.ts";
import { objectiveFigures, type ReportData } from "../report/data.ts";
import { inRanges, MOST_RANGES, singly } from "./ranges.ts";
import type { View } from "./view.ts";

/** The head that stands for the seeds. */
export const SEED = "seed";

export type Sides = {
  /** Heads of axes, or {@link SEED}. */
  readonly across: string;
  readonly down: string;
  /** What a field shows of the runs it stands for. */
  readonly shows: "mean" | "best";
};

export interface Field {
  readonly x: number;
  readonly y: number;
  /** NaN where no run ended ok. */
  readonly value: number;
  /** Runs that ended ok. */
  readonly runs: number;
  readonly diverged: number;
  /** All its runs, however they ended. */
  readonly of: number;
}

export interface Fields {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  readonly fields: readonly Field[];
}

interface Gathered {
  readonly x: number;
  readonly y: number;
  readonly figures: number[];
  diverged: number;
  of: number;
}

/** Of more numbers than these an axis is always shown in ranges. */
const MOST_VALUES = 30;

/** The runs by their values of two axes. What did not end ok counts nowhere. */
export function fieldsOf({ data, isShown }: View, { across, down, shows }: Sides): Fields {
  const figures = objectiveFigures(data);
  const runs = data.runs.variant.flatMap((variant, run) =>
    isShown(variant)
      ? [
          {
            ...{ x: cellUnder(data, across, run), y: cellUnder(data, down, run) },
            ...{ figure: itemAt(figures, run), isDiverged: data.runs.status[run] === "diverged" },
          },
        ]
      : [],
  );
  const values = { x: new Set(runs.map(({ x }) => x)), y: new Set(runs.map(({ y }) => y)) };
  // Values that a search draws come but once, and nearly all fields would be empty.
  const pairs = new Set(runs.map(({ x, y }) => JSON.stringify([x, y]))).size;
  const isSparse = 2 * pairs < values.x.size * values.y.size;
  const placesOf = (own: ReadonlySet<Cell>) =>
    own.size > (isSparse ? MOST_RANGES : MOST_VALUES) ? inRanges(own) : singly(own);
  const [columns, rows] = [placesOf(values.x), placesOf(values.y)];
  const gathered = new Map<number, Gathered>();
  for (const { x: column, y: row, figure, isDiverged } of runs) {
    const [x, y] = [columns.of.get(column) as number, rows.of.get(row) as number];
    const key = y * columns.texts.length + x;
    const field = gathered.get(key) ?? { x, y, figures: [], diverged: 0, of: 0 };
    gathered.set(key, field);
    field.of++;
    field.diverged += Number(isDiverged);
    if (Number.isFinite(figure)) field.figures.push(figure);
  }
  const { mode } = data.objective;
  const fields = [...gathered.values()].map(({ x, y, figures, diverged, of }) => {
    const sum = figures.reduce((total, figure) => total + figure, 0);
    const best = figures.reduce((a, b) => (isBetter(mode, a, b) ? a : b), Number.NaN);
    const value = shows === "mean" ? sum / figures.length : best;
    return { x, y, value, runs: figures.length, diverged, of };
  });
  return { columns: columns.texts, rows: rows.texts, fields };
}

function cellUnder({ heads, variants, runs }: ReportData, head: string, run: number): Cell {
  if (head === SEED) return runs.seed[run] ?? null;
  return variants[itemAt(runs.variant, run)]?.cells[heads.indexOf(head)] ?? null;
}
