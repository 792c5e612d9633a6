import { fixed, type Kernel } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { type BatchSite, defineOperation, type HostWork, type Operation } from "../operation.ts";
import { eachVector } from "./each-vector.ts";

/** A vector of a param group's parameters, of its gradients, and of each array that the update remembers. */
export interface UpdateVectors {
  readonly p: Floats;
  readonly g: Floats;
  readonly states: readonly Floats[];
}

export type FourFloats = readonly [Floats, Floats, Floats, Floats];

/**
 * What an update does to each parameter by itself.
 * @param factors numbers of the step at hand: the host works them out in double precision and rounds them once, as PyTorch does
 * @returns the parameters, then what is to be remembered
 */
type UpdateFormula<F extends string> = (
  kernel: Kernel,
  vectors: UpdateVectors,
  factors: readonly Floats[],
  flags: Readonly<Record<F, boolean>>,
) => readonly [p: Floats, ...states: readonly Floats[]];

/** Places are offsets in bytes. */
interface UpdatePlaces {
  readonly parameters: number;
  readonly gradients: number;
  readonly floats: number;
  /** [floats] each. */
  readonly states: readonly number[];
  /** [steps, factors] */
  readonly factors: number;
}

/** An update with a formula of its own for each parameter. */
export interface Update<F extends string> {
  readonly name: string;
  /** How many numbers it takes of each step. */
  readonly factors: number;
  /** How many arrays as long as the parameters it remembers, zero at the start. */
  readonly states: number;
  readonly formula: UpdateFormula<F>;
  operation(places: UpdatePlaces, flags: Readonly<Record<F, boolean>>, host: HostWork): Operation;
}

/** @param flags names of choices, which are part of the code */
export function defineUpdate<F extends string = never>(
  name: string,
  sizes: { readonly factors: number; readonly states: number },
  formula: UpdateFormula<F>,
): Update<F> {
  const define = defineOperation<UpdatePlaces & Readonly<Record<string, number | boolean | readonly number[]>>>(name, {
    isDivisible: true,
    emit(kernel, { parameters, gradients, floats, states, factors, ...flags }, site) {
      const own = factorsOfStep(kernel, site, factors, sizes.factors);
      eachVector(kernel, floats, [parameters, gradients, ...states], (load, store) => {
        const vectors = { p: load(0), g: load(1), states: states.map((_, index) => load(2 + index)) };
        const [p, ...next] = formula(kernel, vectors, own, flags as Record<F, boolean>);
        store(0, p);
        for (const [index, state] of next.entries()) store(2 + index, state);
      });
    },
  });
  return { name, ...sizes, formula, operation: (places, flags, host) => define({ ...places, ...flags }, host) };
}

/** Numbers of the step at hand. @param table [steps, count] */
export function factorsOfStep(kernel: Kernel, { words }: BatchSite, table: number, count: number): readonly Floats[] {
  const own = kernel.row(fixed(words.step), table, 4 * count);
  return Array.from({ length: count }, (_, index) => kernel.splat(own.at(4 * index)));
}

/** torch.lerp: from the end that is nearer, so that weight 1 gives `to` exactly. @param rest what the weight leaves: 1 − weight */
export function lerp(kernel: Kernel, from: Floats, to: Floats, weight: Floats, rest: Floats): Floats {
  const difference = kernel.subtract(to, from);
  const near = kernel.fma(weight, difference, from);
  return kernel.where(kernel.less(weight, kernel.float(0.5)), near, kernel.fnma(rest, difference, to));
}

/** −1, 0 or 1; 0 for NaN, as torch.sign. */
export function sign(kernel: Kernel, x: Floats): Floats {
  const zero = kernel.float(0);
  const below = kernel.where(kernel.less(x, zero), kernel.float(-1), zero);
  return kernel.where(kernel.less(zero, x), kernel.float(1), below);
}
