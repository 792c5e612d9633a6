// Losses against class indices. A line of outputs has a value for each class: [lines, stride(classes)]. The targets of a row's
// `positions` lines lie side by side, whole numbers as floats: [rows, stride(positions)]. Places are offsets in bytes.
import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { type BatchSite, defineOperation, placeOfStep } from "../operation.ts";
import { exp, log } from "./functions.ts";
import { maxOfLanes, sumOfLanes } from "./lanes.ts";
import { eachVectorOfLine, type LineVector } from "./lines.ts";
import { rounded, runningSum } from "./sums.ts";

/** Lines of outputs with a target each. */
export interface ClassLines {
  readonly output: number;
  readonly targets: number;
  readonly classes: number;
  /** Targets of a row. */
  readonly positions: number;
  /** Targets of this class do not count. */
  readonly ignored: number;
  /** Room for 16 words. */
  readonly scratch: number;
}

/** What every loss of classes is told. */
export interface ClassLossPlaces extends ClassLines {
  /** 0: none is wanted. */
  readonly gradient: number;
  /** Whether the loss is a mean; and whether by the targets' weights, or by rows. */
  readonly isMean: boolean;
  readonly isWeighted: boolean;
  /** [classes]; 0: all weigh 1. */
  readonly classWeights: number;
  /** The sum of a step's losses, and of its targets' weights: float32s, the next step's so many bytes further on. */
  readonly losses: number;
  readonly weights: number;
  readonly stepBytes: number;
}

/** A place for each of them, or 0 where there is no label smoothing. */
interface SmoothingPlaces {
  /** The target's own share, 1 − smoothing. */
  readonly sure: number;
  /** Each class's share. */
  readonly share: number;
  /** That times the sum of all class weights. */
  readonly total: number;
}

type LossOperands = Readonly<Record<string, number | boolean>>;

/**
 * −sure·w[y]·log p[y] − share·Σ w[c]·log p[c], p the softmax of a line. Gradient by x[c]:
 * p[c]·(sure·w[y] + total) − share·w[c], and − sure·w[y] at y.
 */
export const crossEntropyLoss = defineOperation<ClassLossPlaces & SmoothingPlaces & LossOperands>("CrossEntropyLoss", {
  emit(kernel, places, site) {
    eachLoss(kernel, places, site, (line) => {
      const { weight, scale } = line;
      const smoothing = places.sure ? smoothingAt(kernel, places) : undefined;
      const own = smoothing ? kernel.multiply(smoothing.sure, weight) : weight;
      const most = maxOfLine(kernel, line);
      const { powers, shifted } = powersOfLine(kernel, line, most, smoothing !== undefined);
      const total = sumOfLanes(kernel, powers.sum);
      const rest = log(kernel, total);
      let loss = kernel.multiply(own, kernel.subtract(rest, kernel.subtract(line.valueAtTarget(), most)));
      if (smoothing) {
        const others = kernel.multiply(smoothing.share, sumOfLanes(kernel, shifted));
        loss = kernel.add(loss, kernel.subtract(kernel.multiply(smoothing.total, rest), others));
      }
      const all = smoothing ? kernel.add(own, smoothing.total) : own;
      const factor = kernel.divide(kernel.multiply(all, scale), total);
      const atTarget = kernel.multiply(own, scale);
      const ofOthers = smoothing && kernel.multiply(smoothing.share, scale);
      line.writeGradient((vector, back) => {
        const power = vector.index === undefined ? vector.load(back) : (powers.each[vector.index] as Floats);
        const taken = kernel.where(kernel.equal(vector.places(), line.target), atTarget, kernel.float(0));
        const slope = kernel.subtract(kernel.multiply(power, factor), taken);
        return ofOthers ? kernel.fnma(ofOthers, line.weightsOf(vector), slope) : slope;
      });
      return loss;
    });
  },
});

const smoothingAt = (kernel: Kernel, { sure, share, total }: SmoothingPlaces) => ({
  sure: kernel.splat(fixed(sure)),
  share: kernel.splat(fixed(share)),
  total: kernel.splat(fixed(total)),
});

function maxOfLine(kernel: Kernel, line: LossLine): Floats {
  const most = kernel.variable(kernel.float(-Infinity));
  line.eachVector((vector) => kernel.assign(most, kernel.max(most, vector.load(line.output, -Infinity))));
  return maxOfLanes(kernel, most);
}

