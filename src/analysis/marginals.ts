import type { Cell, Plan } from "../contracts/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { type Factor, factorsOf, isBalanced } from "./factors.ts";
import { type Input, permutationImportance } from "./forest.ts";
import type { ObjectiveFigures } from "./objective-figures.ts";
import type { Outcomes } from "./outcomes.ts";
import { mean, medianOf } from "./statistics.ts";

/**
 * Where the axes' shares of the variance between variants come from.
 * Functional ANOVA, of a grid that is a whole product: the variance of an axis's means, of the whole (Hooker,
 * "Generalized Functional ANOVA Diagnostics", 2007; Hutter, Hoos and Leyton-Brown, "An Efficient Approach for Assessing
 * Hyperparameter Importance", 2014). Shares and interactions sum to 1.
 * Permutation importance, of any other points: by how much a forest's squared error grows when the axis is shuffled, of
 * twice the variance, which is the axis's share with its interactions where axes are independent (Breiman, "Random
 * Forests", 2001; Fisher, Rudin and Dominici, "All Models are Wrong, but Many are Useful", 2019).
 * Either of the figures' ranks, where some figure exploded: its square would be all of the variance (Conover and Iman,
 * "Rank Transformations as a Bridge Between Parametric and Nonparametric Statistics", 1981).
 */
type ShareMethod = Method | `${Method} of ranks`;
type Method = "functional ANOVA" | "permutation importance";

/** A value of an axis, or a range of values, with the mean over everything else. */
interface MarginalValue {
  readonly value: Cell;
  /** The other end of a range; undefined for a single value. */
  readonly to: Cell | undefined;
  /** Variants that have it, and a figure. */
  readonly variants: number;
  /** Of these variants, the runs that ended ok, and those that diverged. */
  readonly n: number;
  readonly diverged: number;
  /** Of the variants' means of the objective. */
  readonly mean: number;
  readonly median: number;
}

interface Marginal {
  /** The head of its column; columns that always move together are one axis. */
  readonly axis: string;
  /** Of the variance between variants; undefined where there is none, or where there are too few points to tell. */
  readonly share: number | undefined;
  readonly values: readonly MarginalValue[];
}

/** What each axis does to the objective. Variants of which no run ended ok, or without a finite figure, are left out. */
export interface Marginals {
  readonly method: ShareMethod;
  readonly axes: readonly Marginal[];
  /** What the axes' own effects leave: how they act on each other, and the seeds' noise. Only by functional ANOVA. */
  readonly interactions: number | undefined;
}

export function marginalsOf(plan: Plan, outcomes: Outcomes, figures: ObjectiveFigures): Marginals {
  const means = Float64Array.from({ length: plan.variants }, (_, variant) => mean(figures.of(variant)));
  const variants = Int32Array.from(means.keys()).filter((variant) => Number.isFinite(means[variant]));
  const response = Float64Array.from(variants, (variant) => itemAt(means, variant));
  const factors = factorsOf(plan, variants);
  const method = isBalanced(factors, variants.length) ? "functional ANOVA" : "permutation importance";
  const isRanked = hasExploded(response);
  const shares = sharesOf(method, factors, isRanked ? ranksOf(response) : response);
  const points = Array.from(variants, (variant, point): ResponsePoint => {
    const { ok, diverged } = outcomes.tally(variant);
    return { figure: itemAt(response, point), n: ok, diverged };
  });
  const axes = factors.map((factor, i) => {
    const ranges = method === "functional ANOVA" ? singly(factor) : rangesOf(factor);
    return { axis: factor.name, share: shares[i], values: marginalValues(factor, ranges, points) };
  });
  const own = shares.reduce<number | undefined>((sum, share) => (share === undefined ? share : (sum ?? 0) + share), 0);
  const isWhole = method === "functional ANOVA" && own !== undefined && factors.length > 0;
  return {
    method: isRanked ? `${method} of ranks` : method,
    axes,
    interactions: isWhole ? Math.max(0, 1 - own) : undefined,
  };
}

/** So many times the middle figure is no figure of a model that learns. */
const EXPLODED = 1000;

function hasExploded(response: Float64Array): boolean {
  const sizes = Array.from(response, Math.abs);
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  return largest > EXPLODED * medianOf(sizes);
}

/** From 1; equals share the mean of their places. */
function ranksOf(figures: Float64Array): Float64Array {
  const sorted = figures.toSorted();
  const [first, count] = [new Map<number, number>(), new Map<number, number>()];
  for (const [place, figure] of sorted.entries()) {
    if (!first.has(figure)) first.set(figure, place);
    count.set(figure, (count.get(figure) ?? 0) + 1);
  }
  return figures.map((figure) => (first.get(figure) as number) + ((count.get(figure) as number) + 1) / 2);
}

