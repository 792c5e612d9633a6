// Clipping of gradients, as torch.nn.utils, over all parameters of all groups, `floats` long.
import { address, count, float } from "./record.ts";
import { addProduct, splat, sumLanes } from "./vector.ts";

function largest(from: usize, end: usize): f32 {
  let most = splat(0);
  for (; from < end; from += 16) most = f32x4.max(most, f32x4.abs(v128.load(from)));
  const pairs = f32x4.max(most, v128.shuffle<i32>(most, most, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.max(pairs, v128.shuffle<i32>(pairs, pairs, 1, 0, 3, 2)), 0);
}

function sumOfSizes(from: usize, end: usize): f32 {
  let sum = splat(0);
  for (; from < end; from += 16) sum = f32x4.add(sum, f32x4.abs(v128.load(from)));
  return sumLanes(sum);
}

function euclidean(from: usize, end: usize): f32 {
  let sum = splat(0);
  let sum1 = splat(0);
  for (; from + 32 <= end; from += 32) {
    const v = v128.load(from);
    const v1 = v128.load(from, 16);
    sum = addProduct(sum, v, v);
    sum1 = addProduct(sum1, v1, v1);
  }
  for (; from < end; from += 16) sum = addProduct(sum, v128.load(from), v128.load(from));
  return sqrt<f32>(sumLanes(f32x4.add(sum, sum1)));
}

/** Op.ClipNorm: gradients ·= min(1, max_norm/(norm + 1e-6)), in float32. A norm that is not a number makes all so. */
export function clipNorm(record: usize): void {
  let at = address(record, 1);
  const end = at + ((<usize>count(record, 2)) << 2);
  const type = count(record, 3);
  const norm = type == 2 ? euclidean(at, end) : type == 1 ? sumOfSizes(at, end) : largest(at, end);
  const factor = min<f32>(1, float(record, 4) / (norm + 1e-6));
  if (factor == 1) return;
  const scale = splat(factor);
  const zero = splat(0);
  for (; at < end; at += 16) {
    const g = v128.load(at);
    // Zeros stay whatever the factor: padding is among them.
    v128.store(at, v128.andnot(f32x4.mul(g, scale), f32x4.eq(g, zero)));
  }
}

/** Op.ClipValue: NaN stays. */
export function clipValue(record: usize): void {
  let at = address(record, 1);
  const end = at + ((<usize>count(record, 2)) << 2);
  const most = splat(float(record, 3));
  const least = splat(-float(record, 3));
  for (; at < end; at += 16) v128.store(at, f32x4.min(f32x4.max(v128.load(at), least), most));
}
