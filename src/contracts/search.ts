import Type, { type TProperties } from "typebox";
import type { PartConfig } from "./config.ts";
import type { Distribution, Value } from "./distribution.ts";
import { idling, type Part, type PartDefinition, type Resolved, resolved } from "./part.ts";

/** A path that is searched, and what its values are drawn from. */
export interface SearchAxis {
  /** As written: "optimizer.lr". It names the axis's own stream of random numbers. */
  readonly key: string;
  readonly distribution: Distribution;
}

/** A value for each axis of a space. */
export type Values = readonly Value[];

/** A trial that was chosen: a value for each axis, null where the axis was no parameter of what stood there. */
export type Trial = readonly (Value | null)[];

/** What a search has learned at one point of the grid. */
export interface History {
  /** In the order in which they were tried; those still being tried last. */
  readonly trials: readonly Trial[];
  /** Places of the trials whose results are there, the best first. */
  readonly ranking: readonly number[];
}

/** What a search has learned before its first trial. */
export const NOTHING_LEARNED: History = { trials: [], ranking: [] };

/** A search with its parameters bound. */
export interface SearchPlan {
  readonly type: string;
  /** Trials at each point of the grid. */
  readonly runs: number;
  /** Trials that are chosen at once from the results of all before; undefined: no trial depends on results. */
  readonly batch: number | undefined;
  /**
   * The values of a trial, from 0. Pure: the same arguments give the same values.
   * @param history is empty where `batch` is undefined
   */
  choose(axes: readonly SearchAxis[], trial: number, history: History): Values;
}

/** A way to choose the points of a search space. */
export interface SearchPart extends Part {
  readonly slot: "search";
  /** What other programs call it. */
  readonly aliases: readonly string[];
  plan(config: PartConfig): SearchPlan;
}

/** The parameters of every search. */
export const searching = {
  runs: Type.Integer({
    minimum: 1,
    description: "Points to try at each point of the grid. Each is trained with every seed.",
  }),
  seed: Type.Integer({
    minimum: 0,
    default: 0,
    description: "Seed of the search itself. It is not the seed of a run.",
  }),
  space: Type.Object(
    {},
    { minProperties: 1, description: "What to search: a distribution for each path, such as optimizer.lr." },
  ),
};

export function defineSearch<P extends TProperties & typeof searching>(
  definition: PartDefinition<P> & {
    aliases?: readonly string[];
    /** See {@link SearchPlan.batch}. Default: no trial depends on results. */
    batch?: (params: Resolved<P>) => number;
    /** See {@link SearchPlan.choose}. */
    choose: (params: Resolved<P>, axes: readonly SearchAxis[], trial: number, history: History) => Values;
  },
): SearchPart {
  const { batch, choose, aliases = [], idle, ...rest } = definition;
  return {
    slot: "search",
    ...rest,
    ...idling<P>(idle),
    aliases,
    plan(config) {
      const params = resolved<P>(config);
      return {
        type: config.type,
        runs: config.runs as number,
        batch: batch?.(params),
        choose: (axes, trial, history) => choose(params, axes, trial, history),
      };
    },
  };
}
