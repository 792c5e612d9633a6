import { fixed, type Kernel } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { eachVector, LANES, VECTOR_BYTES } from "./each-vector.ts";
import { exp, log } from "./functions.ts";
import { maxOfLanes, sumOfLanes } from "./lanes.ts";

/** Offsets in bytes. */
interface LossArrays {
  readonly output: number;
  readonly targets: number;
  /** 0: none is wanted. */
  readonly gradient: number;
}

/** Σ of squared differences, in every lane. @param scale of the gradient: 2 / terms of the mean */
export function squaredError(kernel: Kernel, floats: number, scale: number, arrays: LossArrays): Floats {
  const { output, targets, gradient } = arrays;
  const sum = kernel.variable(kernel.float(0));
  eachVector(kernel, floats, [output, targets, ...(gradient ? [gradient] : [])], ([y, t], store) => {
    if (!y || !t) return;
    const difference = kernel.subtract(y, t);
    kernel.accumulate(sum, difference, difference);
    if (gradient) store(2, kernel.multiply(difference, kernel.float(scale)));
  });
  return sumOfLanes(kernel, sum);
}

interface ClassLines {
  readonly lines: number;
  readonly classes: number;
  /** Bytes from one line of outputs to the next. */
  readonly step: number;
  /** Of targets: a row's targets lie side by side. */
  readonly positions: number;
  readonly targetStep: number;
  /** Targets of this class do not count. */
  readonly ignored: number;
  readonly isMean: boolean;
  /** Where 0, 1, … 15 stand as floats. */
  readonly numbers: number;
}

/**
 * Cross-entropy of each line's softmax and its target's class. Gives Σ of the losses and the number of lines that count,
 * in every lane; both are NaN where a target is no class.
 */
export function crossEntropy(kernel: Kernel, lines: ClassLines, arrays: LossArrays): readonly [Floats, Floats] {
  const weight = countTargets(kernel, lines, arrays.targets);
  const scale = lines.isMean ? kernel.divide(kernel.float(1), weight) : kernel.float(1);
  const sum = kernel.variable(kernel.float(0));
  const at = kernel.pointer(fixed(arrays.output));
  const back = arrays.gradient ? kernel.pointer(fixed(arrays.gradient)) : undefined;
  const numbers = kernel.load(fixed(lines.numbers));
  const vectors = Array.from({ length: Math.ceil(lines.classes / LANES) }, (_, index) => index);
  const countOf = (vector: number) => Math.min(LANES, lines.classes - LANES * vector);
  eachTarget(kernel, lines, arrays.targets, (target) => {
    const weightOfLine = weightOf(kernel, lines, target);
    const load = (vector: number): Floats => {
      const values = kernel.load(at.at(VECTOR_BYTES * vector), LANES, countOf(vector));
      if (countOf(vector) === LANES) return values;
      const isClass = kernel.less(numbers, kernel.float(countOf(vector)));
      return kernel.where(isClass, values, kernel.float(-Infinity));
    };
    const values = vectors.map(load) as [Floats, ...Floats[]];
    const most = maxOfLanes(
      kernel,
      values.reduce((a, b) => kernel.max(a, b)),
    );
    const differences = values.map((value) => kernel.subtract(value, most));
    const powers = differences.map((difference) => exp(kernel, difference)) as [Floats, ...Floats[]];
    const total = sumOfLanes(
      kernel,
      powers.reduce((a, b) => kernel.add(a, b)),
    );
    const rest = log(kernel, total);
    const share = kernel.divide(kernel.multiply(weightOfLine, scale), total);
    const own = kernel.multiply(weightOfLine, scale);
    for (const vector of vectors) {
      const isTarget = kernel.equal(kernel.add(numbers, kernel.float(LANES * vector)), target);
      const zero = kernel.float(0);
      const loss = kernel.multiply(weightOfLine, kernel.subtract(rest, differences[vector] as Floats));
      kernel.assign(sum, kernel.add(sum, kernel.where(isTarget, loss, zero)));
      if (!back) continue;
      const taken = kernel.where(isTarget, own, zero);
      const slope = kernel.subtract(kernel.multiply(powers[vector] as Floats, share), taken);
      kernel.store(back.at(VECTOR_BYTES * vector), slope, countOf(vector));
    }
    kernel.advance(at, lines.step);
    if (back) kernel.advance(back, lines.step);
  });
  // A target that is no class is no lane's either: the loss is NaN by the weight.
  const unless = kernel.where(kernel.equal(weight, weight), sumOfLanes(kernel, sum), weight);
  return [unless, weight];
}

function eachTarget(
  kernel: Kernel,
  { lines, positions, targetStep }: ClassLines,
  targets: number,
  body: (target: Floats) => void,
): void {
  const row = kernel.pointer(fixed(targets));
  kernel.repeat(lines / positions, () => {
    const at = kernel.pointer(row.at());
    kernel.repeat(positions, () => {
      body(kernel.splat(at.at()));
      kernel.advance(at, 4);
    });
    kernel.advance(row, targetStep);
  });
}

/** 1, or 0 for a target that does not count, or NaN for one that is no class. */
function weightOf(kernel: Kernel, { classes, ignored }: ClassLines, target: Floats): Floats {
  const [zero, none] = [kernel.float(0), kernel.float(Number.NaN)];
  const below = kernel.where(kernel.less(target, kernel.float(classes)), kernel.float(1), none);
  const isClass = kernel.where(kernel.lessOrEqual(zero, target), below, none);
  return kernel.where(kernel.equal(target, kernel.float(ignored)), zero, isClass);
}

function countTargets(kernel: Kernel, lines: ClassLines, targets: number): Floats {
  const sum = kernel.variable(kernel.float(0));
  eachTarget(kernel, lines, targets, (target) => {
    kernel.assign(sum, kernel.add(sum, weightOf(kernel, lines, target)));
  });
  return sum;
}
