import { fixed, type Kernel } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";

export const LANES = 16;
export const VECTOR_BYTES = 64;

/**
 * Goes through arrays side by side, 16 lanes at a time.
 * @param floats length of each array
 * @param arrays offsets in the arena, in bytes
 * @param body takes a vector of each array. Lanes beyond the end are 0, and `store` does not write them
 */
export function eachVector(
  kernel: Kernel,
  floats: number,
  arrays: readonly number[],
  body: (values: readonly Floats[], store: (array: number, value: Floats) => void) => void,
): void {
  const whole = Math.floor(floats / LANES);
  const pointers = arrays.map((offset) => kernel.pointer(fixed(offset)));
  const visit = (count: number) => {
    const values = pointers.map((pointer) => kernel.load(pointer.at(), LANES, count));
    body(values, (array, value) => {
      const pointer = pointers[array];
      if (pointer) kernel.store(pointer.at(), value, count);
    });
  };
  kernel.repeat(whole, () => {
    visit(LANES);
    for (const pointer of pointers) kernel.advance(pointer, VECTOR_BYTES);
  });
  if (floats % LANES > 0) visit(floats % LANES);
}
