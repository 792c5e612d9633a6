import type { Issues } from "../issues/collector.ts";
import { issue, type Span, type Suggestion } from "../issues/issue.ts";
import { choose, nearest, rename } from "../issues/suggest.ts";
import { itemAt } from "../numbers/item-at.ts";
import { found } from "../source/describe.ts";
import { flowText } from "../source/flow.ts";
import { canonical, isText, type MapNode, type Node, toJson } from "../source/tree.ts";
import { type Axis, normalised } from "./axes.ts";

/** One of the points in `include` or `exclude`, as written. */
interface Written {
  /** "grid.include[0]" */
  readonly label: string;
  readonly node: MapNode;
}

/** The condition that an entry sets for an axis. */
export interface Condition {
  readonly axis: number;
  /** By value of the axis. */
  readonly agrees: readonly boolean[];
}

/** What a key of an entry names: an axis, and which of its paths, undefined for all. */
export interface Named {
  readonly axis: number;
  readonly part: number | undefined;
}

export function readEntries(key: "include" | "exclude", grid: MapNode, issues: Issues): readonly Written[] {
  const list = grid.entries.get(key)?.value;
  if (list === undefined) return [];
  const wrong = (at: Span, message: string) => {
    issues.add(issue(key, at, message, "write - {optimizer.lr: 0.1, scheduler: step}"));
    return [];
  };
  if (list.kind !== "list" || list.items.length === 0)
    return wrong(list.at, `grid.${key} must be a list of points, found ${found(list)}`);
  return list.items.flatMap((node, i) => {
    const label = `grid.${key}[${i}]`;
    if (node.kind === "map" && node.entries.size > 0) return [{ label, node }];
    const what = node.kind === "map" ? "an empty one" : found(node);
    return wrong(node.at, `${label} must be a mapping of paths to values, found ${what}`);
  });
}

export function axisNamed(key: string, axes: readonly Axis[]): Named | undefined {
  const wanted = normalised(key);
  const whole = axes.findIndex((axis) => axis.key === wanted);
  if (whole !== -1) return { axis: whole, part: undefined };
  for (const [axis, { paths }] of axes.entries()) {
    const part = paths.findIndex((path) => path.join(".") === wanted);
    if (part !== -1) return { axis, part };
  }
  return undefined;
}

/** Whether a value in an entry is the name of a variant. */
export function isName(name: string | undefined, node: Node): boolean {
  return name !== undefined && node.kind === "scalar" && String(node.value) === name;
}

/** A named variant is known by its name, a value without one by itself. */
export function conditionOf({ axis, part }: Named, axes: readonly Axis[], wanted: Node): Condition {
  const { values, paths } = itemAt(axes, axis);
  const text = canonical(toJson(wanted));
  const agrees = values.map(({ name, nodes }) => {
    if (part !== undefined) return canonical(toJson(itemAt(nodes, part))) === text;
    if (name !== undefined) return isName(name, wanted);
    const whole = nodes.map((node) => canonical(toJson(node)));
    return (paths.length === 1 ? whole[0] : `[${whole.join(",")}]`) === text;
  });
  return { axis, agrees };
}

/** The name that was meant by a text: a near one, or one that it goes on from, as `cosine` from `cos`. */
export function nearestName(value: Node, names: readonly string[]): string | undefined {
  if (!isText(value)) return undefined;
  const text = value.value.toLowerCase();
  const isBeginning = (name: string) => name.length >= SHORTEST_BEGINNING && text.startsWith(name.toLowerCase());
  return nearest(value.value, names) ?? names.find(isBeginning);
}

const SHORTEST_BEGINNING = 3;

/** The name that was meant by a value that an axis does not have, else some that it has. */
export function valueMeant(value: Node, names: readonly string[]): Suggestion<Span> | undefined {
  const near = nearestName(value, names);
  return near === undefined ? choose(names.slice(0, 10)) : rename(near, value.at, flowText(near));
}
