import type { Cell } from "../contracts/plan.ts";

/** What a baseline needs to know about the variants. */
export interface VariantTable {
  readonly heads: readonly string[];
  readonly count: number;
  cells(index: number): readonly Cell[];
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
  return Array.from({ length: table.count }, (_, index) => index).filter((index) => {
    const cells = table.cells(index);
    return [...fixed].every(([column, cell]) => cells[column] === cell);
  });
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
