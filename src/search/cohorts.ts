import type { Standing } from "../contracts/plan.ts";
import type { Pruning } from "../contracts/search.ts";
import { compareStandings, hasFailed } from "./standing.ts";

/** A decision, after so many epochs of every member that is still in. */
export interface Rung {
  readonly epochs: number;
  /**
   * Places of those that go on.
   * @param standings of those still in, in the order of the plan
   * @param finished at the same epoch, of all variants of earlier cohorts that were trained to their end
   */
  keep(standings: readonly Standing[], finished: readonly Standing[]): readonly number[];
}

/** Variants that are judged against each other. */
export interface Cohort {
  readonly members: readonly number[];
  readonly rungs: readonly Rung[];
}

/**
 * Cuts variants into cohorts, in their order.
 * @param epochs of each variant if nothing ends it
 */
export function cohortsOf(
  pruning: Pruning | undefined,
  variants: readonly number[],
  epochs: number,
): readonly Cohort[] {
  if (pruning === undefined) return [{ members: variants, rungs: [] }];
  const parts = slices(variants, pruning.cohort ?? variants.length);
  switch (pruning.type) {
    case "successive_halving": {
      const { min_resource, reduction_factor, min_early_stopping_rate } = pruning;
      const rungs = halving(
        powers(min_resource, reduction_factor, epochs).slice(min_early_stopping_rate),
        reduction_factor,
      );
      return parts.map((members) => ({ members, rungs }));
    }
    case "hyperband": {
      const { min_resource, reduction_factor } = pruning;
      const steps = powers(min_resource, reduction_factor, epochs);
      return parts.flatMap((part) =>
        brackets(part, steps.length + 1, reduction_factor).map((members, bracket) => ({
          members,
          rungs: halving(steps.slice(bracket), reduction_factor),
        })),
      );
    }
    case "median": {
      const { n_warmup_steps, interval_steps, n_startup_trials } = pruning;
      const steps =
        interval_steps === undefined
          ? powers(n_warmup_steps, 2, epochs)
          : every(n_warmup_steps, interval_steps, epochs);
      const rungs = steps.map((at) => ({ epochs: at, keep: notBelowMedian(n_startup_trials) }));
      return parts.map((members) => ({ members, rungs }));
    }
  }
}

/** `first`, and each time so many times as much, as long as there is something left to save. */
function powers(first: number, factor: number, end: number): readonly number[] {
  const steps: number[] = [];
  for (let at = first; at < end; at *= factor) steps.push(at);
  return steps;
}

function every(first: number, interval: number, end: number): readonly number[] {
  const steps: number[] = [];
  for (let at = first; at < end; at += interval) steps.push(at);
  return steps;
}

function slices(variants: readonly number[], size: number): readonly (readonly number[])[] {
  const parts: (readonly number[])[] = [];
  for (let from = 0; from < variants.length; from += size) parts.push(variants.slice(from, from + size));
  return parts;
}

const halving = (steps: readonly number[], factor: number): readonly Rung[] =>
  steps.map((epochs) => ({ epochs, keep: best(factor) }));

/** One of `factor` goes on, at least one; of equals the first. */
const best =
  (factor: number): Rung["keep"] =>
  (standings) => {
    const order = standings.map((_, place) => place);
    order.sort((a, b) => compareStandings(standings[a] as Standing, standings[b] as Standing) || a - b);
    return order.slice(0, Math.max(1, Math.floor(standings.length / factor))).sort((a, b) => a - b);
  };

/**
 * Members by bracket: the first bracket has all decisions, the next leaves out the first one, …. In the order of the plan each
 * goes where most is lacking of the brackets' shares, which are Hyperband's numbers of configurations (Li et al., 2018,
 * algorithm 1), as Optuna weighs them.
 */
function brackets(members: readonly number[], count: number, factor: number): readonly (readonly number[])[] {
  const weights = Array.from({ length: count }, (_, bracket) => {
    const s = count - 1 - bracket;
    let configurations = count;
    for (let i = 0; i < s; i++) configurations *= factor;
    return Math.ceil(configurations / (s + 1));
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const filled: number[][] = weights.map(() => []);
  for (const [place, member] of members.entries()) {
    const lacks = weights.map((weight, i) => ((place + 1) * weight) / total - (filled[i] as number[]).length);
    (filled[lacks.indexOf(Math.max(...lacks))] as number[]).push(member);
  }
  return filled.filter((bracket) => bracket.length > 0);
}

/** All go on that are no worse than the median of those that finished, once these are enough. */
const notBelowMedian =
  (enough: number): Rung["keep"] =>
  (standings, finished) => {
    const known = finished.filter((standing) => !hasFailed(standing)).sort(compareStandings);
    const middle = known[Math.floor((known.length - 1) / 2)];
    const all = standings.map((_, place) => place);
    if (known.length < enough || middle === undefined) return all;
    return all.filter((place) => compareStandings(standings[place] as Standing, middle) <= 0);
  };
