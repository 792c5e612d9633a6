import type { Json } from "../contracts/config.ts";
import { GROUPS, hasGroups } from "../contracts/groups.ts";
import type { Slot } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import { itemAt } from "../numbers/item-at.ts";
import { ownValue } from "../numbers/own.ts";
import { TICKING, TIMING } from "../schema/timing.ts";
import { fromJson, indexOf, type MapNode, type Node, type Path, withEntry, withItem } from "../source/tree.ts";
import { completed, expanded, partOf, type Section, type SectionForm } from "./sections.ts";

/** A value to put somewhere in a section. */
export interface Placement {
  /** Within the section. */
  readonly path: Path;
  readonly node: Node;
  /** "grid.optimizer.lr[1]" */
  readonly label: string;
}

/** A section with the grid's values filled in. */
export interface Composed {
  readonly section: Section;
  readonly node: Node | undefined;
  /** For each placement, whether it is a parameter of the part at that place. Others were left out. */
  readonly applied: readonly boolean[];
  readonly grafts: readonly { readonly path: Path; readonly label: string }[];
  /** Results worked out for it, by question. They are kept here, since a WeakMap slows down garbage collection. */
  readonly memo: Map<string, unknown>;
}

/** Fills in values, parents first. A value that is no parameter of the chosen part does not apply. */
export function compose(
  section: Section,
  base: Node | undefined,
  placements: readonly Placement[],
  registry: Registry,
  form: SectionForm | undefined,
): Composed {
  const applied = placements.map(() => false);
  const grafts: { path: Path; label: string }[] = [];
  let node = base;
  for (const index of parentsFirst(placements)) {
    const { path: written, node: value, label } = itemAt(placements, index);
    const path = node === undefined ? written : completed(section, node, written);
    const grafted = form && graft(form, node, path, value, registry);
    if (grafted === undefined) continue;
    node = grafted;
    applied[index] = true;
    grafts.push({ path, label });
  }
  return { section, node, applied, grafts, memo: new Map() };
}

/** A part's `type` counts as the parent of its parameters. */
function parentsFirst(placements: readonly Placement[]): readonly number[] {
  const depth = ({ path }: Placement) => 2 * path.length - (path.at(-1) === "type" ? 1 : 0);
  const order = placements.map((_, index) => index);
  if (order.length < 2) return order;
  return order.sort((a, b) => depth(itemAt(placements, a)) - depth(itemAt(placements, b)) || a - b);
}

function graft(
  form: SectionForm,
  node: Node | undefined,
  path: Path,
  value: Node,
  registry: Registry,
): Node | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (form.kind === "keys") {
    const map = node ?? fromJson({}, value.at);
    if (map.kind !== "map" || form.keys?.includes(first) === false) return undefined;
    return graftKey(map, first, rest, value, ownValue(form.fallbacks ?? {}, first));
  }
  if (node === undefined) return undefined;
  const { slot } = form;
  if (node.kind !== "list") return graftPart(slot, expanded(node), path, value, registry);
  const index = indexOf(first);
  const item = index === undefined ? undefined : node.items[index];
  if (index === undefined || item === undefined) return undefined;
  const changed = rest.length === 0 ? value : graftPart(slot, expanded(item), rest, value, registry, true);
  return changed && withItem(node, index, changed);
}

function graftPart(
  slot: Slot,
  node: Node,
  [key, ...rest]: Path,
  value: Node,
  registry: Registry,
  inList = false,
): Node | undefined {
  if (node.kind !== "map" || key === undefined) return undefined;
  const part = partOf(node, slot, registry);
  const schema = part && (ownValue<unknown>(part.params.properties, key) as { default?: Json } | undefined);
  const isTiming = slot === "scheduler" && Object.hasOwn(inList ? TIMING : TICKING, key);
  // Without a known part nothing can be decided; the unknown type is reported elsewhere.
  const applies =
    part === undefined || schema !== undefined || key === "type" || isTiming || (key === GROUPS && hasGroups(part));
  return applies ? graftKey(node, key, rest, value, schema?.default) : undefined;
}

function graftKey(map: MapNode, key: string, rest: Path, value: Node, fallback: Json | undefined): Node | undefined {
  if (rest.length === 0) return withEntry(map, key, value);
  const inner = map.entries.get(key)?.value ?? (fallback === undefined ? undefined : fromJson(fallback, map.at));
  const changed = inner && graftValue(inner, rest, value);
  return changed && withEntry(map, key, changed);
}

/** Below a parameter: an existing element of a list, or a key of a mapping. */
function graftValue(node: Node, [segment, ...rest]: Path, value: Node): Node | undefined {
  if (segment === undefined) return value;
  if (node.kind === "map") return graftKey(node, segment, rest, value, undefined);
  const index = node.kind === "list" ? indexOf(segment) : undefined;
  const item = node.kind === "list" && index !== undefined ? node.items[index] : undefined;
  if (node.kind !== "list" || index === undefined || item === undefined) return undefined;
  const changed = graftValue(item, rest, value);
  return changed && withItem(node, index, changed);
}
