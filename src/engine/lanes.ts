import { bindModel, type Model } from "../bind/model.ts";
import type { PartConfig, RunConfig } from "../contracts/config.ts";
import type { DataShape } from "../contracts/dataset.ts";
import { GROUPS } from "../contracts/groups.ts";
import type { Registry } from "../contracts/registry.ts";

/** Most runs that are trained side by side. More share what a step costs them together; what they share is small by then. */
export const MOST_LANES = 16;

/** Products of a row's way through a model that is too small to fill SIMD registers by itself. */
const MOST_PRODUCTS = 32;

/**
 * Tells runs that can be trained side by side: those of one seed with one key. Undefined: the run is trained alone, as its
 * model is large enough, or one of its parts has no such form. It depends on the run only, not on its company: a run with
 * a key is always trained by lane kernels.
 */
export function laneKey(config: RunConfig, shape: DataShape, parts: Registry): string | undefined {
  const { data, model, loss, metrics, training } = config;
  const optimizer = config.optimizer.map(structureOf);
  const key = `${shared([data, model, loss, metrics, training, shape])} ${JSON.stringify(optimizer)}`;
  const known = knownIn(parts);
  if (known.size >= KNOWN) known.clear();
  let isTiny = known.get(key);
  if (isTiny === undefined) {
    isTiny = fitsLanes(bindModel(config, shape, parts));
    known.set(key, isTiny);
  }
  return isTiny ? key : undefined;
}

/** Keys that were looked into, and what was found. Runs that follow each other mostly share theirs. */
const knownByParts = new WeakMap<Registry, Map<string, boolean>>();
const KNOWN = 1000;

function knownIn(parts: Registry): Map<string, boolean> {
  const known = knownByParts.get(parts) ?? new Map<string, boolean>();
  knownByParts.set(parts, known);
  return known;
}

let before = { parts: [] as readonly unknown[], text: "" };

/** As JSON. Runs that follow each other mostly share these very objects, and a sweep asks for every run. */
function shared(parts: readonly unknown[]): string {
  if (before.parts.length === 0 || parts.some((part, i) => part !== before.parts[i]))
    before = { parts, text: JSON.stringify(parts) };
  return before.text;
}

/** What of an optimizer runs side by side have in common: all but its numbers, of which only whether they are 0 counts. */
function structureOf({ [GROUPS]: groups, ...options }: PartConfig): unknown {
  return shapeOf([options, ((groups ?? []) as unknown as readonly PartConfig[]).map(({ lr: _, ...own }) => own)]);
}

function shapeOf(value: unknown): unknown {
  if (typeof value === "number") return value === 0 ? 0 : 1;
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, own]) => (key === "lr" ? [] : [[key, shapeOf(own)]])));
}

function fitsLanes({ layers, loss, metrics, groups, transforms }: Model): boolean {
  const products = layers.map(({ lane }) => lane?.products ?? Number.POSITIVE_INFINITY);
  if (products.reduce((sum, own) => sum + own, 0) > MOST_PRODUCTS) return false;
  if (transforms.gradients.length > 0 || transforms.average) return false;
  if (!loss.lane || metrics.some(({ lane }) => !lane)) return false;
  return groups.every(({ optimizer }) => optimizer.ruleFor !== undefined);
}
