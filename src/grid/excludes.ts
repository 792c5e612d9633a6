import type { Problem, Problems } from "../issues/issue.ts";
import { didYouMean, listed } from "../issues/suggest.ts";
import { found } from "../source/describe.ts";
import { isText, type MapNode, type Node } from "../source/tree.ts";
import type { Axis } from "./axes.ts";
import { axisNamed, type Condition, conditionOf, readEntries } from "./entries.ts";

/** Points to leave out: all that meet every condition. */
export interface ExcludeEntry {
  readonly label: string;
  readonly at: number;
  readonly conditions: readonly Condition[];
}

export function readExcludes(grid: MapNode, axes: readonly Axis[], problems: Problems): readonly ExcludeEntry[] {
  return readEntries("exclude", grid, problems).map(({ label, node }) => {
    const conditions: Condition[] = [];
    for (const [key, { key: at, value }] of node.entries) {
      const named = axisNamed(key, axes);
      const condition = named && conditionOf(named, axes, value);
      if (named === undefined || condition === undefined) problems.add(unknownAxis(label, key, at, axes));
      else if (!condition.agrees.includes(true))
        problems.add(unknownValue(label, key, axes[named.axis] as Axis, value));
      else conditions.push(condition);
    }
    return { label, at: node.at, conditions };
  });
}

function unknownAxis(label: string, key: string, at: number, axes: readonly Axis[]): Problem {
  const keys = axes.map((axis) => axis.key);
  const remedy = didYouMean(key, keys) ?? (keys.length === 0 ? "it has no axes" : `axes: ${listed(keys)}`);
  return { code: "exclude", at, message: `${label}: '${key}' is no axis of the grid`, remedy };
}

function unknownValue(label: string, key: string, { values }: Axis, value: Node): Problem {
  const names = values.map(({ cells }) => String(cells[0]));
  const near = isText(value) ? didYouMean(value.value, names) : undefined;
  const remedy = near ?? `values: ${listed(names.slice(0, 10))}`;
  return { code: "exclude", at: value.at, message: `${label}: the axis ${key} has no value ${found(value)}`, remedy };
}
