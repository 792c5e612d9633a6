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