/**
 * Powers exp(x − most) of a line, their sum lane by lane and, on demand, Σ w[c]·(x[c] − most). A short line's powers are kept; those
 * of a long one go where its gradient is to be.
 */
function powersOfLine(kernel: Kernel, line: LossLine, most: Floats, isSmoothed: boolean) {
  const sum = kernel.variable(kernel.float(0));
  const shifted = kernel.variable(kernel.float(0));
  const each: Floats[] = [];
  line.eachVector((vector) => {
    const difference = kernel.subtract(vector.load(line.output, -Infinity), most);
    const power = exp(kernel, difference);
    kernel.assign(sum, kernel.add(sum, power));
    each.push(power);
    if (isSmoothed) {
      const own = kernel.less(vector.places(), kernel.float(line.classes));
      kernel.accumulate(shifted, line.weightsOf(vector), kernel.where(own, difference, kernel.float(0)));
    }
    if (line.gradient && vector.index === undefined) vector.store(line.gradient, power);
  });
  return { powers: { sum, each }, shifted };
}

/** −w[y]·x[y], of log-probabilities x. */
export const nllLoss = defineOperation<ClassLossPlaces & LossOperands>("NLLLoss", {
  emit(kernel, places, site) {
    eachLoss(kernel, places, site, (line) => {
      const own = kernel.negate(line.weight);
      const atTarget = kernel.multiply(own, line.scale);
      line.writeGradient((vector) =>
        kernel.where(kernel.equal(vector.places(), line.target), atTarget, kernel.float(0)),
      );
      return kernel.multiply(own, line.valueAtTarget());
    });
  },
});

/** w[y]/C·Σ over j ≠ y of max(0, margin − x[y] + x[j])ᵖ. @param margin where it stands */
export const multiMarginLoss = defineOperation<ClassLossPlaces & { margin: number; isSquared: boolean } & LossOperands>(
  "MultiMarginLoss",
  {
    emit(kernel, places, site) {
      const share = kernel.float(1 / places.classes);
      eachLoss(kernel, places, site, (line) => {
        const zero = kernel.float(0);
        const lead = kernel.subtract(kernel.splat(fixed(places.margin)), line.valueAtTarget());
        const factor = kernel.multiply(kernel.multiply(line.weight, line.scale), share);
        const sum = kernel.variable(zero);
        const back = kernel.variable(zero);
        const ofVector = (vector: LineVector) => {
          const others = kernel.where(
            kernel.equal(vector.places(), line.target),
            zero,
            kernel.add(lead, vector.load(line.output, -Infinity)),
          );
          // NaN goes on.
          const isMet = kernel.lessOrEqual(others, zero);
          const loss = kernel.where(isMet, zero, places.isSquared ? kernel.multiply(others, others) : others);
          kernel.assign(sum, kernel.add(sum, loss));
          const slope = places.isSquared ? kernel.multiply(kernel.add(others, others), factor) : factor;
          const own = kernel.where(isMet, zero, slope);
          kernel.assign(back, kernel.add(back, own));
          return own;
        };
        if (line.gradient) line.writeGradient(ofVector);
        else line.eachVector(ofVector);
        line.writeGradientAtTarget(kernel.negate(sumOfLanes(kernel, back)));
        return kernel.multiply(kernel.multiply(line.weight, sumOfLanes(kernel, sum)), share);
      });
    },
  },
);

/** A line of outputs while it is compared with its target. */
interface LossLine {
  readonly classes: number;
  readonly target: Floats;
  /** The target's: NaN where it is no class. */
  readonly weight: Floats;
  /** 1 / what the gradient is divided by. */
  readonly scale: Floats;
  readonly output: Pointer;
  readonly gradient: Pointer | undefined;
  eachVector(body: (vector: LineVector) => void): void;
  /** The output at the target's class. */
  valueAtTarget(): Floats;
  /** The class weights of a vector's lanes, 0 beyond the classes. */
  weightsOf(vector: LineVector): Floats;
  /** Writes the gradient if it is wanted; a target that does not count has none. */
  writeGradient(slope: (vector: LineVector, gradient: Pointer) => Floats): void;
  writeGradientAtTarget(slope: Floats): void;
}

