import type { Cell, Plan } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { mean, medianOf } from "../statistics/estimate.ts";
import { type Input, permutationImportance } from "../statistics/forest.ts";
import { type Factor, factorOver, factorsOf, isBalanced } from "./factors.ts";
import type { ObjectiveFigures } from "./objective-figures.ts";
import type { Outcomes } from "./outcomes.ts";

/**
 * How an axis's share of the variance between variants is computed.
 * Functional ANOVA, for a full product: the variance of the axis's means, as a share of the total (Hooker,
 * "Generalized Functional ANOVA Diagnostics", 2007; Hutter, Hoos and Leyton-Brown, "An Efficient Approach for Assessing
 * Hyperparameter Importance", 2014). Shares and interactions sum to 1.
 * Permutation importance, for any other points: how much a forest's squared error grows when the axis is permuted, as a
 * share of twice the variance. If axes are independent, this is the axis's share with its interactions (Breiman, "Random
 * Forests", 2001; Fisher, Rudin and Dominici, "All Models are Wrong, but Many are Useful", 2019).
 * Either of them on ranks, if some figure exploded, because its square would dominate the variance (Conover and Iman,
 * "Rank Transformations as a Bridge Between Parametric and Nonparametric Statistics", 1981).
 */
type ShareMethod = Method | `${Method} of ranks`;
type Method = "functional ANOVA" | "permutation importance";

/** A value of an axis, or a range of values, with the mean over all other axes. */
interface MarginalValue {
  readonly value: Cell;
  /** The upper end of a range. undefined for a single value. */
  readonly to: Cell | undefined;
  /** Number of variants with this value that have a figure. */
  readonly variants: number;
  /** Runs of all variants with this value that ended ok, and that diverged. */
  readonly n: number;
  readonly diverged: number;
  /** Statistics of the variants' means of the objective. undefined if no variant has a figure. */
  readonly mean: number | undefined;
  readonly median: number | undefined;
}

interface Marginal {
  /** Name of its column. Columns that always move together are one axis. */
  readonly axis: string;
  /** Share of the variance between variants. undefined if there is no variance, or if there are too few points. */
  readonly share: number | undefined;
  readonly values: readonly MarginalValue[];
}

/**
 * The effect of each axis on the objective. Shares, means and medians leave out variants without a run that ended ok or
 * without a finite figure; counts of runs do not.
 */
export interface Marginals {
  readonly method: ShareMethod;
  readonly axes: readonly Marginal[];
  /** Share left by the axes' own effects: their interactions and the noise of seeds. Only for functional ANOVA. */
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
  const ended = Int32Array.from(means.keys()).filter((variant) => {
    const { ok, diverged } = outcomes.tally(variant);
    return ok + diverged > 0;
  });
  const points = Array.from(ended, (variant): ResponsePoint => {
    const { ok, diverged } = outcomes.tally(variant);
    const figure = itemAt(means, variant);
    return { figure: Number.isFinite(figure) ? figure : undefined, n: ok, diverged };
  });
  const axes = factors.map((factor, i) => {
    const whole = factorOver(plan, factor, ended);
    const ranges = method === "functional ANOVA" ? singly(whole) : rangesOf(whole);
    return { axis: factor.name, share: shares[i], values: marginalValues(whole, ranges, points) };
  });
  const own = shares.reduce<number | undefined>((sum, share) => (share === undefined ? share : (sum ?? 0) + share), 0);
  const isWhole = method === "functional ANOVA" && own !== undefined && factors.length > 0;
  return {
    method: isRanked ? `${method} of ranks` : method,
    axes,
    interactions: isWhole ? Math.max(0, 1 - own) : undefined,
  };
}

/** A figure of this many times the median does not come from a model that learns. */
const EXPLODED = 1000;

function hasExploded(response: Float64Array): boolean {
  const sizes = Array.from(response, Math.abs);
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  return largest > EXPLODED * medianOf(sizes);
}

/** Ranks, counted from 1. Equal values share their mean rank. */
function ranksOf(figures: Float64Array): Float64Array {
  const sorted = figures.toSorted();
  const [first, count] = [new Map<number, number>(), new Map<number, number>()];
  for (const [place, figure] of sorted.entries()) {
    if (!first.has(figure)) first.set(figure, place);
    count.set(figure, (count.get(figure) ?? 0) + 1);
  }
  return figures.map((figure) => (first.get(figure) as number) + ((count.get(figure) as number) + 1) / 2);
}

/** With fewer points, for example after pruning, the trees hardly split and every axis would seem to have no effect. */
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

/** Limits a share to 0 … 1, because rounding and chance may exceed the ends. */
const shareOf = (share: number) => Math.min(1, Math.max(0, share));

/** The variance of an axis's means, with equal weights. */
function effectOf({ values, levels }: Factor, response: Float64Array, centre: number): number {
  const sums = new Float64Array(values.length);
  for (const [point, level] of levels.entries()) sums[level] = itemAt(sums, level) + itemAt(response, point);
  const perLevel = response.length / values.length;
  return mean(sums.map((sum) => (sum / perLevel - centre) * (sum / perLevel - centre)));
}

const isNumeric = ({ values }: Factor) => values.every((value) => typeof value === "number" || value === null);

/** Numbers are ordered. An axis that does not apply comes first. */
function inputOf(factor: Factor): Input {
  const isOrdered = isNumeric(factor);
  const codes = factor.values.map((value, level) => (isOrdered ? ((value as number | null) ?? -Infinity) : level));
  return { isOrdered, codes: Float64Array.from(factor.levels, (level) => itemAt(codes, level)) };
}

/** Values that share a row. */
interface Range {
  readonly from: Cell;
  readonly to: Cell | undefined;
  readonly levels: readonly number[];
}

const singly = ({ values }: Factor): readonly Range[] =>
  values.map((value, level) => ({ from: value, to: undefined, levels: [level] }));

/** An axis with more numbers, as drawn by a search, is shown in ranges with equally many values. */
const MOST_ROWS = 20;
const RANGES = 10;

const byNumber = (a: Range, b: Range) => Number(a.from ?? -Infinity) - Number(b.from ?? -Infinity);

function rangesOf(factor: Factor): readonly Range[] {
  if (!isNumeric(factor)) return singly(factor);
  // The order in which a search drew the numbers has no meaning.
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

/** A variant as a point for the statistics. */
interface ResponsePoint {
  readonly figure: number | undefined;
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
    if (figure !== undefined) sum.figures.push(figure);
  }
  return ranges.map(({ from, to }, range) => {
    const { n = 0, diverged = 0, figures = [] } = sums[range] ?? {};
    const variants = figures.length;
    const middle = variants === 0 ? {} : { mean: mean(figures), median: medianOf(figures) };
    return { value: from, to, variants, n, diverged, mean: undefined, median: undefined, ...middle };
  });
}