/** Of fewer the forest's trees hardly split, and all axes would seem to do nothing: the few that pruning leaves, say. */
const FEWEST_POINTS = 10;

function sharesOf(method: Method, factors: readonly Factor[], response: Float64Array): readonly (number | undefined)[] {
  const centre = mean(response);
  if (method === "permutation importance" && response.length < FEWEST_POINTS) return factors.map(() => undefined);
  const variance = mean(response.map((value) => (value - centre) * (value - centre)));
  if (!(variance > 0)) return factors.map(() => undefined);
  if (method === "functional ANOVA")
    return factors.map((factor) => shareOf(effectOf(factor, response, centre) / variance));
  return permutationImportance(factors.map(inputOf), response).map((growth) => shareOf(growth / (2 * variance)));
}

/** Rounding and chance may lead beyond either end. */
const shareOf = (share: number) => Math.min(1, Math.max(0, share));

/** The variance of an axis's means, each weighing the same. */
function effectOf({ values, levels }: Factor, response: Float64Array, centre: number): number {
  const sums = new Float64Array(values.length);
  for (const [point, level] of levels.entries()) sums[level] = itemAt(sums, level) + itemAt(response, point);
  const perLevel = response.length / values.length;
  return mean(sums.map((sum) => (sum / perLevel - centre) * (sum / perLevel - centre)));
}

const isNumeric = ({ values }: Factor) => values.every((value) => typeof value === "number" || value === null);

/** Numbers have an order, in which an axis that does not apply comes first. */
function inputOf(factor: Factor): Input {
  const isOrdered = isNumeric(factor);
  const codes = factor.values.map((value, level) => (isOrdered ? ((value as number | null) ?? -Infinity) : level));
  return { isOrdered, codes: Float64Array.from(factor.levels, (level) => itemAt(codes, level)) };
}

/** Values that have a row together. */
interface Range {
  readonly from: Cell;
  readonly to: Cell | undefined;
  readonly levels: readonly number[];
}

const singly = ({ values }: Factor): readonly Range[] =>
  values.map((value, level) => ({ from: value, to: undefined, levels: [level] }));

/** An axis of more numbers, as a search draws them, is shown in ranges of equally many. */
const MOST_ROWS = 20;
const RANGES = 10;

const byNumber = (a: Range, b: Range) => Number(a.from ?? -Infinity) - Number(b.from ?? -Infinity);

function rangesOf(factor: Factor): readonly Range[] {
  if (!isNumeric(factor)) return singly(factor);
  // Drawn numbers come in the order they were drawn in, which tells nothing.
  if (factor.values.length <= MOST_ROWS) return singly(factor).toSorted(byNumber);
  const ordered = [...factor.values.entries()].filter((entry): entry is [number, number] => entry[1] !== null);
  ordered.sort(([, a], [, b]) => a - b);
  const ranges = Array.from({ length: RANGES }, (_, range) => {
    const cut = (place: number) => Math.round((place * ordered.length) / RANGES);
    const part = ordered.slice(cut(range), cut(range + 1));
    return { from: part[0]?.[1] ?? null, to: part.at(-1)?.[1], levels: part.map(([level]) => level) };
  });
  return [...singly(factor).filter(({ from }) => from === null), ...ranges];
}

/** A variant, as one point of the response. */
interface ResponsePoint {
  readonly figure: number;
  readonly n: number;
  readonly diverged: number;
}

function marginalValues(
  factor: Factor,
  ranges: readonly Range[],
  points: readonly ResponsePoint[],
): readonly MarginalValue[] {
  const rangeOf = new Map(ranges.flatMap(({ levels }, range) => levels.map((level) => [level, range] as const)));
  const sums = ranges.map(() => ({ n: 0, diverged: 0, figures: [] as number[] }));
  for (const [point, { figure, n, diverged }] of points.entries()) {
    const sum = sums[rangeOf.get(itemAt(factor.levels, point)) as number];
    if (sum === undefined) throw new RangeError(`${factor.name} has a value without a range`);
    sum.n += n;
    sum.diverged += diverged;
    sum.figures.push(figure);
  }
  return ranges.map(({ from, to }, range) => {
    const { n = 0, diverged = 0, figures = [] } = sums[range] ?? {};
    const variants = figures.length;
    return { value: from, to, variants, n, diverged, mean: mean(figures), median: medianOf(figures) };
  });
}
