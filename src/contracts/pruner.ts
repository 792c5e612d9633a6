import Type, { type TProperties } from "typebox";
import type { PartConfig } from "./config.ts";
import { idling, type Part, type PartDefinition, type Resolved, resolved } from "./part.ts";
import type { Standing } from "./standing.ts";

/** A decision, after so many epochs of every member that is still in. */
export interface Rung {
  readonly epochs: number;
  /**
   * Places of those that go on, ascending. Pure.
   * @param standings of those still in, in the order of the plan
   * @param finished at the same epoch, of all variants of earlier cohorts that were trained to their end
   */
  keep(standings: readonly Standing[], finished: readonly Standing[]): readonly number[];
}

/** Variants that are judged against each other. */
export interface Cohort {
  readonly members: readonly number[];
  /** In the order of their epochs. */
  readonly rungs: readonly Rung[];
}

/** A pruner with its parameters bound. */
export interface Pruning {
  readonly type: string;
  /** The parameter that says when the first decision is. */
  readonly firstDecision: string;
  /**
   * Cuts variants into cohorts, in their order. Every variant is in exactly one.
   * @param epochs of each variant if nothing ends it
   */
  cohorts(variants: readonly number[], epochs: number): readonly Cohort[];
}

/** A way to end the runs of variants that do badly. A variant is judged by the mean of the objective over its seeds. */
export interface PrunerPart extends Part {
  readonly slot: "prune";
  /** What other programs call it. */
  readonly aliases: readonly string[];
  plan(config: PartConfig): Pruning;
}

/** How many variants a cohort has where the user may say so. */
export const cohort = Type.Optional(
  Type.Integer({
    minimum: 2,
    description:
      "Number of variants, in plan order, that are compared with each other. Default: all, or one batch of a search that learns.",
  }),
);

export function definePruner<P extends TProperties>(
  definition: PartDefinition<P> & {
    aliases?: readonly string[];
    firstDecision: keyof P & string;
    /** See {@link Pruning.cohorts}. */
    cohorts: (params: Resolved<P>, variants: readonly number[], epochs: number) => readonly Cohort[];
  },
): PrunerPart {
  const { cohorts, firstDecision, aliases = [], idle, ...rest } = definition;
  return {
    slot: "prune",
    ...rest,
    ...idling<P>(idle),
    aliases,
    plan(config) {
      const params = resolved<P>(config);
      return {
        type: config.type,
        firstDecision,
        cohorts: (variants, epochs) => cohorts(params, variants, epochs),
      };
    },
  };
}
