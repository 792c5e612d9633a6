import type { TProperties } from "typebox";
import type { Tape } from "../tape/tape.ts";
import type { PartConfig } from "./config.ts";
import type { Statistic } from "./layer.ts";
import type { ParameterSpan } from "./optimizer.ts";
import { idling, type Part, type PartDefinition, type Resolved, resolved } from "./part.ts";

/** Values, and where their running average goes. */
export interface Averaged {
  readonly values: number;
  readonly average: number;
  readonly floats: number;
}

/** What an average is updated from. */
export interface AverageStretches {
  readonly parameters: Averaged;
  readonly buffers: readonly (Averaged & { readonly statistic: Statistic | undefined })[];
  /** float64 [2], zero at the start: updates, and those of them that counted. While none has, the average is a copy. */
  readonly counters: number;
}

/** A transform with its options bound. */
export type TransformPlan =
  | {
      readonly kind: "gradients";
      /** Records what becomes of the gradients of all groups, between their norm's measurement and the update. */
      emit(tape: Tape, all: ParameterSpan): void;
    }
  | {
      readonly kind: "average";
      /** When the average is updated; the model is evaluated on it. */
      readonly interval: "step" | "epoch";
      /** Whether BatchNorm's statistics are collected anew for the average, once training is over. */
      readonly collectsStatistics: boolean;
      /** Records an update of the average, which is zero at the start. */
      emit(tape: Tape, stretches: AverageStretches): void;
    };

/**
 * What may stand before the optimizer in its chain. Transforms share the optimizers' slot, as they share their place in an
 * experiment, but not their folder: what they do is told apart by `role`.
 */
export interface TransformPart extends Part {
  readonly slot: "optimizer";
  readonly role: "transform";
  plan(config: PartConfig): TransformPlan;
}

export function defineTransform<P extends TProperties>(
  definition: PartDefinition<P> & {
    plan: (params: Resolved<P>) => TransformPlan;
  },
): TransformPart {
  const { plan, idle, ...rest } = definition;
  return {
    slot: "optimizer",
    role: "transform",
    ...rest,
    ...idling<P>(idle),
    plan: (config) => plan(resolved<P>(config)),
  };
}
