import { type Cell, knownVariants, type Plan } from "../experiment/plan.ts";
import { shortHeads } from "../experiment/short-heads.ts";
import { itemAt } from "../numbers/item-at.ts";
import { sha256 } from "../numbers/sha256.ts";

/** What is drawn for one schedule: a value an epoch, or a value a step. */
export interface DrawnRates {
  readonly isPerStep: boolean;
  /** Optimizer steps of an epoch, where they are known: they are if it has a value a step. */
  readonly stepsPerEpoch: number;
  readonly lr: readonly number[];
  readonly momentum: readonly number[] | undefined;
}

/** One schedule and the variants that have it. */
export interface Curve extends DrawnRates {
  /** Places in the plan, ascending. */
  readonly variants: readonly number[];
}

/** Gathers schedules; equal ones become one curve. */
export class Curves {
  readonly #byDigest = new Map<string, DrawnRates & { readonly variants: number[] }>();

  add(variant: number, figures: DrawnRates): void {
    const key = digestOf(figures);
    const known = this.#byDigest.get(key);
    if (known) known.variants.push(variant);
    else this.#byDigest.set(key, { ...figures, variants: [variant] });
  }

  get all(): readonly Curve[] {
    return [...this.#byDigest.values()];
  }
}

/** What a curve's variants have under one head: the head's place, and each value once. */
export interface Trait {
  readonly column: number;
  readonly values: readonly Cell[];
}

/** Points of a curve in an epoch. */
export function pointsPerEpoch({ isPerStep, stepsPerEpoch }: DrawnRates): number {
  return isPerStep ? stepsPerEpoch : 1;
}

function digestOf({ isPerStep, stepsPerEpoch, lr, momentum = [] }: DrawnRates): string {
  const all = Float64Array.from([isPerStep ? 1 : 0, stepsPerEpoch, lr.length, ...lr, ...momentum]);
  return sha256(new Uint8Array(all.buffer));
}

/** The traits that tell curves apart, of each curve. A column in which a curve has every value there is says nothing of it. */
export function traitsOf(plan: Plan, curves: readonly Curve[]): readonly (readonly Trait[])[] {
  const valuesIn = (variants: Iterable<number>) => {
    const values = plan.heads.map(() => new Set<Cell>());
    for (const variant of variants) {
      const { cells } = plan.variant(variant);
      for (const [column, cell] of cells.entries()) values[column]?.add(cell);
    }
    return values;
  };
  const everywhere = valuesIn(Array(knownVariants(plan)).keys());
  return curves.map(({ variants }) =>
    valuesIn(variants).flatMap((values, column) =>
      values.size === everywhere[column]?.size ? [] : [{ column, values: [...values] }],
    ),
  );
}

/** Values named in a label; of more it says how many. */
const NAMED = 3;

/** `lr=0.1, cosine`; of several variants it says so. */
export function labelOf(plan: Plan, traits: readonly Trait[], variants: number): string {
  const heads = shortHeads(plan.heads);
  const parts = traits.map(({ column, values }) => {
    const shown = values.filter((value) => value !== null);
    if (shown.length === 0) return "";
    const text = shown.length > NAMED ? `${shown.length} values` : shown.join("/");
    const isName = shown.every((value) => typeof value === "string");
    return isName && shown.length <= NAMED ? text : `${itemAt(heads, column)}=${text}`;
  });
  const name = parts.filter(Boolean).join(", ");
  if (variants === 1) return name || "the schedule";
  return name === "" ? `all ${variants} variants` : `${name} (${variants} variants)`;
}
