import type { Issues } from "../issues/collector.ts";
import { issue, type Span } from "../issues/issue.ts";
import { quoted } from "../source/describe.ts";
import { canonical, type Entry, type MapNode, type Path, toJson } from "../source/tree.ts";
import { type AxisValue, readValues, type Wrong } from "./axis-values.ts";

/** An axis: one path, or several that change together. */
export interface Axis {
  /** As written, with spaces around each +. */
  readonly key: string;
  readonly at: Span;
  readonly paths: readonly Path[];
  readonly heads: readonly string[];
  readonly values: readonly AxisValue[];
}

export function pathsOf(key: string): readonly Path[] {
  return key.split("+").map((path) => path.trim().split("."));
}

export function normalised(key: string): string {
  return pathsOf(key)
    .map((path) => path.join("."))
    .join(" + ");
}

/** Reads the axes of a grid, in the order of the file. An axis with an error is reported and left out. */
export function readAxes(grid: MapNode, issues: Issues): readonly Axis[] {
  const axes: Axis[] = [];
  const taken = new Set<string>();
  for (const [key, entry] of grid.entries) {
    if (key === "include" || key === "exclude") continue;
    const axis = readAxis(key, entry, issues);
    if (axis === undefined) continue;
    for (const path of axis.paths.map((path) => path.join("."))) {
      if (taken.has(path))
        issues.add(issue("axis", entry.key, `two axes of the grid vary ${path}`, "list all its values in one axis"));
      taken.add(path);
    }
    axes.push(axis);
  }
  return axes;
}

function readAxis(written: string, { key: at, value }: Entry, issues: Issues): Axis | undefined {
  const paths = pathsOf(written);
  const key = normalised(written);
  const wrong: Wrong = (message, way, where = at) => {
    issues.add(issue("axis", where, message, way));
    return undefined;
  };
  if (paths.some((path) => path.some((segment) => segment === "")))
    return wrong(`grid.${written} is not a path`, "join keys with '.', as in optimizer.lr");
  const values = readValues(`grid.${key}`, paths.length, value, wrong);
  if (values === undefined) return undefined;
  if (values.length === 0) return wrong(`grid.${key} has no values`, "list at least one value", value.at);
  const named = values[0]?.name !== undefined;
  const heads = named ? [key] : paths.map((path) => path.join("."));
  refuseTwins(`grid.${key}`, values, wrong);
  return { key, at, paths, heads, values };
}

/** Names distinguish variants, whatever their values. Values without names must differ. */
export function refuseTwins(label: string, values: readonly AxisValue[], wrong: Wrong): void {
  const seen = new Set<string>();
  for (const { name, nodes } of values) {
    if (name !== undefined) continue;
    const text = nodes.map((node) => canonical(toJson(node))).join();
    const [first] = nodes;
    if (seen.has(text) && first)
      wrong(
        `${label} has ${first.kind === "scalar" ? quoted(first.value) : "the same value"} twice`,
        "remove one of the two",
        first.at,
      );
    seen.add(text);
  }
}
