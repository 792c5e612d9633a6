import type { Part, Slot } from "../definition/part.ts";
import { found } from "./describe.ts";
import type { Fault } from "./explain.ts";
import { isKeyNotYet } from "./not-yet.ts";
import { type MapNode, type Node, type Path, toJson } from "./tree.ts";

/** A part without the keys that its place has for any part, and what is wrong with those. */
export interface OwnKeys {
  readonly own: MapNode;
  /** A phase's length, where it gives one. */
  readonly epochs: number | undefined;
  readonly faults: readonly Fault[];
}

/** Takes `epochs`, `interval` and their like off a part. */
export function takeSlotKeys(slot: Slot, path: Path, where: string, node: MapNode, part: Part): OwnKeys {
  const entries = new Map(node.entries);
  const faults: Fault[] = [];
  let epochs: number | undefined;
  for (const [key, { value }] of node.entries) {
    const isLength = slot === "scheduler" && key === "epochs";
    if (!(isLength && path.length > 0) && Object.hasOwn(part.params.properties, key)) continue;
    if (!isLength && !isKeyNotYet(slot, key)) continue;
    entries.delete(key);
    const fault = isLength ? lengthFault(path, where, value) : notYetFault(path, where, key, value);
    if (fault !== undefined) faults.push(fault);
    else if (isLength) epochs = toJson(value) as number;
  }
  return { own: entries.size === node.entries.size ? node : { ...node, entries }, epochs, faults };
}

function lengthFault(path: Path, where: string, value: Node): Fault | undefined {
  const at = [...path, "epochs"];
  if (path.length === 0) {
    const message = `${where} is not in a list, so it has no 'epochs'`;
    const remedy = "it covers the whole run; write a list for phases";
    return { code: "unknown-key", path: at, atKey: true, message, remedy };
  }
  const epochs = toJson(value);
  if (typeof epochs === "number" && Number.isInteger(epochs) && epochs >= 1) return undefined;
  const message = `${where}.epochs must be a whole number ≥ 1, found ${found(value)}`;
  return { code: "invalid", path: at, atKey: false, message, remedy: "Epochs that the phase lasts." };
}

function notYetFault(path: Path, where: string, key: string, value: Node): Fault | undefined {
  const plain = toJson(value);
  // What happens anyway may be said.
  if ((key === "interval" && plain === "epoch") || (key === "frequency" && plain === 1)) return undefined;
  const what = value.kind === "scalar" && key !== "steps" ? `${where}.${key}: ${found(value)}` : `${where}.${key}`;
  const remedy = where.startsWith("scheduler") ? "schedulers go by epochs" : undefined;
  return { code: "not-yet", path: [...path, key], atKey: true, message: `${what} is not available yet`, remedy };
}
