import type { Cell } from "../definition/plan.ts";
import { didYouMean, listed } from "../definition/suggest.ts";
import { type Axis, normalised, pathsOf } from "./axes.ts";
import { cellOf } from "./cells.ts";
import type { Column } from "./columns.ts";
import { found } from "./describe.ts";
import type { Problems } from "./diagnostics.ts";
import type { Addition, Overlay } from "./overlay.ts";
import { isSection, SECTIONS } from "./sections.ts";
import { canonical, type MapNode, type Node, toJson } from "./tree.ts";

/** What an entry asks of the values of an axis. */
export interface Condition {
  readonly axis: number;
  /** By value of the axis. */
  readonly agrees: readonly boolean[];
}

export interface ExcludeEntry {
  readonly label: string;
  readonly at: number;
  readonly conditions: readonly Condition[];
}

export interface IncludeEntry extends ExcludeEntry {
  /** On a point that has the axis values already. */
  readonly extension: Overlay;
  /** On a point of its own. */
  readonly own: Overlay;
}

/** A key of an entry that names an axis: the axis, and which of its paths, undefined for all. */
interface Named {
  readonly axis: number;
  readonly part: number | undefined;
}

export function readExcludes(grid: MapNode, axes: readonly Axis[], problems: Problems): readonly ExcludeEntry[] {
  return readList("exclude", grid, problems).flatMap(({ label, node }) => {
    const conditions = [...node.entries].map(([key, { key: at, value }]) => {
      const named = axisOf(key, axes);
      if (named === undefined) {
        const keys = axes.map((axis) => axis.key);
        problems.add({
          code: "exclude",
          at,
          message: `${label}: '${key}' is no axis of the grid`,
          remedy: didYouMean(key, keys) ?? `axes: ${listed(keys)}`,
        });
        return undefined;
      }
      const condition = conditionOf(named, axes, value);
      if (!condition.agrees.includes(true)) refuseValue(label, key, axes[named.axis] as Axis, value, problems);
      return condition.agrees.includes(true) ? condition : undefined;
    });
    const good = conditions.filter((condition) => condition !== undefined);
    return good.length === conditions.length ? [{ label, at: node.at, conditions: good }] : [];
  });
}

function refuseValue(label: string, key: string, axis: Axis, value: Node, problems: Problems): void {
  const names = axis.values.map(({ name, cells }) => name ?? String(cells[0]));
  const remedy = didYouMean(String(cellOf(value)), names) ?? `values: ${listed(names.slice(0, 10))}`;
  problems.add({
    code: "exclude",
    at: value.at,
    message: `${label}: the axis ${key} has no value ${found(value)}`,
    remedy,
  });
}

/** @param columns those of the axes; a key that is none adds one */
export function readIncludes(
  grid: MapNode,
  axes: readonly Axis[],
  columns: Column[],
  problems: Problems,
): readonly IncludeEntry[] {
  return readList("include", grid, problems).flatMap(({ label, node }, index) => {
    const before = problems.count;
    const conditions: Condition[] = [];
    const kept: Overlay[] = [];
    const own: Overlay[] = [];
    for (const [key, { key: at, value }] of node.entries) {
      const named = axisOf(key, axes);
      const overlay = named
        ? axisOverlay(label, key, at, named, axes, columns, value, problems)
        : extraOverlay(label, key, at, columns, value, problems);
      if (overlay === undefined) continue;
      own.push(overlay);
      if (named) conditions.push(conditionOf(named, axes, value));
      else kept.push(overlay);
    }
    if (problems.count > before) return [];
    return [
      { label, at: node.at, conditions, extension: joined(String(index), kept), own: joined(`own ${index}`, own) },
    ];
  });
}

function joined(id: string, overlays: readonly Overlay[]): Overlay {
  return {
    id,
    placements: overlays.flatMap(({ placements }) => placements),
    cells: new Map(overlays.flatMap(({ cells }) => [...cells])),
  };
}

function readList(
  key: "include" | "exclude",
  grid: MapNode,
  problems: Problems,
): readonly { readonly label: string; readonly node: MapNode }[] {
  const list = grid.entries.get(key)?.value;
  if (list === undefined) return [];
  if (list.kind !== "list" || list.items.length === 0) {
    problems.add({
      code: key,
      at: list.at,
      message: `grid.${key} must be a list of points, found ${found(list)}`,
      remedy: "write - {optimizer.lr: 0.1, scheduler: step}",
    });
    return [];
  }
  return list.items.flatMap((node, i) => {
    const label = `grid.${key}[${i}]`;
    if (node.kind === "map" && node.entries.size > 0) return [{ label, node }];
    problems.add({
      code: key,
      at: node.at,
      message: `${label} must be a mapping of paths to values, found ${node.kind === "map" ? "an empty one" : found(node)}`,
    });
    return [];
  });
}

