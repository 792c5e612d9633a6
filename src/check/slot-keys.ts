import type { Interval } from "../contracts/config.ts";
import type { Part, Slot } from "../contracts/part.ts";
import { TIMING } from "../contracts/timing.ts";
import type { Fault } from "../schema/explain.ts";
import { found } from "../source/describe.ts";
import { type MapNode, type Node, type Path, toJson } from "../source/tree.ts";

/** What a scheduler's place adds to its own parameters, as far as it is given. */
export interface Timing {
  /** A phase's length. */
  readonly epochs?: number;
  readonly steps?: number;
  readonly interval?: Interval;
  readonly frequency?: number;
}

/** A part without the keys that its place has for any part, and what is wrong with those. */
interface OwnKeys {
  readonly own: MapNode;
  readonly timing: Timing;
  readonly faults: readonly Fault[];
}

/** Where a part stands: `isPhase` in a list of phases, `isChild` in a composition. */
export interface Position {
  readonly slot: Slot;
  readonly path: Path;
  readonly where: string;
  readonly isPhase: boolean;
  readonly isChild: boolean;
}

type TimingKey = keyof typeof TIMING;

function isTimingKey(key: string): key is TimingKey {
  return Object.hasOwn(TIMING, key);
}

/** Takes `epochs`, `interval` and their like off a part. */
export function takeSlotKeys(position: Position, node: MapNode, part: Part): OwnKeys {
  const { slot, path, where, isPhase } = position;
  const entries = new Map(node.entries);
  const faults: Fault[] = [];
  const timing: Record<string, unknown> = {};
  for (const [key, { value }] of node.entries) {
    if (slot !== "scheduler" || !isTimingKey(key)) continue;
    // OneCycleLR has epochs of its own; in a list they are the phase's all the same.
    if (!isPhase && Object.hasOwn(part.params.properties, key)) continue;
    entries.delete(key);
    const fault = timingFault(position, key, value);
    if (fault !== undefined) faults.push(fault);
    else timing[key] = toJson(value);
  }
  if (timing.epochs !== undefined && timing.steps !== undefined)
    faults.push(unknown([...path, "steps"], `${where} has both 'epochs' and 'steps'`, "one of them is its length"));
  return { own: entries.size === node.entries.size ? node : { ...node, entries }, timing, faults };
}

function timingFault({ path, where, isPhase, isChild }: Position, key: TimingKey, value: Node): Fault | undefined {
  const at = [...path, key];
  const isLength = key === "epochs" || key === "steps";
  if (isChild)
    return unknown(
      at,
      `${where} is part of a composition, so it has no '${key}'`,
      "it ticks when the composition does",
    );
  if (isLength && !isPhase)
    return unknown(
      at,
      `${where} is not in a list, so it has no '${key}'`,
      "it covers the whole run; write a list for phases",
    );
  const given = toJson(value);
  if (key === "interval") {
    if (given === "epoch" || given === "step") return undefined;
    return invalid(at, `${where}.interval must be epoch or step, found ${found(value)}`, TIMING.interval.description);
  }
  if (typeof given === "number" && Number.isInteger(given) && given >= 1) return undefined;
  return invalid(at, `${where}.${key} must be a whole number ≥ 1, found ${found(value)}`, TIMING[key].description);
}

const unknown = (path: Path, message: string, remedy: string): Fault => ({
  code: "unknown-key",
  path,
  atKey: true,
  message,
  remedy,
});

const invalid = (path: Path, message: string, remedy: string | undefined): Fault => ({
  code: "invalid",
  path,
  atKey: false,
  message,
  remedy,
});
