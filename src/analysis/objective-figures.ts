import type { Plan } from "../contracts/plan.ts";
import { log } from "../numbers/math.ts";
import type { FigureColumn, Outcomes } from "./outcomes.ts";
import { roundingOf } from "./statistics.ts";

/** The objective's figure of each run that ended ok. */
export class ObjectiveFigures {
  readonly #variants: number;
  readonly #seeds: number;
  readonly #figures: FigureColumn;
  readonly #isLog: boolean;

  constructor(
    plan: Plan,
    private readonly outcomes: Outcomes,
  ) {
    this.#variants = plan.variants;
    this.#seeds = plan.seeds.length;
    this.#isLog = plan.compare.scale === "log";
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

  /**
   * A variant's figures minus another's, by seed, or the logarithms of their ratios, as `compare.scale` asks. NaN where one of
   * them has none, 0 where they differ by rounding alone.
   */
  differences(variant: number, other: number): Float64Array {
    const differences = new Float64Array(this.#seeds);
    let rounding = 0;
    for (let seed = 0; seed < this.#seeds; seed++) {
      const [a, b] = [this.at(variant, seed), this.at(other, seed)];
      differences[seed] = a === undefined || b === undefined ? Number.NaN : this.#differenceOf(a, b);
      if (a !== undefined && b !== undefined) rounding = Math.max(rounding, roundingOf(this.#isLog ? [1] : [a, b]));
    }
    return differences.map((difference) => (Math.abs(difference) < rounding ? 0 : difference));
  }

  #differenceOf(own: number, other: number): number {
    if (!this.#isLog) return own - other;
    const logOf = (figure: number) => (figure > 0 ? log(figure) : -Infinity);
    return logOf(own) - logOf(other);
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
