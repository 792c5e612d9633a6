import type { Cell, Plan } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";

/** An axis with its values, for the statistics. Columns that always move together are one factor. */
export interface Factor {
  /** Names of its columns, joined by ` + `. */
  readonly name: string;
  /** Index of its first column. */
  readonly column: number;
  /** Values of its first column, in plan order. null if the axis does not apply. */
  readonly values: readonly Cell[];
  /** Index of each point's value. */
  readonly levels: Uint32Array;
}

/** The factors of some variants of a plan. */
export function factorsOf(plan: Plan, variants: ArrayLike<number>): readonly Factor[] {
  const rows = rowsOf(plan, variants);
  const factors: Factor[] = [];
  for (const [column, head] of plan.heads.entries()) {
    const found = factorOf({ name: head, column }, rows);
    const twin = factors.findIndex((other) => moveTogether(other, found));
    if (twin === -1) factors.push(found);
    else factors[twin] = { ...itemAt(factors, twin), name: `${factors[twin]?.name} + ${head}` };
  }
  return factors;
}

/** A factor with its levels over other variants. */
export function factorOver(plan: Plan, { name, column }: Factor, variants: ArrayLike<number>): Factor {
  return factorOf({ name, column }, rowsOf(plan, variants));
}

const rowsOf = (plan: Plan, variants: ArrayLike<number>) =>
  Array.from(variants, (variant) => plan.variant(variant).cells);

function factorOf({ name, column }: Pick<Factor, "name" | "column">, rows: readonly (readonly Cell[])[]): Factor {
  const places = new Map<Cell, number>();
  const levels = Uint32Array.from(rows, (cells) => {
    const cell = cells[column] ?? null;
    const place = places.get(cell) ?? places.size;
    places.set(cell, place);
    return place;
  });
  return { name, column, values: [...places.keys()], levels };
}

/** With at most this many values, someone listed them. More were drawn by a search. */
const MOST_WRITTEN = 10;

/**
 * Levels are numbered as they appear, so factors that are one-to-one have the same ones. Where no value comes twice, as in
 * a search, all are, and it means nothing; nor does it where the same drawn numbers come with each point of a grid.
 */
function moveTogether(a: Factor, b: Factor): boolean {
  const distinct = a.values.length;
  if (distinct === 1 || distinct === a.levels.length || distinct !== b.values.length) return false;
  if (!a.levels.every((level, i) => level === b.levels[i])) return false;
  return distinct <= MOST_WRITTEN || riseTogether(a.values, b.values);
}

/** Whether the order of one follows from the order of the other. Names have no order. */
function riseTogether(a: readonly Cell[], b: readonly Cell[]): boolean {
  if (![...a, ...b].every((value) => typeof value === "number")) return true;
  const pairs = a.map((value, i) => [Number(value), Number(b[i])] as const).sort(([x], [y]) => x - y);
  const steps = pairs.slice(1).map(([, value], i) => Math.sign(value - (pairs[i]?.[1] as number)));
  return steps.every((step) => step === steps[0]);
}

/** Whether the points are the full product of the factors' values, each combination once. */
export function isBalanced(factors: readonly Factor[], points: number): boolean {
  const size = factors.reduce((product, { values }) => product * values.length, 1);
  if (size !== points) return false;
  const seen = new Uint8Array(size);
  for (let point = 0; point < points; point++) {
    const place = factors.reduce((at, { values, levels }) => at * values.length + itemAt(levels, point), 0);
    if (seen[place]) return false;
    seen[place] = 1;
  }
  return true;
}
