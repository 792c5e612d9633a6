import type { TObject, TProperties } from "typebox";
import type { Tape } from "../tape/tape.ts";
import type { PartConfig } from "./config.ts";
import { type Part, type Resolved, resolved } from "./part.ts";

/** Where a param group's values stand in the arena. All offsets are in bytes and 16-aligned, all counts in floats. */
export interface GroupMemory {
  readonly parameters: number;
  readonly gradients: number;
  readonly floats: number;
  /** A float32 for each step of the epoch: the learning rate. */
  readonly lr: number;
  /** Likewise momentum (or beta1): a constant unless a schedule cycles it. */
  readonly momentum: number;
  /** Whether a schedule does. */
  readonly cyclesMomentum: boolean;
}

/** An optimizer with its options bound. */
export interface OptimizerPlan {
  /** PyTorch's initial_lr, before any schedule. */
  readonly lr: number;
  /** Initial momentum or beta1, where there is one to cycle. */
  readonly momentum: number | undefined;
  /** Records the update of one param group; reserves its state on the tape. */
  emit(tape: Tape, group: GroupMemory): void;
}

export interface OptimizerPart extends Part {
  readonly slot: "optimizer";
  /** The parameter that OneCycleLR and CyclicLR cycle as momentum: "momentum", or "betas.0"; undefined: none. */
  readonly cycled: string | undefined;
  /** Why a schedule does nothing under it: "it takes the rate for its first step only". Default: it does. */
  readonly ignoresRate?: string;
  /** Throws Misfit for options that do not go together. */
  plan(config: PartConfig): OptimizerPlan;
}

export function defineOptimizer<P extends TProperties>(definition: {
  description: string;
  source: string;
  params: TObject<P>;
  cycled: string | undefined;
  ignoresRate?: string;
  plan: (params: Resolved<P>) => OptimizerPlan;
}): OptimizerPart {
  const { plan, ...rest } = definition;
  return { slot: "optimizer", ...rest, plan: (config) => plan(resolved<P>(config)) };
}
