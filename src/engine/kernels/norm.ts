// Looking at all parameters at once.
import { addProduct, splat, sumLanes } from "./vector.ts";

/** Whether no value is NaN or infinite. */
export function allFinite(values: usize, floats: i32): bool {
  const end = values + ((<usize>floats) << 2);
  const zero = splat(0);
  let sum = zero;
  // 0·x is 0 unless x is NaN or infinite, and then stays NaN.
  for (; values < end; values += 16) sum = addProduct(sum, v128.load(values), zero);
  return sumLanes(sum) == 0;
}
