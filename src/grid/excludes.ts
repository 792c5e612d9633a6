import type { Issues } from "../issues/collector.ts";
import { type Issue, issue, type Span } from "../issues/issue.ts";
import { oneOf } from "../issues/suggest.ts";
import { itemAt } from "../numbers/item-at.ts";
import { found } from "../source/describe.ts";
import type { MapNode, Node } from "../source/tree.ts";
import type { Axis } from "./axes.ts";
import { axisNamed, type Condition, conditionOf, readEntries, valueMeant } from "./entries.ts";

/** The points to leave out: those that meet every condition. */
export interface ExcludeEntry {
  readonly label: string;
  readonly at: Span;
  readonly conditions: readonly Condition[];
}

export function readExcludes(grid: MapNode, axes: readonly Axis[], issues: Issues): readonly ExcludeEntry[] {
  return readEntries("exclude", grid, issues).map(({ label, node }) => {
    const conditions: Condition[] = [];
    for (const [key, { key: at, value }] of node.entries) {
      const named = axisNamed(key, axes);
      const condition = named && conditionOf(named, axes, value);
      if (named === undefined || condition === undefined) issues.add(unknownAxis(label, key, at, axes));
      else if (!condition.agrees.includes(true)) issues.add(unknownValue(label, key, itemAt(axes, named.axis), value));
      else conditions.push(condition);
    }
    return { label, at: node.at, conditions };
  });
}

function unknownAxis(label: string, key: string, at: Span, axes: readonly Axis[]): Issue<Span> {
  const keys = axes.map((axis) => axis.key);
  const way = oneOf(key, keys, at) ?? "remove it: the grid has no axes";
  return issue("exclude", at, `${label}: the grid has no axis '${key}'`, way);
}

function unknownValue(label: string, key: string, { values }: Axis, value: Node): Issue<Span> {
  const names = values.map(({ cells }) => String(cells[0]));
  return issue("exclude", value.at, `${label}: the axis ${key} has no value ${found(value)}`, valueMeant(value, names));
}
