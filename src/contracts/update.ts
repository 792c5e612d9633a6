import Type from "typebox";
import type { PartConfig } from "./config.ts";
import { idle } from "./part.ts";

// Parameters that optimizers share.

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
