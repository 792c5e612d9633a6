import Type from "typebox";
import { clearPaddingOf } from "../kernels/families/rows.ts";
import type { Op } from "../tape/op.ts";
import { doubleBits, type Tape } from "../tape/tape.ts";
import type { PartConfig } from "./config.ts";
import type { GroupMemory, OptimizerPlan } from "./optimizer.ts";
import { idle } from "./part.ts";

// Parameters and recorded operations that optimizers share.

/** Learning rate. */
export const lr = (value: number) => Type.Number({ minimum: 0, default: value, description: "Learning rate." });

const beta = () => Type.Number({ minimum: 0, exclusiveMaximum: 1 });

export const betas = (first: number, second: number) =>
  Type.Tuple([beta(), beta()], {
    default: [first, second],
    description: "Decay rates of the running means of the gradient and of its square.",
  });

export const eps = (value: number) =>
  Type.Number({ minimum: 0, default: value, description: "Added to the denominator to avoid division by zero." });

export const weightDecay = (value = 0) =>
  Type.Number({ minimum: 0, default: value, description: "L2 penalty, added to the gradient." });

export const decoupledWeightDecay = (value = 0) =>
  Type.Number({
    minimum: 0,
    default: value,
    description: "Decoupled weight decay: each step subtracts this share of the parameters, times the rate.",
  });

export const decoupled = () =>
  Type.Boolean({
    default: false,
    description: "Whether weight decay acts on the parameters directly, as in AdamW, and not through the gradient.",
  });

/** What to say of {@link decoupled} where there is no weight decay. */
export const idleDecoupling = ({ weight_decay }: { readonly weight_decay: number }) =>
  weight_decay > 0 ? [] : idle(["decoupled_weight_decay"], "without weight_decay", "weight_decay: 0.01");

export const maximize = () =>
  Type.Boolean({ default: false, description: "Whether to maximize the loss instead of minimizing it." });

/** Names of parameters. */
export const patterns = (description: string, value?: string) =>
  Type.Union([Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })], {
    ...(value !== undefined && { default: value }),
    description,
  });

/** An optimizer inside another one. */
export const inner = (description: string) => Type.Unsafe<PartConfig>({ slot: "optimizer", description });

/** What Adam and its relatives are told. */
export interface MomentOptions {
  readonly lr: number;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly weight_decay: number;
  readonly maximize: boolean;
}

/** The operands that every update begins with. */
export function operandsOf(group: GroupMemory): readonly number[] {
  return [group.parameters, group.gradients, group.floats, group.lr];
}

/** Momenta that a schedule sets, or 0: the constant among the options holds. */
export function momentaOf(group: GroupMemory): number {
  return group.cyclesMomentum ? group.momentum : 0;
}

export function doubles(...values: readonly number[]): readonly number[] {
  return values.flatMap(doubleBits);
}

/**
 * Zeros the padding of a group's parameters after the update: with eps 0 it may be 0/0. Not needed otherwise.
 * Parameters [rows, stride(columns)].
 */
export function clearPadding(tape: Tape, { each }: GroupMemory): void {
  for (const { offset, rows, columns } of each) {
    if (columns % 4 !== 0) tape.record(clearPaddingOf({ values: offset, rows, columns }));
  }
}

/**
 * The plan of Adam or a relative: two moments, the first one's beta cycled.
 * @param more doubles behind the options
 */
export function momentPlan(
  op: Op,
  options: MomentOptions,
  {
    isDecoupled = false,
    keepsMaxima = false,
    more = [],
  }: { isDecoupled?: boolean; keepsMaxima?: boolean; more?: readonly number[] } = {},
): OptimizerPlan {
  const [beta1, beta2] = options.betas;
  return {
    lr: options.lr,
    momentum: beta1,
    emit(tape, group) {
      const { floats } = group;
      const counters = tape.allocate(COUNTER_WORDS);
      const moments = [tape.allocate(floats), tape.allocate(floats), keepsMaxima ? tape.allocate(floats) : 0];
      const flags = [Number(options.maximize), Number(isDecoupled)];
      const numbers = doubles(beta1, beta2, options.eps, options.weight_decay, ...more);
      tape.record(op, ...operandsOf(group), momentaOf(group), counters, ...moments, ...flags, ...numbers);
      if (options.eps === 0) clearPadding(tape, group);
    },
  };
}

/** Room for the most float64 counters that any of them has. */
const COUNTER_WORDS = 12;
