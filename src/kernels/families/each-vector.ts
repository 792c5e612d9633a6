import { fixed, type Kernel, type Pointer } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";

export const LANES = 16;
export const VECTOR_BYTES = 64;

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
  body: (load: (array: number) => Floats, store: (array: number, value: Floats) => void) => void,
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
