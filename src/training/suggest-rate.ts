import type { RangeStep } from "./range-test.ts";

/** Rates that a range test suggests; undefined where it was too short to tell. */
export interface Suggestions {
  /** Where the smoothed loss falls fastest on its way to the lowest: Lightning's `suggestion`, fastai's `steep`. */
  readonly steep: number | undefined;
  /** A tenth of the rate at which the smoothed loss is lowest: fastai's `minimum`. */
  readonly minimum: number | undefined;
}

/** Steps left out of the search, as in Lightning; fastai leaves out as many of a hundred. Before them each batch counts. */
const FIRST = 10;
const LAST = 1;

/** The fewest steps without a runaway loss that a rate can be suggested from. */
export const FEWEST_STEPS = FIRST + LAST;

export function suggestRates(rows: readonly RangeStep[]): Suggestions {
  const finite = rows.filter(({ smoothed }) => Number.isFinite(smoothed)).slice(FIRST);
  const smoothed = finite.map((row) => row.smoothed);
  const lowest = placeOfLeast(smoothed);
  // Lightning and fastai look everywhere, and may find a dip in a loss that has run away already.
  const slopes = gradient(smoothed.slice(0, Math.min(finite.length - LAST, lowest + 1)));
  const best = finite[lowest]?.lr;
  return { steep: finite[placeOfLeast(slopes)]?.lr, minimum: best && best / 10 };
}

/** numpy.gradient: central differences, one-sided at the ends. Empty for less than two values. */
function gradient(values: readonly number[]): readonly number[] {
  if (values.length < 2) return [];
  return values.map((value, i) => {
    const [before, after] = [values[i - 1], values[i + 1]];
    if (before === undefined) return (after as number) - value;
    return after === undefined ? value - before : (after - before) / 2;
  });
}

/** Of the first of the least; past the end where there is none. */
function placeOfLeast(values: readonly number[]): number {
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const place = values.indexOf(least);
  return place === -1 ? Number.POSITIVE_INFINITY : place;
}
