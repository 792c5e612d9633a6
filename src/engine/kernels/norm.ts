// Looking at all gradients or parameters at once.
import { address, count } from "./record.ts";
import { addProduct, splat, sumLanes } from "./vector.ts";

/** Op.GradientNorm. Squares are summed in float32, which overflows and underflows where PyTorch's norm does. */
export function gradientNorm(record: usize, step: i32): void {
  let from = address(record, 1);
  const end = from + ((<usize>count(record, 2)) << 2);
  let sum0 = splat(0);
  let sum1 = splat(0);
  let sum2 = splat(0);
  let sum3 = splat(0);
  for (; from + 64 <= end; from += 64) {
    const v0 = v128.load(from);
    const v1 = v128.load(from, 16);
    const v2 = v128.load(from, 32);
    const v3 = v128.load(from, 48);
    sum0 = addProduct(sum0, v0, v0);
    sum1 = addProduct(sum1, v1, v1);
    sum2 = addProduct(sum2, v2, v2);
    sum3 = addProduct(sum3, v3, v3);
  }
  for (; from < end; from += 16) {
    const v = v128.load(from);
    sum0 = addProduct(sum0, v, v);
  }
  const sum = f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3));
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