/** Goes through the lines, adds up the losses that `body` gives, in every lane alike, and records the sums. */
function eachLoss(kernel: Kernel, places: ClassLossPlaces, site: BatchSite, body: (line: LossLine) => Floats): void {
  const { classes, ignored } = places;
  const [zero, one] = [kernel.float(0), kernel.float(1)];
  const numbers = kernel.load(fixed(site.words.numbers));
  const weights = runningSum(kernel, 2);
  const isScaled = places.gradient !== 0 && places.isMean && places.isWeighted;
  if (isScaled) eachTarget(kernel, places, site, (target) => weights.add(weightOf(kernel, places, target)));
  const ofRows = places.isMean ? kernel.float(1 / site.rows) : one;
  const scale = isScaled ? kernel.divide(one, rounded(kernel, weights)) : ofRows;
  const losses = runningSum(kernel, 2);
  const step = 16 * Math.ceil(classes / 4);
  const output = kernel.pointer(fixed(places.output));
  const gradient = places.gradient ? kernel.pointer(fixed(places.gradient)) : undefined;
  const words = kernel.variable(kernel.integer(0));
  const ofClasses = places.classWeights ? kernel.pointer(fixed(places.classWeights)) : undefined;
  const pointers = [output, gradient, ofClasses].filter((pointer) => pointer !== undefined);
  eachTarget(kernel, places, site, (target) => {
    const weight = weightOf(kernel, places, target);
    if (!isScaled) weights.add(weight);
    const unlessIgnored = (value: Floats) => kernel.where(kernel.equal(target, kernel.float(ignored)), zero, value);
    const atTarget = (table: number) => {
      kernel.store(fixed(places.scratch), kernel.addIntegers(words, classOf(kernel, classes, target)));
      return kernel.row(fixed(places.scratch), table, 4);
    };
    const line: LossLine = {
      classes,
      target,
      weight,
      scale,
      output,
      gradient,
      eachVector: (own) => eachVectorOfLine(kernel, classes, pointers, numbers, own),
      valueAtTarget: () => kernel.splat(atTarget(places.output).at()),
      weightsOf: (vector) => (ofClasses ? vector.load(ofClasses) : one),
      writeGradient(slope) {
        if (!gradient) return;
        line.eachVector((vector) => vector.store(gradient, unlessIgnored(slope(vector, gradient))));
      },
      writeGradientAtTarget(slope) {
        if (gradient) kernel.store(atTarget(places.gradient).at(), unlessIgnored(slope), 1);
      },
    };
    losses.add(unlessIgnored(body(line)));
    kernel.advance(output, step);
    if (gradient) kernel.advance(gradient, step);
    kernel.assign(words, kernel.addIntegers(words, kernel.integer(step / 4)));
  });
  kernel.store(placeOfStep(kernel, site, places.losses, places.stepBytes), rounded(kernel, losses), 1);
  kernel.store(placeOfStep(kernel, site, places.weights, places.stepBytes), rounded(kernel, weights), 1);
}

/** Goes through the targets in order. */
export function eachTarget(
  kernel: Kernel,
  { targets, positions }: ClassLines,
  { rows }: BatchSite,
  body: (target: Floats) => void,
): void {
  const at = kernel.pointer(fixed(targets));
  kernel.repeat(rows, () => {
    kernel.repeat(positions, () => {
      body(kernel.splat(at.at()));
      kernel.advance(at, 4);
    });
    kernel.advance(at, 16 * Math.ceil(positions / 4) - 4 * positions);
  });
}

/** A class as an index; 0 for what is none. */
export function classOf(kernel: Kernel, classes: number, target: Floats) {
  const zero = kernel.float(0);
  const low = kernel.where(kernel.lessOrEqual(zero, target), target, zero);
  return kernel.toInteger(kernel.where(kernel.less(low, kernel.float(classes)), low, zero));
}

/** A target's weight: 0 for one that does not count, NaN for one that is no class. */
function weightOf(kernel: Kernel, { classes, ignored, classWeights, scratch }: ClassLossPlaces, target: Floats) {
  const [zero, none] = [kernel.float(0), kernel.float(Number.NaN)];
  let weight = kernel.float(1);
  if (classWeights) {
    kernel.store(fixed(scratch), classOf(kernel, classes, target));
    weight = kernel.splat(kernel.row(fixed(scratch), classWeights, 4).at());
  }
  const below = kernel.where(kernel.less(target, kernel.float(classes)), weight, none);
  const ofClass = kernel.where(kernel.lessOrEqual(zero, target), below, none);
  return kernel.where(kernel.equal(target, kernel.float(ignored)), zero, ofClass);
}
