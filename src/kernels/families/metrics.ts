// What metrics count and add up. Places are offsets in bytes.
import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";
import { defineOperation, placeOfStep } from "../operation.ts";
import { type ClassLines, classOf, eachTarget } from "./class-losses.ts";
import { eachVector, LANES, VECTOR_BYTES } from "./each-vector.ts";
import { sumOfLanes } from "./lanes.ts";
import { eachVectorOfLine } from "./lines.ts";
import { exactPair, type RunningSum, rounded, runningSum } from "./sums.ts";

/**
 * Targets among the k largest outputs, and those that count. Of equal outputs the first is the larger; NaN is larger than any number,
 * as in PyTorch. @param sums float32 [steps, 2]
 */
export const classAccuracy = defineOperation<ClassLines & { k: number; sums: number } & Record<string, number>>(
  "ClassAccuracy",
  {
    emit(kernel, { k, sums, ...lines }, site) {
      const [zero, one] = [kernel.float(0), kernel.float(1)];
      const { classes, ignored } = lines;
      const [right, counted] = [kernel.variable(zero), kernel.variable(zero)];
      const numbers = kernel.load(fixed(site.words.numbers));
      const output = kernel.pointer(fixed(lines.output));
      const words = kernel.variable(kernel.integer(0));
      const stride = 4 * Math.ceil(classes / 4);
      eachTarget(kernel, lines, site, (target) => {
        kernel.store(fixed(lines.scratch), kernel.addIntegers(words, classOf(kernel, classes, target)));
        const own = kernel.splat(kernel.row(fixed(lines.scratch), lines.output, 4).at());
        const before = kernel.variable(zero);
        eachVectorOfLine(kernel, classes, [output], numbers, (vector) => {
          // What lies beyond the line is never larger, and never first.
          const value = vector.load(output, -Infinity);
          const isFirst = kernel.where(kernel.less(vector.places(), target), one, zero);
          const ofEquals = kernel.where(kernel.equal(value, own), isFirst, zero);
          const ofNumbers = kernel.where(kernel.less(own, value), one, ofEquals);
          const ofNaN = kernel.where(kernel.equal(own, own), one, isFirst);
          const more = kernel.where(kernel.equal(value, value), ofNumbers, ofNaN);
          kernel.assign(before, kernel.add(before, more));
        });
        const isAmong = kernel.where(kernel.less(sumOfLanes(kernel, before), kernel.float(k)), one, zero);
        const isBelow = kernel.where(kernel.less(target, kernel.float(classes)), isAmong, zero);
        const isRight = kernel.where(kernel.lessOrEqual(zero, target), isBelow, zero);
        const unlessIgnored = (value: Floats) => kernel.where(kernel.equal(target, kernel.float(ignored)), zero, value);
        kernel.assign(right, kernel.add(right, unlessIgnored(isRight)));
        kernel.assign(counted, kernel.add(counted, unlessIgnored(one)));
        kernel.advance(output, 4 * stride);
        kernel.assign(words, kernel.addIntegers(words, kernel.integer(stride)));
      });
      kernel.store(placeOfStep(kernel, site, sums, 8), right, 1);
      kernel.store(placeOfStep(kernel, site, sums + 4, 8), counted, 1);
    },
  },
);

/** How many outputs are on the wrong side: of 0 where the target is of ½. Padding is 0. @param floats of a sample @param sums float32 [steps] */
export const binaryErrors = defineOperation<Record<"output" | "targets" | "floats" | "sums", number>>("BinaryErrors", {
  emit(kernel, { output, targets, floats, sums }, site) {
    const [zero, one, half] = [kernel.float(0), kernel.float(1), kernel.float(0.5)];
    const wrong = kernel.variable(zero);
    eachVector(kernel, site.rows * floats, [output, targets], (load) => {
      const guess = kernel.where(kernel.less(zero, load(0)), one, zero);
      const truth = kernel.where(kernel.less(half, load(1)), one, zero);
      kernel.assign(wrong, kernel.add(wrong, kernel.abs(kernel.subtract(guess, truth))));
    });
    kernel.store(placeOfStep(kernel, site, sums), sumOfLanes(kernel, wrong), 1);
  },
});

