import { isMap, isScalar, isSeq, type ParsedNode } from "yaml";
import type { Node } from "./tree.ts";

/** Texts that YAML reads as something else than text. */
const RESERVED = /^(null|~|true|false|[-+]?[.\d].*|[-+]?\.(inf|nan))$/i;

/** A text as a key or value between braces. */
export function flowText(text: string): string {
  return /^[A-Za-z_][\w .+/-]*$/.test(text) && !RESERVED.test(text) && text.trim() === text
    ? text
    : JSON.stringify(text);
}

/** A value of a tree on one line. */
export function flowNode(node: Node): string {
  switch (node.kind) {
    case "scalar":
      return typeof node.value === "string" ? flowText(node.value) : String(node.value);
    case "list":
      return `[${node.items.map(flowNode).join(", ")}]`;
    case "map":
      return `{${[...node.entries].map(([key, { value }]) => `${flowText(key)}: ${flowNode(value)}`).join(", ")}}`;
  }
}

/** A YAML value on one line, numbers as they were written. Undefined for what has no such form (tags, aliases). */
export function flow(node: ParsedNode | null): string | undefined {
  if (node === null) return "null";
  if (node.tag !== undefined) return undefined;
  if (isScalar(node)) {
    if (typeof node.value === "string") return flowText(node.value);
    return node.value === null ? "null" : (node.source ?? String(node.value));
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => flow(item as ParsedNode | null));
    return items.includes(undefined) ? undefined : `[${items.join(", ")}]`;
  }
  if (!isMap(node)) return undefined;
  const pairs = node.items.map(({ key, value }) => {
    const text = flow(value as ParsedNode | null);
    return text !== undefined && isScalar(key) ? `${flowText(String(key.value))}: ${text}` : undefined;
  });
  return pairs.includes(undefined) ? undefined : `{${pairs.join(", ")}}`;
}
