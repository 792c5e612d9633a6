import { exp, log } from "../numbers/math.ts";

/** Where an interval is even: a function that only rises, and its inverse. */
interface EvenScale {
  readonly inward: (value: number) => number;
  readonly outward: (inner: number) => number;
  /** Values must be above this one; undefined: any will do. */
  readonly above?: number;
}

/** All values are as likely. */
export const LINEAR: EvenScale = { inward: (value) => value, outward: (inner) => inner };

/** All orders of magnitude are as likely. */
export const LOGARITHMIC: EvenScale = { inward: log, outward: exp, above: 0 };

/** Numbers between two ends, both included. */
export interface NumberInterval {
  readonly kind: "interval";
  readonly low: number;
  readonly high: number;
  readonly scale: EvenScale;
  /** Between values, counted from `low`; undefined: any value will do. */
  readonly step: number | undefined;
}

/** What the values of a path are drawn from. */
export type Distribution = NumberInterval | { readonly kind: "choice"; readonly count: number };

/** A value of a path: the number itself, or the place of the choice. */
export type Value = number;

/** A way to draw the values of a path, by the name that a user writes. */
export interface DistributionPart {
  /** What is written after the name, and what is drawn from it. */
  readonly description: string;
  /** What Optuna, Ray Tune and W&B call it. */
  readonly aliases: readonly string[];
  /** Two ends and perhaps a step; or a list of values or named variants. */
  readonly takes: "interval" | "choices";
  /** Of an interval. Default: linear. */
  readonly scale?: EvenScale;
  /** Of an interval: whether a step may follow its ends. Default: no. */
  readonly hasStep?: boolean;
  /** Of an interval of whole numbers: what it is called for all numbers. */
  readonly continuous?: string;
}

/** Declares a distribution. A new one that takes numbers is two ends and a scale on which all values are as likely. */
export const defineDistribution = (definition: DistributionPart): DistributionPart => definition;

/** An interval's ends on its scale, with half a step at both for what is rounded. */
export function innerBounds({ low, high, scale, step }: NumberInterval): readonly [low: number, high: number] {
  const half = step === undefined ? 0 : step / 2;
  return [scale.inward(low - half), scale.inward(high + half)];
}

/** The number that stands at a place within the inner bounds. */
export function outward({ low, high, scale, step }: NumberInterval, inner: number): Value {
  const plain = scale.outward(inner);
  const value = step === undefined ? plain : low + Math.round((plain - low) / step) * step;
  return Math.min(high, Math.max(low, short(value)));
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
