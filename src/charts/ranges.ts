import type { Cell } from "../experiment/plan.ts";
import { itemAt } from "../numbers/item-at.ts";
import { cellTexts } from "../report/label.ts";
import { isSpreadBySize, tickText } from "./frame.ts";

/** Values of an axis as a chart has them side by side. */
interface Places {
  readonly texts: readonly string[];
  /** By value, its place among the texts. */
  readonly of: ReadonlyMap<Cell, number>;
}

/** Each value by itself. Numbers ascend, after what is without one; names stay in the order given. */
export function singly(values: ReadonlySet<Cell>): Places {
  const all = [...values];
  const isNumeric = all.every((value) => typeof value === "number" || value === null);
  if (isNumeric) all.sort((a, b) => Number(a ?? -Infinity) - Number(b ?? -Infinity));
  const textOf = cellTexts(all);
  return { texts: all.map((value) => textOf(value) || "—"), of: new Map(all.map((value, place) => [value, place])) };
}

/** About as many ranges are read at a glance. */
export const MOST_RANGES = 10;

const isNumber = (value: Cell) => typeof value === "number" && Number.isFinite(value);

/**
 * Numbers by ranges with round ends, the lower one included: of equal width, or by size where small numbers are as frequent as
 * large ones. What is no number comes before them, by itself.
 */
export function inRanges(values: ReadonlySet<Cell>): Places {
  const own = singly(new Set([...values].filter((value) => !isNumber(value))));
  const numbers = ([...values].filter(isNumber) as number[]).sort((a, b) => a - b);
  if (numbers.length === 0) return own;
  const ends = endsOf(numbers);
  const texts = ends.slice(1).map((end, i) => `${tickText(itemAt(ends, i))} – ${tickText(end)}`);
  const rangeOf = (value: number) =>
    Math.max(
      0,
      ends.findLastIndex((end) => end <= value),
    );
  const last = own.texts.length;
  const ranged = numbers.map((value): [Cell, number] => [value, last + Math.min(texts.length - 1, rangeOf(value))]);
  return { texts: [...own.texts, ...texts], of: new Map([...own.of, ...ranged]) };
}

/** Ascending; the first is no more than the least number, the last more than the greatest. */
function endsOf(sorted: readonly number[]): readonly number[] {
  const [low, high] = [itemAt(sorted, 0), sorted.at(-1) as number];
  return isSpreadBySize(sorted) ? endsBySize(low, high) : endsByWidth(low, high);
}

const times = (multiple: number, exponent: number) => Number(`${multiple}e${exponent}`);
const exponentOf = (value: number) => Number(value.toExponential().split("e")[1]);

/** Multiples of a power of ten, as many as there is room for. */
const MULTIPLES = [[1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]];

function endsBySize(low: number, high: number): readonly number[] {
  const [first, last] = [exponentOf(low), exponentOf(high)];
  const exponents = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const choices = MULTIPLES.map((multiples) => {
    const all = exponents.flatMap((exponent) => multiples.map((multiple) => times(multiple, exponent)));
    return around([...all, times(1, last + 1)], low, high);
  });
  return choices.find((ends) => ends.length <= MOST_RANGES + 1) ?? (choices.at(-1) as readonly number[]);
}

/** One, two and five times the powers of ten from one number to another, as a log axis has them. */
export function roundBetween(low: number, high: number): readonly number[] {
  const [first, last] = [exponentOf(low), exponentOf(high)];
  const exponents = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const all = exponents.flatMap((exponent) => [1, 2, 5].map((multiple) => times(multiple, exponent)));
  return all.filter((one) => one >= low && one <= high);
}

function endsByWidth(low: number, high: number): readonly number[] {
  const size = exponentOf(high - low || Math.abs(low) || 1);
  const widths = [size - 2, size - 1, size].flatMap((exponent) =>
    [1, 2, 5].map((multiple) => times(multiple, exponent)),
  );
  const ends = widths.map((width) => {
    const [first, last] = [low, high].map((end) => Math.floor(Number((end / width).toPrecision(12)))) as [
      number,
      number,
    ];
    const count = last - first + 1;
    // A multiple of 0.1 has digits that nobody wants to read.
    return Array.from({ length: Math.min(count, MOST_RANGES + 1) + 1 }, (_, i) =>
      Number(((first + i) * width).toPrecision(12)),
    );
  });
  return ends.find(({ length }) => length <= MOST_RANGES + 1) as readonly number[];
}

/** The part of some ends that holds all numbers. */
function around(ends: readonly number[], low: number, high: number): readonly number[] {
  const first = ends.findLastIndex((end) => end <= low);
  return ends.slice(first, ends.findIndex((end) => end > high) + 1);
}
