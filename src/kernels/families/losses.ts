import { fixed, type Kernel } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { defineOperation, type Operation, placeOfStep } from "../operation.ts";
import { eachVector, eachVectorBeside, LANES } from "./each-vector.ts";
import { type FormulaNumbers, numbersAt } from "./elementwise.ts";
import { exp, log1p } from "./functions.ts";
import { sumOfLanes } from "./lanes.ts";
import { rounded, runningSum } from "./sums.ts";

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
): (places: ElementwiseLossPlaces<N>) => Operation {
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
  return ({ numbers, ...places }) => define({ ...places, ...numbers });
}

/** Of lines [rows·lines, stride(width)], all padded with zeros. */
interface BinaryLossPlaces extends LossArrays, Readonly<Record<string, number>> {
  readonly width: number;
  readonly lines: number;
  readonly terms: number;
  readonly sums: number;
  /** Weights of positive targets of a line's outputs, {@link PADDING} beyond them, as often as makes whole vectors of 16. */
  readonly weights: number;
}

/** Stands for the weight of padding. */
export const PADDING = -1;

/** So many floats make whole lines and whole vectors. */
export const periodOf = (stride: number): number => {
  let period = stride;
  while (period % LANES > 0) period += stride;
  return period;
};

/** (1 − y)·x + (1 + (w − 1)·y)·log(1 + e⁻ˣ), w the output's weight. Its slope: (w·y + 1 − y)·sigmoid(x) − w·y. */
export function binaryCrossEntropy(kernel: Kernel, x: Floats, y: Floats, weight: Floats) {
  const [zero, one] = [kernel.float(0), kernel.float(1)];
  const tail = exp(kernel, kernel.negate(kernel.abs(x)));
  const soft = kernel.add(log1p(kernel, tail), kernel.max(kernel.negate(x), zero));
  const factor = kernel.fma(kernel.subtract(weight, one), y, one);
  return {
    loss: kernel.fma(factor, soft, kernel.multiply(kernel.subtract(one, y), x)),
    /** Records it. */
    slope(): Floats {
      const sigmoid = kernel.divide(kernel.where(kernel.less(x, zero), tail, one), kernel.add(one, tail));
      const positive = kernel.multiply(weight, y);
      const share = kernel.subtract(kernel.add(positive, one), y);
      return kernel.subtract(kernel.multiply(share, sigmoid), positive);
    },
  };
}

/** {@link binaryCrossEntropy} of every output. */
export const binaryCrossEntropyLoss = defineOperation<BinaryLossPlaces>("BCEWithLogitsLoss", {
  emit(kernel, { output, targets, gradient, width, lines, terms, sums, weights }, site) {
    const stride = 4 * Math.ceil(width / 4);
    const zero = kernel.float(0);
    const scale = kernel.float(terms ? 1 / (site.rows * terms) : 1);
    const sum = runningSum(kernel, 2);
    const arrays = [output, targets, ...(gradient ? [gradient] : [])];
    const numbers = kernel.load(fixed(site.words.numbers));
    const pattern = { at: weights, period: periodOf(stride), beyond: PADDING };
    eachVectorBeside(kernel, site.rows * lines * stride, arrays, pattern, numbers, (load, store, weight) => {
      const unlessPadding = (value: Floats) => kernel.where(kernel.less(weight, zero), zero, value);
      const { loss, slope } = binaryCrossEntropy(kernel, load(0), load(1), weight);
      sum.add(unlessPadding(loss));
      if (gradient) store(2, unlessPadding(kernel.multiply(slope(), scale)));
    });
    kernel.store(placeOfStep(kernel, site, sums), sumOfLanes(kernel, rounded(kernel, sum)), 1);
  },
});
