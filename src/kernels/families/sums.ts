import type { Kernel } from "../language/kernel.ts";
import type { Floats, Variable } from "../language/values.ts";

/** A sum that is added up in a loop. Each lane has its own. */
export interface RunningSum {
  add(value: Floats): void;
  /** What it has come to, in floats that add up to it, the largest first. */
  readonly parts: readonly Floats[];
}

/** a + b, and what its rounding lost. Knuth 1969. The error is NaN where the sum is infinite. */
function twoSum(kernel: Kernel, a: Floats, b: Floats): readonly [sum: Floats, error: Floats] {
  const sum = kernel.add(a, b);
  const part = kernel.subtract(sum, a);
  const error = kernel.add(kernel.subtract(a, kernel.subtract(sum, part)), kernel.subtract(b, part));
  return [sum, error];
}

/** A sum as exact as so many floats side by side can be: what one loses to rounding goes to the next. */
export function runningSum(kernel: Kernel, floats: 2 | 3): RunningSum {
  const parts = Array.from({ length: floats }, () => kernel.variable(kernel.float(0)));
  const last = parts.at(-1) as (typeof parts)[number];
  return {
    parts,
    add(value) {
      let rest = value;
      for (const part of parts.slice(0, -1)) {
        const [sum, error] = twoSum(kernel, part, rest);
        kernel.assign(part, sum);
        rest = error;
      }
      kernel.assign(last, kernel.add(last, rest));
    },
  };
}

/** A running sum of two floats as one. */
export function rounded(kernel: Kernel, { parts }: RunningSum): Floats {
  const [sum, rest] = parts as readonly [Floats, Floats];
  return kernel.where(kernel.equal(rest, rest), kernel.add(sum, rest), sum);
}

/** A running sum of three floats as two. The second is NaN where the sum is infinite. */
export function exactPair(kernel: Kernel, { parts }: RunningSum): readonly [sum: Floats, rest: Floats] {
  const [sum, rest, least] = parts as readonly [Floats, Floats, Floats];
  return twoSum(kernel, sum, kernel.add(rest, least));
}

/** A sum in two float32, high + low: about as exact as a float64. */
export interface ExactSum {
  readonly high: Variable<"float">;
  readonly low: Variable<"float">;
}

/** sum += value. The low part means nothing once the high one overflowed. */
export function addExactly(kernel: Kernel, { high, low }: ExactSum, value: Floats): void {
  const [sum, error] = twoSum(kernel, high, value);
  kernel.assign(low, kernel.add(low, error));
  kernel.assign(high, sum);
}

/** The same of what is never below 0: Dekker's FastTwoSum, which loses a rounding only where a value is larger than all before it together. */
export function addPositive(kernel: Kernel, { high, low }: ExactSum, value: Floats): void {
  const sum = kernel.add(high, value);
  const lost = kernel.subtract(value, kernel.subtract(sum, high));
  kernel.assign(low, kernel.add(low, lost));
  kernel.assign(high, sum);
}
