import type { Plan } from "../contracts/plan.ts";
import type { FigureColumn, Outcomes } from "./outcomes.ts";

/** The objective's figure of each run that ended ok. */
export class ObjectiveFigures {
  readonly #variants: number;
  readonly #seeds: number;
  readonly #figures: FigureColumn;

  constructor(
    plan: Plan,
    private readonly outcomes: Outcomes,
  ) {
    this.#variants = plan.variants;
    this.#seeds = plan.seeds.length;
    this.#figures = outcomes.column(plan.objective.metric, plan.objective.at);
  }

  /** @param seed index of the seed in the plan */
  at(variant: number, seed: number): number | undefined {
    const run = seed * this.#variants + variant;
    return this.outcomes.statusOf(run) === "ok" ? this.#figures(run) : undefined;
  }

  /** The figures of a variant, in the order of the seeds. */
  of(variant: number): readonly number[] {
    const figures: number[] = [];
    for (let seed = 0; seed < this.#seeds; seed++) {
      const figure = this.at(variant, seed);
      if (figure !== undefined) figures.push(figure);
    }
    return figures;
  }

  /** Pairs of two variants' figures at the same seed, if both have one. */
  pairs(variant: number, other: number): readonly (readonly [own: number, other: number])[] {
    const pairs: [number, number][] = [];
    for (let seed = 0; seed < this.#seeds; seed++) {
      const [a, b] = [this.at(variant, seed), this.at(other, seed)];
      if (a !== undefined && b !== undefined) pairs.push([a, b]);
    }
    return pairs;
  }
}
