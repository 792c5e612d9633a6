import type { Cell } from "../experiment/plan.ts";
import type { Node } from "../source/tree.ts";
import { typeOf } from "./sections.ts";

/** How a cell shows a value without a name: `StepLR(step_size=10)`, phases joined by ` > `, null as `none`. */
export function cellOf(node: Node): Cell {
  if (node.kind === "scalar") return node.value === null ? "none" : node.value;
  return written(node);
}

function written(node: Node): string {
  switch (node.kind) {
    case "scalar":
      return node.value === null ? "none" : String(node.value);
    case "list":
      return node.items.some((item) => item.kind === "map" && typeOf(item) !== undefined)
        ? node.items.map(written).join(" > ")
        : `[${node.items.map(written).join(", ")}]`;
    case "map": {
      const type = typeOf(node);
      const pairs = [...node.entries].filter(([key]) => type === undefined || key !== "type");
      const inner = pairs.map(([key, { value }]) => `${key}=${written(value)}`).join(", ");
      return type === undefined ? `(${inner})` : inner === "" ? type : `${type}(${inner})`;
    }
  }
}
