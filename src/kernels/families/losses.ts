import { fixed, type Kernel } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { defineOperation, type HostWork, type Operation, placeOfStep } from "../operation.ts";
import { eachVector, LANES, VECTOR_BYTES } from "./each-vector.ts";
import { type FormulaNumbers, numbersAt } from "./elementwise.ts";
import { exp, log } from "./functions.ts";
import { maxOfLanes, sumOfLanes } from "./lanes.ts";

/** Offsets in bytes. */
interface LossArrays {
  readonly output: number;
  readonly targets: number;
  /** 0: none is wanted. */
  readonly gradient: number;
}

/** What a loss says of each value of the output by itself, and its slope. `N` names the numbers that the formulas use. */
export interface ElementwiseLossFormula<N extends string> {
  readonly loss: (kernel: Kernel, output: Floats, target: Floats, numbers: FormulaNumbers<N>) => Floats;
  /** The loss's gradient by the output. */
  readonly slope: (kernel: Kernel, output: Floats, target: Floats, numbers: FormulaNumbers<N>) => Floats;
}

/** (output − target)² */
export const squaredError: ElementwiseLossFormula<never> = {
  loss(kernel, output, target) {
    const difference = kernel.subtract(output, target);
    return kernel.multiply(difference, difference);
  },
  slope: (kernel, output, target) => kernel.multiply(kernel.subtract(output, target), kernel.float(2)),
};

/** |output − target|. Its slope is 0 at 0 and for NaN. */
export const absoluteError: ElementwiseLossFormula<never> = {
  loss: (kernel, output, target) => kernel.abs(kernel.subtract(output, target)),
  slope(kernel, output, target) {
    const [zero, difference] = [kernel.float(0), kernel.subtract(output, target)];
    const below = kernel.where(kernel.less(difference, zero), kernel.float(-1), zero);
    return kernel.where(kernel.less(zero, difference), kernel.float(1), below);
  },
};

interface ElementwiseLossPlaces<N extends string> extends LossArrays {
  /** Of a sample. Padding is 0 in output and targets. */
  readonly floats: number;
  /** Of a sample to average over; 0: the loss is the sum. */
  readonly terms: number;
  /** Each step's sum: float32 [steps]. */
  readonly sums: number;
  readonly numbers: Readonly<Record<N, number>>;
}

/** A loss that compares output and targets value by value. It is 0 where both are, as padding is. */
export function defineElementwiseLossOperation<N extends string>(
  name: string,
  { loss, slope }: ElementwiseLossFormula<N>,
): (places: ElementwiseLossPlaces<N>, host: HostWork) => Operation {
  const define = defineOperation<Readonly<Record<string, number>>>(name, {
    emit(kernel, { output = 0, targets = 0, gradient = 0, floats = 0, terms = 0, sums = 0, ...places }, site) {
      const numbers = numbersAt(kernel, places as Record<N, number>);
      const sum = kernel.variable(kernel.float(0));
      const scale = terms ? kernel.float(1 / (site.rows * terms)) : undefined;
      eachVector(kernel, site.rows * floats, [output, targets, ...(gradient ? [gradient] : [])], (load, store) => {
        const [y, t] = [load(0), load(1)];
        kernel.assign(sum, kernel.add(sum, loss(kernel, y, t, numbers)));
        if (!gradient) return;
        const own = slope(kernel, y, t, numbers);
        store(2, scale ? kernel.multiply(own, scale) : own);
      });
      kernel.store(placeOfStep(kernel, site, sums), sumOfLanes(kernel, sum), 1);
    },
  });
  return ({ numbers, ...places }, host) => define({ ...places, ...numbers }, host);
}

/** Operands are offsets in bytes. */
interface CrossEntropyPlaces extends Readonly<Record<string, number | boolean>> {
  readonly output: number;
  readonly targets: number;
  readonly gradient: number;
  readonly classes: number;
  /** Targets of a sample. */
  readonly positions: number;
  readonly ignored: number;
  readonly isMean: boolean;
  /** Each step's sum of losses, and of weights: float32 [steps, 2]. */
  readonly sums: number;
}

/** Cross-entropy of softmax and class. */
export const crossEntropyLoss = defineOperation<CrossEntropyPlaces>("CrossEntropyLoss", {
  emit(kernel, { output, targets, gradient, classes, positions, ignored, isMean, sums }, site) {
    const [step, targetStep] = [16 * Math.ceil(classes / 4), 16 * Math.ceil(positions / 4)];
    const shape = { classes, step, positions, targetStep, ignored, isMean, numbers: site.words.numbers };
    const lines = { ...shape, lines: site.rows * positions };
    const [sum, weight] = crossEntropy(kernel, lines, { output, targets, gradient });
    const at = kernel.row(fixed(site.words.step), sums, 8);
    kernel.store(at.at(), sum, 1);
    kernel.store(at.at(4), weight, 1);
  },
});

/** Brings sums of steps to where the host keeps them in double precision. @param from [steps, targets]; targets [steps] each */
export const widened = (from: number, ...targets: readonly number[]): HostWork => ({
  collect(memory, steps) {
    const count = steps.to - steps.from;
    const own = memory.floats(from + 4 * targets.length * steps.from, targets.length * count);
    for (const [index, target] of targets.entries()) {
      const sums = memory.doubles(target + 8 * steps.from, count);
      for (let step = 0; step < count; step++) sums[step] = own[step * targets.length + index] as number;
    }
  },
});

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
function crossEntropy(kernel: Kernel, lines: ClassLines, arrays: LossArrays): readonly [Floats, Floats] {
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
