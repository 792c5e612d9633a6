import { divergenceVerdict, verdictOf } from "../analysis/comparisons.ts";
import { type Tested, testable, testFamily } from "../analysis/test-family.ts";
import type { Verdict } from "../analysis/verdict.ts";
import type { Cell } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { type Comparison, compare, roundingOf } from "../statistics/estimate.ts";
import { objectiveFigures, type ReportData } from "./data.ts";

/** A variant that a sweep has in common with the first one, by its cells on the axes that both have. */
export interface SweepPair {
  /** Index of the other sweep. */
  readonly sweep: number;
  /** Indices among the variants of the first and of the other sweep. */
  readonly variants: readonly [first: number, other: number];
  /** Over the seeds that ended ok in both: figures of the other sweep minus those of the first. */
  readonly difference: Comparison;
  /** Together with all pairs. undefined if there was nothing to test. */
  readonly tested: Tested | undefined;
  /** Of the other sweep's variant. */
  readonly verdict: Verdict;
}

/**
 * The variants of the sweeps behind the first that the first has, too, compared seed by seed. A seed means the same initial
 * weights and batches in both sweeps, unless what differs between them is data, batch size or model. Axes that only one sweep has are
 * what differs; cells on the others have to be equal, and have to be those of one variant only. Sweeps whose variants are trained on several data
 * sets or splits are not paired.
 */
export function pairSweeps(sweeps: readonly ReportData[]): readonly SweepPair[] {
  const [first] = sweeps;
  if (first === undefined || sweeps.some(({ draws }) => draws.length > 0)) return [];
  const runs = sweeps.map(runsBySeed);
  const pairs = sweeps.flatMap((other, sweep) =>
    sweep === 0 ? [] : commonVariants(first, other).map((variants) => ({ sweep, variants })),
  );
  const found = pairs.map((pair) => {
    const common = commonRuns(runs[0]?.get(pair.variants[0]), runs[pair.sweep]?.get(pair.variants[1]));
    const differences = Float64Array.from(common, ([before, after]) => after.figure - before.figure);
    const rounding = roundingOf(common.map(([before]) => before.figure).filter(Number.isFinite));
    const known = [...differences].filter((one) => !Number.isNaN(one));
    const [other, own] = [0, 1].map((side) => common.filter((two) => two[side]?.hasDiverged).length);
    const divergence = { own: own ?? 0, other: other ?? 0 };
    return { ...pair, differences, difference: compare(known, rounding), divergence };
  });
  const family = testFamily(found.length, "auto", (pair) => {
    const { differences, divergence } = itemAt(found, pair);
    return divergenceVerdict(divergence) === undefined ? testable(differences) : undefined;
  });
  return found.map(({ sweep, variants, difference, divergence }, i) => {
    const tested = family.at(i);
    const verdict = verdictOf(first.objective.mode, { divergence, difference, tested, pEquivalent: undefined });
    return { sweep, variants, difference, tested, verdict };
  });
}

function commonVariants(first: ReportData, other: ReportData): readonly (readonly [number, number])[] {
  const common = first.heads.filter((head) => other.heads.includes(head));
  const [owns, others] = [first, other].map((data) => placesByCells(data, common));
  return [...(owns ?? [])].flatMap(([cells, places]) => {
    const matching = others?.get(cells) ?? [];
    const [own, counterpart] = [places[0], matching[0]];
    const isClear = places.length === 1 && matching.length === 1;
    return isClear && own !== undefined && counterpart !== undefined ? [[own, counterpart] as const] : [];
  });
}

/** Indices of variants by their cells under some heads. */
function placesByCells({ heads, variants }: ReportData, common: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [place, { cells }] of variants.entries()) {
    const key = JSON.stringify(common.map((head): Cell => cells[heads.indexOf(head)] ?? null));
    places.set(key, [...(places.get(key) ?? []), place]);
  }
  return places;
}

/** How a run ended. */
interface RunToPair {
  /** By which it counts; NaN where it did not end ok. */
  readonly figure: number;
  readonly hasDiverged: boolean;
}

type RunsBySeed = ReadonlyMap<number, RunToPair>;

/** Runs by variant, then by seed. */
function runsBySeed(data: ReportData): ReadonlyMap<number, RunsBySeed> {
  const figures = objectiveFigures(data);
  const byVariant = new Map<number, Map<number, RunToPair>>();
  for (const [run, variant] of data.runs.variant.entries()) {
    const bySeed = byVariant.get(variant) ?? new Map<number, RunToPair>();
    const hasDiverged = data.runs.status[run] === "diverged";
    bySeed.set(itemAt(data.runs.seed, run), { figure: itemAt(figures, run), hasDiverged });
    byVariant.set(variant, bySeed);
  }
  return byVariant;
}

/** The runs at the seeds that both have, by seed. */
function commonRuns(
  first: RunsBySeed = new Map(),
  other: RunsBySeed = new Map(),
): readonly (readonly [RunToPair, RunToPair])[] {
  const seeds = [...first.keys()].sort((a, b) => a - b);
  return seeds.flatMap((seed) => {
    const [own, counterpart] = [first.get(seed), other.get(seed)];
    return own === undefined || counterpart === undefined ? [] : [[own, counterpart] as const];
  });
}
