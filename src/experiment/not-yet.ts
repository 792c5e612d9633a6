import type { Part, Slot } from "../definition/part.ts";
import type { Registry } from "../definition/registry.ts";
import type { SchedulerPart } from "../definition/scheduler.ts";

/** Known to be wanted, not built yet. Take a name out when its part arrives (a registered part wins anyway). */
const PARTS: Readonly<Record<Slot, readonly string[]>> = {
  data: ["moons", "circles", "spirals", "idx"],
  layer: ["Identity", "Sequential"],
  loss: ["BCELoss", "KLDivLoss"],
  optimizer: ["LBFGS"],
  scheduler: [],
};

/** Keys beside a part's own parameters. */
const KEYS: Readonly<Partial<Record<Slot, readonly string[]>>> = {
  scheduler: ["steps", "interval", "frequency"],
};

const TOP_LEVEL: readonly string[] = ["search", "order", "results", "labels", "concurrency", "timeout", "retry"];

/** Whether a name is known, but not to be used: its part is missing, or cannot be run. */
export function isPartNotYet(slot: Slot, name: string, registry: Registry): boolean {
  const part = Object.hasOwn(registry[slot], name) ? registry[slot][name] : undefined;
  return part === undefined ? PARTS[slot].includes(name) : !isRunnable(part);
}

/** The names that may be used. */
export function availableNames(slot: Slot, registry: Registry): readonly string[] {
  return Object.entries(registry[slot]).flatMap(([name, part]) => (isRunnable(part) ? [name] : []));
}

/** Schedulers that are made of others, or tick after each step, have no place in a schedule of epochs. */
function isRunnable(part: Part): boolean {
  if (part.slot !== "scheduler") return true;
  const { children, interval } = part as SchedulerPart;
  return children === undefined && interval === "epoch";
}

export function isKeyNotYet(slot: Slot, key: string): boolean {
  return KEYS[slot]?.includes(key) ?? false;
}

export function isTopLevelNotYet(key: string): boolean {
  return TOP_LEVEL.includes(key);
}
