import { isMap, isScalar, isSeq, type ParsedNode } from "yaml";
import { flowText } from "./flow.ts";

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
