import type { Plan } from "../definition/plan.ts";
import { figureAt } from "./figures.ts";
import type { Summarized } from "./outcomes.ts";

/** The outcome of a run, by its number in the plan. */
export type OutcomeOf = (run: number) => Summarized;

/** In the place of a figure that does not exist: measured ones are float32, or what is not finite. */
const NONE = Number.MAX_VALUE;

/** The objective's figure of each run that ended ok; 8 bytes a run. */
export class ObjectiveFigures {
  readonly #variants: number;
  readonly #seeds: number;
  readonly #figures: Float64Array;

  constructor(plan: Plan, outcomeOf: OutcomeOf) {
    this.#variants = plan.variants;
    this.#seeds = plan.seeds.length;
    this.#figures = Float64Array.from({ length: plan.variants * plan.seeds.length }, (_, run) => {
      const { status, figures } = outcomeOf(run);
      return status === "ok" ? (figureAt(figures, plan.objective) ?? NONE) : NONE;
    });
  }

  /** @param seed its place in the plan */
  at(variant: number, seed: number): number | undefined {
    const figure = this.#figures[seed * this.#variants + variant];
    return figure === NONE ? undefined : figure;
  }

  /** A variant's, in the order of the seeds. */
  of(variant: number): readonly number[] {
    const figures: number[] = [];
    for (let seed = 0; seed < this.#seeds; seed++) {
      const figure = this.at(variant, seed);
      if (figure !== undefined) figures.push(figure);
    }
    return figures;
  }

  /** Pairs of two variants' figures at the same seed, where both have one. */
  pairs(variant: number, other: number): readonly (readonly [own: number, other: number])[] {
    const pairs: [number, number][] = [];
    for (let seed = 0; seed < this.#seeds; seed++) {
      const [a, b] = [this.at(variant, seed), this.at(other, seed)];
      if (a !== undefined && b !== undefined) pairs.push([a, b]);
    }
    return pairs;
  }
}
