import type { Cell } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";

/** What a baseline needs to know about the variants. */
export interface VariantTable {
  readonly heads: readonly string[];
  readonly count: number;
  cells(index: number): readonly Cell[];
  /** The values of an axis, in plan order. Those of variants to which it does not apply are left out. */
  values(column: number): ReadonlySet<Cell>;
}

/** A table whose values are collected in one pass, when they are first asked for. */
export function variantTable(
  heads: readonly string[],
  count: number,
  cells: (index: number) => readonly Cell[],
): VariantTable {
  let values: readonly ReadonlySet<Cell>[] | undefined;
  return {
    heads,
    count,
    cells,
    values: (column) => {
      values ??= valuesIn(heads.length, count, cells);
      return itemAt(values, column);
    },
  };
}

function valuesIn(columns: number, count: number, cellsAt: VariantTable["cells"]): readonly ReadonlySet<Cell>[] {
  const values = Array.from({ length: columns }, () => new Set<Cell>());
  for (let index = 0; index < count; index++) {
    const cells = cellsAt(index);
    for (const [column, own] of values.entries()) own.add(cells[column] ?? null);
  }
  for (const own of values) own.delete(null);
  return values;
}

/** Values that the baseline has, by column. */
export type Fixed = ReadonlyMap<number, Cell>;

/**
 * Finds for a variant the one that it is compared with: that has the fixed values and equals it on all other columns.
 * A column that does not apply to the baseline (the `gamma` of a constant rate) does not count.
 */
export function baselineFinder(table: VariantTable, fixed: Fixed): (index: number) => number | undefined {
  let found: Index | undefined;
  return (index) => {
    found ??= indexed(table, fixed);
    const cells = table.cells(index);
    for (const [blank, byKey] of found) {
      const match = byKey.get(keyOf(cells, fixed, blank));
      if (match !== undefined) return match === index ? undefined : match;
    }
    return undefined;
  };
}

/** The variants that may be a baseline: by the columns that do not apply to them, then by their other cells. */
type Index = ReadonlyMap<string, ReadonlyMap<string, number>>;

export function candidates(table: VariantTable, fixed: Fixed): readonly number[] {
  const all = [...fixed];
  const found: number[] = [];
  for (let index = 0; index < table.count; index++) {
    const cells = table.cells(index);
    if (all.every(([column, cell]) => cells[column] === cell)) found.push(index);
  }
  return found;
}

function indexed(table: VariantTable, fixed: Fixed): Index {
  const index = new Map<string, Map<string, number>>();
  for (const candidate of candidates(table, fixed)) {
    const cells = table.cells(candidate);
    const blank = cells.flatMap((cell, column) => (cell === null ? [column] : [])).join();
    const byKey = index.get(blank) ?? new Map<string, number>();
    const key = keyOf(cells, fixed, blank);
    if (!byKey.has(key)) byKey.set(key, candidate);
    index.set(blank, byKey);
  }
  // Those to which most columns apply are the nearest.
  return new Map([...index].sort(([a], [b]) => a.split(",").length - b.split(",").length));
}

function keyOf(cells: readonly Cell[], fixed: Fixed, blank: string): string {
  const blanks = blank === "" ? [] : blank.split(",").map(Number);
  return JSON.stringify(cells.filter((_, column) => !fixed.has(column) && !blanks.includes(column)));
}
