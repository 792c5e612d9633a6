import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";

export const LANES = 16;
export const VECTOR_BYTES = 64;

type LoadVector = (array: number) => Floats;
type StoreVector = (array: number, value: Floats) => void;

/**
 * Goes through arrays side by side, 16 lanes at a time.
 * @param floats length of each array
 * @param arrays offsets in the arena, in bytes
 * @param body takes vectors of the arrays it wants. Lanes beyond the end are 0, and `store` does not write them
 */
export function eachVector(
  kernel: Kernel,
  floats: number,
  arrays: readonly number[],
  body: (load: LoadVector, store: StoreVector) => void,
): void {
  const whole = Math.floor(floats / LANES);
  const pointers = arrays.map((offset) => kernel.pointer(fixed(offset)));
  const visit = (count: number) => {
    const at = (array: number) => (pointers[array] as Pointer).at();
    body(
      (array) => kernel.load(at(array), LANES, count),
      (array, value) => kernel.store(at(array), value, count),
    );
  };
  kernel.repeat(whole, () => {
    visit(LANES);
    for (const pointer of pointers) kernel.advance(pointer, VECTOR_BYTES);
  });
  if (floats % LANES > 0) visit(floats % LANES);
}

/** Numbers that repeat. */
interface Pattern {
  /** Where they stand. */
  readonly at: number;
  /** How many there are: a multiple of 16. */
  readonly period: number;
  /** What stands for those of lanes beyond the arrays' end. */
  readonly beyond: number;
}

/** Goes through arrays as {@link eachVector} does, beside a pattern. @param numbers 0, 1, … 15 */
export function eachVectorBeside(
  kernel: Kernel,
  floats: number,
  arrays: readonly number[],
  { at: pattern, period, beyond }: Pattern,
  numbers: Floats,
  body: (load: LoadVector, store: StoreVector, own: Floats) => void,
): void {
  const pointers = arrays.map((offset) => kernel.pointer(fixed(offset)));
  const visit = (own: Floats, count: number) => {
    const at = (array: number) => (pointers[array] as Pointer).at();
    body(
      (array) => kernel.load(at(array), LANES, count),
      (array, value) => kernel.store(at(array), value, count),
      own,
    );
  };
  const vectors = (count: number, from: Pointer) =>
    kernel.repeat(count, () => {
      visit(kernel.load(from.at()), LANES);
      for (const pointer of [...pointers, from]) kernel.advance(pointer, VECTOR_BYTES);
    });
  kernel.repeat(Math.floor(floats / period), () => vectors(period / LANES, kernel.pointer(fixed(pattern))));
  const from = kernel.pointer(fixed(pattern));
  vectors(Math.floor((floats % period) / LANES), from);
  const rest = floats % LANES;
  if (rest === 0) return;
  visit(kernel.where(kernel.less(numbers, kernel.float(rest)), kernel.load(from.at()), kernel.float(beyond)), rest);
}
