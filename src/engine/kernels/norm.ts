// Looking at all gradients or parameters at once.
import { address, count } from "./record.ts";
import { addProduct, splat, squares, sumLanes } from "./vector.ts";

/** Op.GradientNorm. Squares are summed in float32, which overflows and underflows where PyTorch's norm does. */
export function gradientNorm(record: usize, step: i32): void {
  const from = address(record, 1);
  const sum = squares(from, from + ((<usize>count(record, 2)) << 2));
  store<f32>(address(record, 3) + ((<usize>step) << 2), sqrt<f32>(sumLanes(sum)));
}

/** Whether no value is NaN or infinite. */
export function allFinite(values: usize, floats: i32): bool {
  const end = values + ((<usize>floats) << 2);
  const zero = splat(0);
  let sum = zero;
  // 0·x is 0 unless x is NaN or infinite, and then stays NaN.
  for (; values < end; values += 16) sum = addProduct(sum, v128.load(values), zero);
  return sumLanes(sum) == 0;
}