function axisOf(key: string, axes: readonly Axis[]): Named | undefined {
  const wanted = normalised(key);
  const whole = axes.findIndex((axis) => axis.key === wanted);
  if (whole !== -1) return { axis: whole, part: undefined };
  for (const [axis, { paths }] of axes.entries()) {
    const part = paths.findIndex((path) => path.join(".") === wanted);
    if (part !== -1) return { axis, part };
  }
  return undefined;
}

/** A named variant is known by its name; a value without one by itself. */
function conditionOf({ axis, part }: Named, axes: readonly Axis[], wanted: Node): Condition {
  const { values, paths } = axes[axis] as Axis;
  const text = canonical(toJson(wanted));
  const agrees = values.map(({ name, nodes }) => {
    if (part !== undefined) return canonical(toJson(nodes[part] as Node)) === text;
    if (name !== undefined) return wanted.kind === "scalar" && String(wanted.value) === name;
    const whole = nodes.map((node) => canonical(toJson(node)));
    return (paths.length === 1 ? whole[0] : `[${whole.join(",")}]`) === text;
  });
  return { axis, agrees };
}

function axisOverlay(
  label: string,
  key: string,
  at: number,
  { axis, part }: Named,
  axes: readonly Axis[],
  columns: readonly Column[],
  value: Node,
  problems: Problems,
): Overlay | undefined {
  const { paths, values, key: head } = axes[axis] as Axis;
  const named =
    part === undefined
      ? values.find(({ name }) => name !== undefined && value.kind === "scalar" && String(value.value) === name)
      : undefined;
  const width = part === undefined ? paths.length : 1;
  const nodes = named?.nodes ?? (width === 1 ? [value] : value.kind === "list" ? value.items : []);
  if (nodes.length !== width) {
    problems.add({
      code: "include",
      at: value.at,
      message: `${label}: '${key}' wants a list of ${width} values, found ${found(value)}`,
    });
    return undefined;
  }
  const near =
    named || values[0]?.name === undefined || value.kind !== "scalar" || typeof value.value !== "string"
      ? undefined
      : didYouMean(
          value.value,
          values.map(({ name }) => name ?? ""),
        );
  if (near !== undefined) {
    problems.add({
      code: "include",
      at: value.at,
      message: `${label}: no variant of ${head} is named ${found(value)}`,
      remedy: near,
    });
    return undefined;
  }
  const placements = nodes.flatMap((node, i) =>
    addition(`${label}.${key}`, at, paths[part ?? i] as readonly string[], node),
  );
  const cells = new Map<number, { cell: Cell; additions: readonly Addition[] }>();
  columns.forEach((column, i) => {
    if ("path" in column || column.axis !== axis) return;
    if (column.part === undefined) cells.set(i, { cell: named?.name ?? cellOf(value), additions: placements });
    else if (part === undefined || part === column.part)
      cells.set(i, { cell: cellOf(nodes[part === undefined ? column.part : 0] as Node), additions: placements });
  });
  return { id: "", placements, cells };
}

function extraOverlay(
  label: string,
  key: string,
  at: number,
  columns: Column[],
  value: Node,
  problems: Problems,
): Overlay | undefined {
  const [path, ...more] = pathsOf(key);
  if (path === undefined || more.length > 0 || !isSection(path[0]) || path.includes("")) {
    const remedy =
      path?.[0] === "seed" || path?.[0] === "seeds"
        ? "seeds are given by the top-level key seeds"
        : didYouMean(path?.[0] ?? "", SECTIONS);
    problems.add({
      code: "include",
      at,
      message: `${label}: '${key}' is no path`,
      remedy: remedy ?? "write keys joined by '.', as in optimizer.lr",
    });
    return undefined;
  }
  const head = normalised(key);
  if (!columns.some((column) => column.head === head)) columns.push({ head, path });
  const placements = addition(`${label}.${key}`, at, path, value);
  const index = columns.findIndex((column) => column.head === head);
  return { id: "", placements, cells: new Map([[index, { cell: cellOf(value), additions: placements }]]) };
}

function addition(label: string, at: number, [section, ...path]: readonly string[], node: Node): readonly Addition[] {
  return isSection(section) ? [{ section, path, node, label, at }] : [];
}
