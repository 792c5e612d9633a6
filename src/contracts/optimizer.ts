import type { TProperties } from "typebox";
import type { Shape } from "../tape/shape.ts";
import type { Tape } from "../tape/tape.ts";
import type { PartConfig } from "./config.ts";
import type { LayerParameter } from "./layer.ts";
import {
  idling,
  Misfit,
  type Part,
  type PartDefinition,
  type PartsOf,
  type Resolved,
  resolved,
  within,
} from "./part.ts";
import type { Rates } from "./scheduler.ts";
import type { UpdateRule } from "./side-by-side.ts";

/** A stretch of parameters, and their gradients in the same order. Offsets in bytes and 16-aligned, `floats` of each. */
export interface ParameterSpan {
  readonly parameters: number;
  readonly gradients: number;
  readonly floats: number;
}

/** Where a param group's values stand in the arena. */
export interface GroupMemory extends ParameterSpan {
  /** The group's parameters one by one, in the order in which they lie. */
  readonly each: readonly LayerParameter[];
  /** A float32 for each step of the epoch: the learning rate. */
  readonly lr: number;
  /** Likewise momentum (or beta1): a constant unless a schedule cycles it. */
  readonly momentum: number;
  /** Whether a schedule does. */
  readonly cyclesMomentum: boolean;
}

/** An optimizer with its options bound, for one param group. */
export interface OptimizerPlan {
  /** PyTorch's initial_lr, before any schedule. */
  readonly lr: number;
  /** Initial momentum or beta1, where there is one to cycle. */
  readonly momentum: number | undefined;
  /** Records the update of the group; reserves its state on the tape. */
  emit(tape: Tape, group: GroupMemory): void;
  /** How it updates each parameter by itself. Absent: it does not, so its runs are trained alone. */
  ruleFor?(cyclesMomentum: boolean): UpdateRule;
}

/** The optimizers' own rates, one per param group: PyTorch's initial_lr, and momentum where every group has one. */
export function baseRatesOf(groups: readonly OptimizerPlan[]): Rates {
  const lr = groups.map((plan) => plan.lr);
  const momentum = groups.flatMap((plan) => plan.momentum ?? []);
  return momentum.length === lr.length ? { lr, momentum } : { lr };
}

/** What a parameter is chosen by. */
export interface NamedShape {
  /** As in state_dict: "0.weight". */
  readonly name: string;
  readonly shape: Shape;
}

/** Binds the optimizer that another one has inside. */
type BuildOptimizer = (config: PartConfig) => OptimizerPlan;

export interface OptimizerPart extends Part {
  readonly slot: "optimizer";
  readonly role: "optimizer";
  /** The parameter that OneCycleLR and CyclicLR cycle as momentum: "momentum", or "betas.0"; undefined: none. */
  readonly cycled: string | undefined;
  /** The parameter that holds the optimizer it wraps, whose param groups are its own; undefined: it wraps none. */
  readonly wraps: string | undefined;
  /** Whether it updates such a parameter. What it does not is left to the optimizer given as its parameter `rest`. */
  takes(config: PartConfig, parameter: NamedShape): boolean;
  /** Why a schedule does nothing under it: "it takes the rate for its first step only". Default: it does. */
  readonly ignoresRate?: string;
  /** Throws Misfit for options that do not go together. */
  plan(config: PartConfig, build: BuildOptimizer): OptimizerPlan;
}

export function defineOptimizer<P extends TProperties>(
  definition: PartDefinition<P> & {
    cycled: string | undefined;
    takes?: (params: Resolved<P>, parameter: NamedShape) => boolean;
    ignoresRate?: string;
    plan: (params: Resolved<P>) => OptimizerPlan;
  },
): OptimizerPart {
  const { plan, takes, idle, ...rest } = definition;
  return {
    slot: "optimizer",
    role: "optimizer",
    wraps: undefined,
    ...rest,
    ...idling<P>(idle),
    takes: (config, parameter) => takes?.(resolved<P>(config), parameter) ?? true,
    plan: (config) => plan(resolved<P>(config)),
  };
}

/** An optimizer around another one, which its parameter `optimizer` gives. */
export function defineWrapper<P extends TProperties>(
  definition: PartDefinition<P> & {
    wrap: (params: Resolved<P>, inner: OptimizerPlan) => OptimizerPlan;
  },
): OptimizerPart {
  const { wrap, idle, ...rest } = definition;
  return {
    slot: "optimizer",
    role: "optimizer",
    cycled: undefined,
    wraps: "optimizer",
    ...rest,
    ...idling<P>(idle),
    takes: () => true,
    plan: (config, build) =>
      wrap(
        resolved<P>(config),
        within("optimizer", () => build(config.optimizer as PartConfig)),
      ),
  };
}

/** The optimizer of that name among the parts of a chain. */
export function optimizerIn(parts: PartsOf<Part>, type: string): OptimizerPart {
  const part = parts[type];
  if (part === undefined) throw new Error(`no optimizer is called ${type}`);
  if ("role" in part && part.role === "optimizer") return part as OptimizerPart;
  throw new Misfit(undefined, `${type} is no optimizer`, "let the chain end in one, such as Adam");
}

/** Binds optimizers of these parts, and those inside them. */
export function builderOf(parts: PartsOf<Part>): BuildOptimizer {
  const build: BuildOptimizer = (config) => optimizerIn(parts, config.type).plan(config, build);
  return build;
}
