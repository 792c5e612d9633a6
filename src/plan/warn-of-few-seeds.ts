import type { Compare } from "../experiment/plan.ts";
import type { Issues } from "../issues/collector.ts";
import { issue } from "../issues/issue.ts";
import { isReplicate } from "../replicates/paths.ts";
import type { MapNode } from "../source/tree.ts";
import { fewestSeeds } from "../statistics/fewest-seeds.ts";
import { candidates, type VariantTable } from "./baseline.ts";
import type { WhatIsCompared } from "./read-compare.ts";

/** How many seeds there are to compare variants, and fresh ones to confirm what was chosen. */
interface SeedCounts {
  readonly seeds: number;
  readonly confirm: number | undefined;
}

/** Warns of a test that is asked for and can show nothing with so few seeds, whatever comes out. */
export function warnOfFewSeeds(
  root: MapNode,
  { compare, fixed }: WhatIsCompared,
  table: VariantTable,
  { seeds, confirm }: SeedCounts,
  warnings: Issues,
): void {
  const { test } = compare;
  const node = root.entries.get("compare")?.value;
  const at = node?.kind === "map" ? node.entries.get("test")?.value.at : undefined;
  // Where data sets are drawn, it is these that count.
  if (at === undefined || test === "auto" || fixed === undefined || table.heads.some(isReplicate)) return;
  const tell = (count: number, what: string, key: string, tests: number) => {
    const needed = fewestSeeds(test, tests);
    if (tests === 0 || count >= needed) return;
    const many = tests > 1 && test === "wilcoxon" ? ` in ${tests} comparisons` : "";
    const message = `compare.test is ${test}, but with ${count} ${what} it can show no difference${many}, whatever comes out`;
    warnings.add(issue("warning", at, message, `write ${key}: ${needed}, or test: auto`));
  };
  if (confirm !== undefined) tell(confirm, "fresh seeds", "confirm", confirmedCount(compare, table));
  if (seeds > 1) tell(seeds, "seeds", "seeds", table.count - candidates(table, fixed).length);
}

/** How many schedules are compared at their best points with what they are compared with. */
function confirmedCount({ axis, against, strata }: Compare, table: VariantTable): number {
  const schedules = new Map<string, Set<unknown>>();
  for (let variant = 0; axis !== undefined && variant < table.count; variant++) {
    const cells = table.cells(variant);
    const key = JSON.stringify(strata.map((column) => cells[column] ?? null));
    schedules.set(key, (schedules.get(key) ?? new Set()).add(cells[axis] ?? null));
  }
  const compared = [...schedules.values()].filter((own) => own.has(against));
  return compared.reduce((sum, own) => sum + [...own].filter((one) => one !== null && one !== against).length, 0);
}
