import { exp, log } from "../numbers/math.ts";

/** Numbers between two ends, both included. */
export interface Interval {
  readonly kind: "interval";
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
  /** Between values, counted from `low`; undefined: any value will do. */
  readonly step: number | undefined;
}

/** What the values of a path are drawn from. */
export type Distribution = Interval | { readonly kind: "choice"; readonly count: number };

/** A value of a path: the number itself, or the place of the choice. */
export type Value = number;

/** Where an interval is even: its logarithms, if that is what it is for, with half a step at both ends for what is rounded. */
export function innerBounds({ low, high, isLog, step }: Interval): readonly [low: number, high: number] {
  const half = step === undefined ? 0 : step / 2;
  return isLog ? [log(low - half), log(high + half)] : [low - half, high + half];
}

/** The number that stands at a place within the inner bounds. */
export function outward(interval: Interval, inner: number): Value {
  const { low, high, isLog, step } = interval;
  const plain = isLog ? exp(inner) : inner;
  const value = step === undefined ? plain : low + Math.round((plain - low) / step) * step;
  return Math.min(high, Math.max(low, short(value)));
}

export function inward({ isLog }: Interval, value: Value): number {
  return isLog ? log(value) : value;
}

/** The value at a share, from 0 to 1, of a distribution. */
export function valueAt(distribution: Distribution, share: number): Value {
  if (distribution.kind === "choice") return Math.min(distribution.count - 1, Math.floor(share * distribution.count));
  const [low, high] = innerBounds(distribution);
  return outward(distribution, low + share * (high - low));
}

const DIGITS = 6;

/** A drawn number is written, read and typed: more digits than these tell nobody anything. Large whole numbers keep theirs. */
function short(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
}
