import type { Json } from "../contracts/config.ts";
import type { Span } from "../issues/issue.ts";

type Scalar = null | boolean | number | string;

interface Placed {
  /** Where the value stands in the text; of length 0 where it is not written as it is. */
  readonly at: Span;
}

export interface ScalarNode extends Placed {
  readonly kind: "scalar";
  readonly value: Scalar;
  readonly quoted: boolean;
  /** A whole number as it is written, where that has decimals: "1.000". */
  readonly decimals?: string;
}

export interface ListNode extends Placed {
  readonly kind: "list";
  readonly items: readonly Node[];
}

export interface Entry {
  /** Where the key stands. */
  readonly key: Span;
  readonly value: Node;
}

export interface MapNode extends Placed {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, Entry>;
  /** A part that was written as a bare string. */
  readonly bare?: true;
}

/** A YAML value that knows where it stands. Never changed: an edited tree shares what it did not change. */
export type Node = ScalarNode | ListNode | MapNode;

export type Path = readonly string[];

export function scalar(value: Scalar, at: Span): ScalarNode {
  return { kind: "scalar", value, quoted: false, at };
}

/** A tree for plain data, all at one place. */
export function fromJson(value: Json, at: Span): Node {
  if (value === null || typeof value !== "object") return scalar(value, at);
  if (Array.isArray(value)) return { kind: "list", items: value.map((item) => fromJson(item, at)), at };
  const entries = Object.entries(value).map(([key, item]) => [key, { key: at, value: fromJson(item, at) }] as const);
  return { kind: "map", entries: new Map(entries), at };
}

export function toJson(node: Node): Json {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(toJson);
    case "map":
      return mapToJson(node);
  }
}

/** A loop: most of the time that a large grid takes goes by here. */
function mapToJson({ entries }: MapNode): Json {
  const map: Record<string, Json> = {};
  for (const [key, { value }] of entries) {
    // Assigned, it would be no key but the object's prototype.
    if (key === "__proto__") Object.defineProperty(map, key, { value: toJson(value), enumerable: true });
    else map[key] = toJson(value);
  }
  return map;
}

/** The place of a list's element, or undefined for a segment that is no index. */
export function indexOf(segment: string): number | undefined {
  return /^(0|[1-9]\d{0,8})$/.test(segment) ? Number(segment) : undefined;
}

function childOf(node: Node, segment: string): Node | undefined {
  switch (node.kind) {
    case "scalar":
      return undefined;
    case "list":
      return node.items[indexOf(segment) ?? -1];
    case "map":
      return node.entries.get(segment)?.value;
  }
}

/** The node at a path, or undefined when nothing stands there. */
export function lookUp(node: Node | undefined, path: Path): Node | undefined {
  return path.reduce<Node | undefined>((at, segment) => at && childOf(at, segment), node);
}

/** The deepest node on the way along a path. */
export function deepest(node: Node, path: Path): Node {
  const [segment, ...rest] = path;
  const child = segment === undefined ? undefined : childOf(node, segment);
  return child === undefined ? node : deepest(child, rest);
}

export function withItem(node: ListNode, index: number, value: Node): ListNode {
  return { ...node, items: node.items.with(index, value) };
}

/** The map with one value put in or replaced. A new key stands where its value does. */
export function withEntry(node: MapNode, key: string, value: Node): MapNode {
  const entries = new Map(node.entries);
  entries.set(key, { key: entries.get(key)?.key ?? value.at, value });
  return { ...node, entries };
}

/** JSON with sorted keys: equal for equal values. */
export function canonical(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const map = value as { readonly [key: string]: Json };
  const pairs = Object.keys(map)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(map[key] as Json)}`);
  return `{${pairs.join(",")}}`;
}

export function isText(node: Node | undefined): node is ScalarNode & { readonly value: string } {
  return node?.kind === "scalar" && typeof node.value === "string";
}

/** Whether nothing was written where the value stands. */
export function isUnwritten(node: Node): boolean {
  return node.kind === "scalar" && node.value === null && node.at.length === 0;
}

export function isNull(node: Node | undefined): boolean {
  return node === undefined || (node.kind === "scalar" && node.value === null);
}
