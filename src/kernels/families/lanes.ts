import type { Kernel } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";

const DISTANCES = [8, 4, 2, 1] as const;

/** The sum of 16 lanes, in every lane: of halves, then of their halves, and so on. */
export function sumOfLanes(kernel: Kernel, value: Floats): Floats {
  return DISTANCES.reduce<Floats>((sum, distance) => kernel.add(sum, kernel.exchange(sum, distance)), value);
}

/** The largest of 16 lanes, in every lane. */
export function maxOfLanes(kernel: Kernel, value: Floats): Floats {
  return DISTANCES.reduce<Floats>((most, distance) => kernel.max(most, kernel.exchange(most, distance)), value);
}

/** A vector whose lanes from `count` on are 0, whatever stood there. @param numbers 0, 1, … 15 */
export function firstLanes(kernel: Kernel, numbers: Floats, value: Floats, count: number): Floats {
  if (count === value.lanes) return value;
  return kernel.where(kernel.less(numbers, kernel.float(count)), value, kernel.float(0));
}
