import { type Tested, testable, testFamily } from "../analysis/test-family.ts";
import type { Verdict } from "../analysis/verdict.ts";
import type { Cell } from "../experiment/plan.ts";
import { asLoss } from "../numbers/direction.ts";
import { itemAt } from "../numbers/item-at.ts";
import { ALPHA } from "../statistics/alpha.ts";
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
  const figures = sweeps.map(figuresBySeed);
  const pairs = sweeps.flatMap((other, sweep) =>
    sweep === 0 ? [] : commonVariants(first, other).map((variants) => ({ sweep, variants })),
  );
  const differences = pairs.map(({ sweep, variants: [own, other] }) =>
    differencesOf(figures[0]?.get(own), figures[sweep]?.get(other)),
  );
  const family = testFamily(pairs.length, "auto", (pair) => testable(itemAt(differences, pair)));
  return pairs.map(({ sweep, variants }, i) => {
    const found = [...itemAt(differences, i)].filter((one) => !Number.isNaN(one));
    const rounding = roundingOf([...(figures[0]?.get(variants[0])?.values() ?? [])].filter(Number.isFinite));
    const difference = compare(found, rounding);
    const tested = family.at(i);
    const diverged = [first.variants[variants[0]], sweeps[sweep]?.variants[variants[1]]].map(
      (one) => one?.diverged ?? 0,
    );
    const verdict = divergenceIn(diverged) ?? verdictOf(difference, tested, first.objective.mode);
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

/** The figures that count, by variant, then by seed. */
function figuresBySeed(data: ReportData): ReadonlyMap<number, ReadonlyMap<number, number>> {
  const figures = objectiveFigures(data);
  const byVariant = new Map<number, Map<number, number>>();
  for (const [run, variant] of data.runs.variant.entries()) {
    const bySeed = byVariant.get(variant) ?? new Map<number, number>();
    bySeed.set(itemAt(data.runs.seed, run), itemAt(figures, run));
    byVariant.set(variant, bySeed);
  }
  return byVariant;
}

/** By seed of the first, in order; NaN where a run is missing or did not end ok. */
function differencesOf(own: ReadonlyMap<number, number> = new Map(), other: ReadonlyMap<number, number> = new Map()) {
  const seeds = [...own.keys()].sort((a, b) => a - b);
  return Float64Array.from(seeds, (seed) => (other.get(seed) ?? Number.NaN) - (own.get(seed) ?? Number.NaN));
}

/** By count, as within a sweep: figures of the other seeds decide nothing then. */
function divergenceIn([own = 0, other = 0]: readonly number[]): Verdict | undefined {
  if (own === other) return undefined;
  return other > own ? "diverges more often" : "diverges less often";
}

function verdictOf(difference: Comparison, tested: Tested | undefined, mode: ReportData["objective"]["mode"]): Verdict {
  if (difference.kind === "identical") return "identical";
  if (difference.kind !== "paired" || tested === undefined) return "untested";
  if (tested.adjusted >= ALPHA) return "not distinguishable";
  return asLoss(mode, difference.difference) < 0 ? "better" : "worse";
}
