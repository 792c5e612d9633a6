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
