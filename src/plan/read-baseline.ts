import type { Cell } from "../experiment/plan.ts";
import { cellOf } from "../grid/cells.ts";
import { valueMeant } from "../grid/entries.ts";
import type { Issues } from "../issues/collector.ts";
import { issue } from "../issues/issue.ts";
import { oneOf } from "../issues/suggest.ts";
import { isReplicate } from "../replicates/paths.ts";
import { found } from "../source/describe.ts";
import type { MapNode } from "../source/tree.ts";
import { candidates, type Fixed, type VariantTable } from "./baseline.ts";

/** What a written baseline fixes. @param label "baseline" or "compare.baseline" */
export function readBaseline(label: string, node: MapNode, table: VariantTable, issues: Issues): Fixed {
  const fixed = new Map<number, Cell>();
  for (const [key, { key: at, value }] of node.entries) {
    const column = table.heads.indexOf(key);
    const cell = cellOf(value);
    if (column === -1) {
      const way = oneOf(key, table.heads, at) ?? "remove it, or add a grid";
      issues.add(issue("baseline", at, `${label}.${key}: the grid has no such axis`, way));
    } else if (isReplicate(key)) {
      const message = `${label}.${key}: it draws data and is a replicate, like a seed, so no value of it is a baseline`;
      issues.add(issue("baseline", at, message, "remove it"));
      fixed.set(column, cell);
    } else if (table.values(column).has(cell)) fixed.set(column, cell);
    else {
      const way = valueMeant(value, [...table.values(column)].map(String));
      issues.add(issue("baseline", value.at, `${label}.${key}: the axis has no value ${found(value)}`, way));
    }
  }
  if (fixed.size === node.entries.size && candidates(table, fixed).length === 0)
    issues.add(issue("baseline", node.at, "no variant of the grid has the values of the baseline"));
  return fixed;
}
