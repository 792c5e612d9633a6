import type { Slot } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";

/** Known to be wanted, not built yet. Take a name out when its part arrives (a registered part wins anyway). */
const PARTS: Readonly<Record<Slot, readonly string[]>> = {
  data: ["circles"],
  layer: ["Identity", "Sequential"],
  loss: ["BCELoss", "KLDivLoss"],
  metric: [],
  optimizer: ["LBFGS"],
  scheduler: [],
};

const TOP_LEVEL: readonly string[] = ["labels", "concurrency"];

/** Whether a name is known, but its part is missing. */
export function isPartNotYet(slot: Slot, name: string, registry: Registry): boolean {
  return !Object.hasOwn(registry[slot], name) && PARTS[slot].includes(name);
}

/** The names that may be used. */
export function availableNames(slot: Slot, registry: Registry): readonly string[] {
  return Object.keys(registry[slot]);
}

export function isTopLevelNotYet(key: string): boolean {
  return TOP_LEVEL.includes(key);
}
