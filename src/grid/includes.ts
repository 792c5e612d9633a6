import type { Issues } from "../issues/collector.ts";
import { issue, type Span, type Suggestion } from "../issues/issue.ts";
import { itemAt } from "../numbers/item-at.ts";
import { found, foundForList } from "../source/describe.ts";
import { isText, type MapNode, type Node, type Path } from "../source/tree.ts";
import { type Axis, normalised, pathsOf } from "./axes.ts";
import type { AxisValue } from "./axis-values.ts";
import { cellOf } from "./cells.ts";
import type { Column } from "./columns.ts";
import {
  axisNamed,
  type Condition,
  conditionOf,
  isName,
  type Named,
  nearestName,
  readEntries,
  valueMeant,
} from "./entries.ts";
import { meantPath } from "./meant-path.ts";
import { type Addends, type Addition, type Overlay, overlayOf } from "./overlay.ts";
import { type Ground, isSection, partOf } from "./sections.ts";

/** An entry of `include`: it extends the points that meet its conditions, or is a point of its own. */
export interface IncludeEntry {
  readonly conditions: readonly Condition[];
  /** What it adds to a point that already has its axis values. */
  readonly extension: Overlay;
  /** All of it, over the base document. */
  readonly own: Overlay;
}

/** A key of an entry with its value. */
interface IncludePair {
  readonly label: string;
  readonly key: string;
  readonly at: Span;
  readonly value: Node;
}

/** @param columns those of the axes; a key that is none adds one */
export function readIncludes(
  grid: MapNode,
  axes: readonly Axis[],
  columns: Column[],
  ground: Ground,
  issues: Issues,
): readonly IncludeEntry[] {
  return readEntries("include", grid, issues).map(({ label, node }, index) => {
    const conditions: Condition[] = [];
    const extension: Addends[] = [];
    const own: Addends[] = [];
    for (const [key, { key: at, value }] of node.entries) {
      const pair = { label, key, at, value };
      const named = axisNamed(key, axes);
      const addends = named
        ? axisAddends(pair, named, axes, columns, ground, issues)
        : extraAddends(pair, columns, ground, issues);
      if (addends === undefined) continue;
      own.push(addends);
      if (named) conditions.push(conditionOf(named, axes, value));
      else extension.push(addends);
    }
    return { conditions, extension: overlayOf(`${index}`, extension), own: overlayOf(`own ${index}`, own) };
  });
}

/** A value for an axis. It need not be one of the axis's own values. */
function axisAddends(
  pair: IncludePair,
  { axis, part }: Named,
  axes: readonly Axis[],
  columns: readonly Column[],
  ground: Ground,
  issues: Issues,
): Addends | undefined {
  const { label, key, at, value } = pair;
  const { paths, values } = itemAt(axes, axis);
  const variant = part === undefined ? values.find(({ name }) => isName(name, value)) : undefined;
  const meant =
    variant === undefined && part === undefined ? nameMeant(values, value, isPart(paths, value, ground)) : undefined;
  const places: readonly Path[] = part === undefined ? paths : [itemAt(paths, part)];
  const nodes = variant?.nodes ?? (places.length === 1 ? [value] : value.kind === "list" ? value.items : []);
  const wrong = (message: string, way?: Suggestion<Span>) => {
    issues.add(issue("include", value.at, `${label}: ${message}`, way));
    return undefined;
  };
  if (meant !== undefined) return wrong(`no variant of ${key} is named ${found(value)}`, meant);
  if (nodes.length !== places.length)
    return wrong(`'${key}' must be a list of ${places.length} values, found ${foundForList(value)}`);
  const additions = nodes.flatMap((node, i) => addition(`${label}.${key}`, at, itemAt(places, i), node));
  const cells = columns.flatMap((column, index) => {
    if ("path" in column || column.axis !== axis) return [];
    if (variant !== undefined) return [[index, variant.cells[column.part ?? 0] ?? null] as const];
    if (column.part === undefined) return [[index, cellOf(value)] as const];
    const node = part === undefined ? nodes[column.part] : part === column.part ? value : undefined;
    return node === undefined ? [] : [[index, cellOf(node)] as const];
  });
  return { additions, cells };
}

/** The name of a variant in place of a text that is none; undefined where the text may stand for itself. */
function nameMeant(values: readonly AxisValue[], value: Node, isPart: boolean): Suggestion<Span> | undefined {
  const names = values.flatMap(({ name }) => name ?? []);
  if (!isText(value) || names.length === 0) return undefined;
  return nearestName(value, names) !== undefined || !isPart ? valueMeant(value, names) : undefined;
}

/** Whether a text is the type of a part that may stand at an axis; where no part stands, any text may. */
function isPart([path = [], ...others]: readonly Path[], value: Node, { registry, forms }: Ground): boolean {
  const [section, ...more] = path;
  const form = isSection(section) ? forms[section] : undefined;
  if (form?.kind !== "parts" || more.length > 0 || others.length > 0) return true;
  return partOf(value, form.slot, registry) !== undefined;
}

/** A path that is not an axis. */
function extraAddends(
  { label, key, at, value }: IncludePair,
  columns: Column[],
  ground: Ground,
  issues: Issues,
): Addends | undefined {
  const [path, ...more] = pathsOf(key);
  const isKnown = isSection(path?.[0]) && ground.forms[path[0]] !== undefined;
  if (path === undefined || more.length > 0 || !isKnown || path.includes("")) {
    issues.add(issue("include", at, `${label}: '${key}' is not a path`, meantPath(path ?? [], at, ground)));
    return undefined;
  }
  const head = normalised(key);
  if (!columns.some((column) => column.head === head)) columns.push({ head, path });
  const index = columns.findIndex((column) => column.head === head);
  return { additions: addition(`${label}.${key}`, at, path, value), cells: [[index, cellOf(value)]] };
}

function addition(label: string, at: Span, [section, ...path]: Path, node: Node): readonly Addition[] {
  return isSection(section) ? [{ section, path, node, label, at }] : [];
}
