import type { Interval } from "../contracts/config.ts";
import type { Part, Slot } from "../contracts/part.ts";
import { type Issue, issue, type Within } from "../issues/issue.ts";
import { suggestionsFor } from "../schema/remedies.ts";
import { TIMING } from "../schema/timing.ts";
import { found } from "../source/describe.ts";
import { type MapNode, type Node, type Path, toJson } from "../source/tree.ts";

/** What a scheduler's place adds to its own parameters, as far as it is given. */
export interface WrittenTiming {
  /** A phase's length. */
  readonly epochs?: number;
  readonly steps?: number;
  readonly interval?: Interval;
  readonly frequency?: number;
}

/** A part without the keys that its place has for any part, and what is wrong with those. */
interface OwnKeys {
  readonly own: MapNode;
  readonly timing: WrittenTiming;
  readonly issues: readonly Issue<Within>[];
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

/** Separates `epochs`, `interval` and similar keys from a part. */
export function takeSlotKeys(position: Position, node: MapNode, part: Part): OwnKeys {
  const { slot, path, where, isPhase } = position;
  const entries = new Map(node.entries);
  const issues: Issue<Within>[] = [];
  const timing: Record<string, unknown> = {};
  for (const [key, { value }] of node.entries) {
    if (slot !== "scheduler" || !isTimingKey(key)) continue;
    // OneCycleLR has epochs of its own; in a list they are the phase's all the same.
    if (!isPhase && Object.hasOwn(part.params.properties, key)) continue;
    entries.delete(key);
    const wrong = timingIssue(position, key, value);
    if (wrong !== undefined) issues.push(wrong);
    else timing[key] = toJson(value);
  }
  if (timing.epochs !== undefined && timing.steps !== undefined)
    issues.push(unknown([...path, "steps"], `${where} has both 'epochs' and 'steps'`, "remove one of the two"));
  return { own: entries.size === node.entries.size ? node : { ...node, entries }, timing, issues };
}

function timingIssue(
  { path, where, isPhase, isChild }: Position,
  key: TimingKey,
  value: Node,
): Issue<Within> | undefined {
  const at = [...path, key];
  const isLength = key === "epochs" || key === "steps";
  if (isChild)
    return unknown(
      at,
      `${where} is part of a composition, so it has no '${key}'`,
      "remove it: it ticks when the composition does",
    );
  if (isLength && !isPhase)
    return unknown(
      at,
      `${where} is not in a list, so it has no '${key}'`,
      "remove it, or write a list of phases: a single scheduler covers the whole run",
    );
  const given = toJson(value);
  if (key === "interval") {
    if (given === "epoch" || given === "step") return undefined;
    const message = `${where}.interval must be epoch or step, found ${found(value)}`;
    return invalid(at, message, key, value);
  }
  if (typeof given === "number" && Number.isInteger(given) && given >= 1) return undefined;
  return invalid(at, `${where}.${key} must be a whole number ≥ 1, found ${found(value)}`, key, value);
}

const unknown = (path: Path, message: string, advice: string): Issue<Within> =>
  issue("unknown-key", { path, of: "key" }, message, advice);

function invalid(path: Path, message: string, key: TimingKey, value: Node): Issue<Within> {
  const place: Within = { path, of: "value" };
  return issue("invalid", place, message, ...suggestionsFor(value, TIMING[key], true, place));
}
