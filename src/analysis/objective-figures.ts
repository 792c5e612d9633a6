import type { Plan } from "../experiment/plan.ts";
import { log } from "../numbers/math.ts";
import { type Population, populationOf } from "../replicates/population.ts";
import { roundingOf } from "../statistics/estimate.ts";
import type { FigureColumn, Outcomes } from "./outcomes.ts";

/** The objective's figure of each run that ended ok. */
export class ObjectiveFigures {
  readonly #variants: number;
  readonly #figures: FigureColumn;
  readonly #isLog: boolean;

  /** @param plan whose replicates are pooled */
  constructor(
    private readonly plan: Plan,
    private readonly outcomes: Outcomes,
  ) {
    this.#variants = plan.variants;
    this.#isLog = plan.compare.scale === "log";
    this.#figures = outcomes.column(plan.objective.metric, plan.objective.at);
  }

  /** @param seed index of the seed in the plan */
  at(variant: number, seed: number): number | undefined {
    const run = seed * this.#variants + variant;
    return this.outcomes.statusOf(run) === "ok" ? this.#figures(run) : undefined;
  }

  /** What is compared: the units of both, and whether they share rows. */
  populationOf(variant: number, other = variant): Population {
    const [own, its] = [variant, other].map((one) => populationOf(this.plan, one)) as [Population, Population];
    return its.overlap > own.overlap ? its : own;
  }

  /** The mean of a variant's figures in a unit. undefined where it has none. */
  inUnit(variant: number, places: readonly number[]): number | undefined {
    return meanOf(places, (seed) => this.at(variant, seed));
  }

  /** The figures of a variant, means by unit, in the order of the units. */
  of(variant: number): readonly number[] {
    return this.populationOf(variant).units.flatMap((places) => this.inUnit(variant, places) ?? []);
  }

  /**
   * A variant's figures minus another's at the same seed, or the logarithms of their ratios, as `compare.scale` asks: means by
   * unit. NaN where one of them has none, 0 where they differ by rounding alone.
   */
  differences(variant: number, other: number): Float64Array {
    const differences = new Float64Array(this.plan.seeds.length);
    let rounding = 0;
    for (let seed = 0; seed < differences.length; seed++) {
      const [a, b] = [this.at(variant, seed), this.at(other, seed)];
      differences[seed] = a === undefined || b === undefined ? Number.NaN : this.#differenceOf(a, b);
      if (a !== undefined && b !== undefined) rounding = Math.max(rounding, roundingOf(this.#isLog ? [1] : [a, b]));
    }
    const rounded = differences.map((difference) => (Math.abs(difference) < rounding ? 0 : difference));
    const numberAt = (seed: number) => (Number.isNaN(rounded[seed]) ? undefined : rounded[seed]);
    const { units } = this.populationOf(variant, other);
    return Float64Array.from(units, (places) => meanOf(places, numberAt) ?? Number.NaN);
  }

  #differenceOf(own: number, other: number): number {
    if (!this.#isLog) return own - other;
    const logOf = (figure: number) => (figure > 0 ? log(figure) : -Infinity);
    return logOf(own) - logOf(other);
  }

  /** Pairs of two variants' figures: means by unit, over the seeds at which both have one. */
  pairs(variant: number, other: number): readonly (readonly [own: number, other: number])[] {
    return this.populationOf(variant, other).units.flatMap((places) => {
      const both = places.filter((seed) => this.at(variant, seed) !== undefined && this.at(other, seed) !== undefined);
      const [own, its] = [this.inUnit(variant, both), this.inUnit(other, both)];
      return own === undefined || its === undefined ? [] : [[own, its] as const];
    });
  }
}

/** The mean of what there is at some places. undefined where there is nothing. */
export function meanOf(places: readonly number[], valueAt: (place: number) => number | undefined): number | undefined {
  let [sum, count] = [0, 0];
  for (const place of places) {
    const value = valueAt(place);
    if (value === undefined) continue;
    sum += value;
    count++;
  }
  return count === 0 ? undefined : sum / count;
}