/** Batches whose samples have so many floats. */
interface SquaredPlaces extends Readonly<Record<string, number>> {
  readonly output: number;
  readonly targets: number;
  readonly floats: number;
  /** Those of them that are wanted, from the first on. */
  readonly columns: number;
  /** float32 [steps, 5, columns]: Σ y and what its rounding lost, the same of Σ y², and Σ (y − output)². */
  readonly sums: number;
}

/** For each value of a sample Σ y, Σ y² and Σ (y − output)²: the first two about as exact as in double precision. */
export const squaredSums = defineOperation<SquaredPlaces>("SquaredSums", {
  emit(kernel, { output, targets, floats, columns, sums }, site) {
    const to = kernel.row(fixed(site.words.step), sums, 20 * columns);
    const [y, t] = [kernel.pointer(fixed(output)), kernel.pointer(fixed(targets))];
    const write = (values: readonly Floats[], count: number) => {
      for (const [part, value] of values.entries()) kernel.store(to.at(4 * columns * part), value, count);
    };
    // Short samples lie several to a vector.
    const atOnce = LANES % floats === 0 ? LANES / floats : 1;
    if (atOnce > 1) {
      const own = squaredTotals(kernel);
      const vectors = Math.floor(site.rows / atOnce);
      kernel.repeat(vectors, () => own.add(y, t, VECTOR_BYTES, LANES));
      if (site.rows % atOnce > 0) own.add(y, t, 0, floats * (site.rows % atOnce));
      if (site.rows > 1) for (let lanes = LANES; lanes > floats; lanes /= 2) own.fold((lanes / 2) as 8 | 4);
      write(own.parts(), columns);
      return;
    }
    const chunk = (count: number, stored: number) => {
      const own = squaredTotals(kernel);
      const [from, wanted] = [kernel.pointer(y.at()), kernel.pointer(t.at())];
      kernel.repeat(site.rows, () => own.add(from, wanted, 4 * floats, count));
      write(own.parts(), stored);
      for (const pointer of [y, t, to]) kernel.advance(pointer, VECTOR_BYTES);
    };
    kernel.repeat(Math.floor(columns / LANES), () => chunk(LANES, LANES));
    const rest = columns % LANES;
    if (rest > 0) chunk(rest, rest);
  },
});

/** The sums of squaredSums, lane by lane. */
function squaredTotals(kernel: Kernel) {
  const [sum, squares, rest] = [runningSum(kernel, 3), runningSum(kernel, 3), runningSum(kernel, 2)] as const;
  const all: readonly RunningSum[] = [sum, squares, rest];
  return {
    /** Takes a vector of each, and goes on by so many bytes. */
    add(output: Pointer, targets: Pointer, bytes: number, count: number): void {
      const wanted = kernel.load(targets.at(), LANES, count);
      const difference = kernel.subtract(wanted, kernel.load(output.at(), LANES, count));
      sum.add(wanted);
      const square = kernel.multiply(wanted, wanted);
      squares.add(square);
      // What the square's rounding lost.
      squares.add(kernel.fma(wanted, wanted, kernel.negate(square)));
      rest.add(kernel.multiply(difference, difference));
      kernel.advance(output, bytes);
      kernel.advance(targets, bytes);
    },
    /** Adds lanes at a distance. */
    fold(distance: 8 | 4): void {
      for (const own of all) {
        const others = own.parts.map((part) => kernel.exchange(part, distance));
        for (const other of others) own.add(other);
      }
    },
    parts: (): readonly Floats[] => [...exactPair(kernel, sum), ...exactPair(kernel, squares), rounded(kernel, rest)],
  };
}
