import { exp, log } from "../numbers/math.ts";

/** Where values lie on an axis. */
export interface AxisScale {
  readonly kind: "linear" | "log";
  readonly low: number;
  readonly high: number;
}

/** Share of the largest value at or under which a point counts as small, and the share of small points for a log scale. */
const SMALL = 0.01;
const MANY = 0.1;
/** The least that a log scale shows, as a share of the largest: what is lower stands at its foot. */
const FOOT = 1e-6;

/**
 * One scale for all values: logarithmic where many are so small beside the largest that a linear one would show them as 0.
 * A single curve that ends near 0, like a cosine, stays linear. What is not above 0 has no place on a log scale.
 */
export function scaleOf(all: Iterable<readonly number[]>): AxisScale {
  const values = [...all].flatMap((curve) => curve.filter(Number.isFinite));
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const low = lowest(values);
  const above = values.filter((value) => value > 0);
  // Rounding must not decide: 0.1 × 0.1 × 0.1 is a little more than a hundredth of 0.1.
  const small = above.filter((value) => value <= high * SMALL * (1 + 1e-9)).length;
  if (small >= MANY * values.length && small > 0 && low >= 0) {
    return { kind: "log", low: Math.max(high * FOOT, lowest(above)), high };
  }
  if (values.length === 0) return { kind: "linear", low: 0, high: 1 };
  return { kind: "linear", low: Math.min(low, 0), high: high > 0 ? high : low < 0 ? 0 : 1 };
}

/** A linear scale that need not begin at 0, in tenths: for momentum, which is mostly near 1. */
export function tenthsOf(all: Iterable<readonly number[]>): AxisScale {
  const values = [...all].flatMap((curve) => curve.filter(Number.isFinite));
  const tenth = (value: number, to: (x: number) => number) => to(Number((10 * value).toPrecision(12))) / 10;
  const [low, high] = [tenth(lowest(values), Math.floor), tenth(-lowest(values.map((value) => -value)), Math.ceil)];
  return low < high ? { kind: "linear", low, high } : { kind: "linear", low: high - 0.1, high };
}

const lowest = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Infinity);

/** From 0 at the low end to 1 at the high one; undefined for what has no place. */
export function positionOn({ kind, low, high }: AxisScale, value: number): number | undefined {
  if (!Number.isFinite(value) || (kind === "log" && value <= 0)) return undefined;
  if (low === high) return 0.5;
  return kind === "linear" ? (value - low) / (high - low) : Math.max(0, log(value / low) / log(high / low));
}

/** The value at a position: the inverse of {@link positionOn}. */
export function valueOn({ kind, low, high }: AxisScale, position: number): number {
  if (kind === "linear") return low + position * (high - low);
  return low * exp(position * log(high / low));
}

/** Where an axis in a picture begins and ends: powers of ten, or round numbers. */
export function axisEnds({ kind, low, high }: AxisScale): readonly [number, number] {
  if (kind === "log") return [powerBelow(low), above(high, [1, 10])];
  if (low > 0) return [low, high];
  const ends = [low, high].map((end) => (end === 0 ? 0 : Math.sign(end) * above(Math.abs(end), ROUND)));
  return ends as [number, number];
}

const ROUND = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The greatest power of ten that is no more; what is a hair below one counts as one. */
function powerBelow(value: number): number {
  const exponent = Number(value.toExponential().split("e")[1]);
  const next = Number(`1e${exponent + 1}`);
  return value >= next * (1 - 1e-9) ? next : Number(`1e${exponent}`);
}

/** The least of these multiples of a power of ten that is no less. */
function above(value: number, multiples: readonly number[]): number {
  const power = powerBelow(value);
  const multiple = multiples.find((multiple) => multiple * power >= value * (1 - 1e-9)) ?? 10;
  return Number((multiple * power).toPrecision(3));
}
