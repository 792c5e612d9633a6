import { knownVariants, type Plan } from "../experiment/plan.ts";
import type { Shard } from "../folder/shard.ts";
import { isPlanned, runCount, runNumbers } from "../seeding/planned.ts";
import { distinctVariants } from "./distinct-variants.ts";
import { isInShard } from "./shards.ts";
import { idOf } from "./todo.ts";

/**
 * How many runs a sweep has, as far as its results say so far, and how many of them have ended, be it well or not. Equal runs
 * count each, as they have a row each in runs.csv.
 */
export interface RunCounts {
  readonly runs: number;
  readonly ended: number;
}

/** @param hasEnded by identity; undefined: none has @param shard counts only its runs */
export function countRuns(plan: Plan, hasEnded: ((id: string) => boolean) | undefined, shard?: Shard): RunCounts {
  const all = runCount(plan);
  const known = knownVariants(plan);
  let [runs, ended] = [0, 0];
  for (const run of runNumbers(plan)) {
    if (shard !== undefined && !isInShard(shard, run, all)) continue;
    runs++;
    if (hasEnded !== undefined && run % plan.variants < known && hasEnded(idOf(plan, run))) ended++;
  }
  return { runs, ended };
}

/** Keeps the counts of a sweep while its runs end. */
export class RunCounter {
  #counts: RunCounts = { runs: 0, ended: 0 };
  #rowsOf: (run: number) => number = () => 1;

  get counts(): RunCounts {
    return this.#counts;
  }

  /** Begins anew, from what has ended so far. */
  start(plan: Plan, hasEnded: ((id: string) => boolean) | undefined, shard?: Shard): void {
    this.#counts = countRuns(plan, hasEnded, shard);
    this.#rowsOf = rowsOf(plan, shard);
  }

  /** @param runs that have ended for the first time */
  add(runs: readonly number[]): void {
    const ended = runs.reduce((sum, run) => sum + this.#rowsOf(run), this.#counts.ended);
    this.#counts = { ...this.#counts, ended };
  }
}

/** How many of a plan's runs equal a run, itself included. */
function rowsOf(plan: Plan, shard: Shard | undefined): (run: number) => number {
  const all = runCount(plan);
  const equal = equalVariants(plan);
  return (run) => {
    const variant = run % plan.variants;
    const twins = equal.get(variant);
    if (twins === undefined) return 1;
    const numbers = twins.map((other) => run - variant + other).filter((other) => isPlanned(plan, other));
    return shard === undefined ? numbers.length : numbers.filter((other) => isInShard(shard, other, all)).length;
  };
}

/** The variants with the same runs as others, each with all of its kind. */
function equalVariants(plan: Plan): ReadonlyMap<number, readonly number[]> {
  const firstOf = new Map<string, number>();
  const equal = new Map<number, number[]>();
  distinctVariants(plan, 0, knownVariants(plan), (id, variant) => {
    const first = firstOf.get(id);
    if (first === undefined) {
      firstOf.set(id, variant);
      return true;
    }
    const group = equal.get(first) ?? [first];
    group.push(variant);
    for (const one of [first, variant]) equal.set(one, group);
    return false;
  });
  return equal;
}
