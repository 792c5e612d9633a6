// Losses and metrics of classes for runs side by side: a row has a vector for each class, and a target that all runs share.
import type { Kernel } from "../language/kernel.ts";
import type { Floats, LaneCondition } from "../language/values.ts";
import { exp, log } from "./functions.ts";

/** A row of a class loss. */
export interface LaneClasses {
  /** A value for each class. */
  readonly outputs: readonly Floats[];
  /** A class's number. */
  readonly target: Floats;
  /** Targets of this class do not count. */
  readonly ignored: number;
  /** Of each class. Default: 1. */
  readonly weights?: readonly number[] | undefined;
}

/** A row's loss, its slope by each output, and what it weighs. */
interface LaneClassLoss {
  readonly loss: Floats;
  readonly slopes: readonly Floats[];
  readonly weight: Floats;
}

const isClass = (kernel: Kernel, target: Floats, index: number): LaneCondition =>
  kernel.equal(target, kernel.float(index));

/** The target's weight: 0 where it does not count, NaN where it is no class. */
function weightOf(kernel: Kernel, { outputs, target, ignored, weights }: LaneClasses): Floats {
  const none = kernel.float(Number.NaN);
  const own = outputs.reduce(
    (found, _, index) => kernel.where(isClass(kernel, target, index), kernel.float(weights?.[index] ?? 1), found),
    none,
  );
  return kernel.where(isClass(kernel, target, ignored), kernel.float(0), own);
}

/** The output at the target. */
function valueAtTarget(kernel: Kernel, { outputs, target }: LaneClasses): Floats {
  return outputs.reduce(
    (found, value, index) => kernel.where(isClass(kernel, target, index), value, found),
    kernel.float(0),
  );
}

const sumOf = (kernel: Kernel, values: readonly Floats[]): Floats => values.reduce((sum, one) => kernel.add(sum, one));

/** What of a row counts for nothing where its target is ignored, NaN or not. */
function unlessIgnored(kernel: Kernel, { target, ignored }: LaneClasses, value: Floats): Floats {
  return kernel.where(isClass(kernel, target, ignored), kernel.float(0), value);
}

/** As `crossEntropyLoss` of class-losses.ts. @param smoothing the share of a target that is spread over all classes */
export function laneCrossEntropy(kernel: Kernel, row: LaneClasses, smoothing: number): LaneClassLoss {
  const { outputs, target, weights } = row;
  const weight = weightOf(kernel, row);
  const own = smoothing === 0 ? weight : kernel.multiply(weight, kernel.float(1 - smoothing));
  const most = outputs.reduce((a, b) => kernel.max(a, b));
  const differences = outputs.map((value) => kernel.subtract(value, most));
  const powers = differences.map((difference) => exp(kernel, difference));
  const total = sumOf(kernel, powers);
  const rest = log(kernel, total);
  const shares = outputs.map((_, index) => (smoothing / outputs.length) * (weights?.[index] ?? 1));
  const atTarget = kernel.subtract(rest, kernel.subtract(valueAtTarget(kernel, row), most));
  let loss = kernel.multiply(own, atTarget);
  if (smoothing !== 0) {
    const others = differences.map((difference, index) =>
      kernel.multiply(kernel.float(shares[index] as number), kernel.subtract(rest, difference)),
    );
    loss = kernel.add(loss, sumOf(kernel, others));
  }
  const all = smoothing === 0 ? own : kernel.add(own, kernel.float(shares.reduce((sum, one) => sum + one, 0)));
  const factor = kernel.divide(all, total);
  const slopes = powers.map((power, index) => {
    const taken = kernel.where(isClass(kernel, target, index), own, kernel.float(0));
    const slope = kernel.subtract(kernel.multiply(power, factor), taken);
    return smoothing === 0 ? slope : kernel.subtract(slope, kernel.float(shares[index] as number));
  });
  return {
    loss: unlessIgnored(kernel, row, loss),
    slopes: slopes.map((slope) => unlessIgnored(kernel, row, slope)),
    weight,
  };
}

/** As `nllLoss`. */
export function laneNll(kernel: Kernel, row: LaneClasses): LaneClassLoss {
  const { outputs, target } = row;
  const weight = weightOf(kernel, row);
  const own = kernel.negate(weight);
  const slopes = outputs.map((_, index) => kernel.where(isClass(kernel, target, index), own, kernel.float(0)));
  const loss = unlessIgnored(kernel, row, kernel.multiply(own, valueAtTarget(kernel, row)));
  return { loss, slopes, weight };
}

/** Whether the target is among the k largest outputs, and whether it counts: 1 or 0 each. As `classAccuracy` of metrics.ts. */
export function laneAmongFirst(kernel: Kernel, row: LaneClasses, k: number): readonly [right: Floats, counted: Floats] {
  const { outputs, target } = row;
  const [zero, one] = [kernel.float(0), kernel.float(1)];
  const own = valueAtTarget(kernel, row);
  const before = outputs.map((value, index) => {
    const isFirst = kernel.where(kernel.less(kernel.float(index), target), one, zero);
    const ofEquals = kernel.where(kernel.equal(value, own), isFirst, zero);
    const ofNumbers = kernel.where(kernel.less(own, value), one, ofEquals);
    const ofNaN = kernel.where(kernel.equal(own, own), one, isFirst);
    return kernel.where(kernel.equal(value, value), ofNumbers, ofNaN);
  });
  const isAmong = kernel.where(kernel.less(sumOf(kernel, before), kernel.float(k)), one, zero);
  const known = outputs.reduce((found, _, index) => kernel.where(isClass(kernel, target, index), isAmong, found), zero);
  return [unlessIgnored(kernel, row, known), unlessIgnored(kernel, row, one)];
}
