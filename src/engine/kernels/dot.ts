// Linear with one output: products of vectors. input [rows, stride(in)], weight [stride(in)], output [rows, 4].
import { address, count } from "./record.ts";
import { addFour, addProduct, lastLanes, rowBytes, splat, stride, sumLanes } from "./vector.ts";

/** Σ a[i]·b[i] over whole vectors. */
export function dotProduct(a: usize, b: usize, floats: i32): f32 {
  let sum = splat(0);
  if (floats >= 16) {
    // Four sums in flight: one alone waits for each addition to end.
    let sum1 = splat(0);
    let sum2 = splat(0);
    let sum3 = splat(0);
    for (; floats >= 16; floats -= 16) {
      sum = addProduct(sum, v128.load(a), v128.load(b));
      sum1 = addProduct(sum1, v128.load(a, 16), v128.load(b, 16));
      sum2 = addProduct(sum2, v128.load(a, 32), v128.load(b, 32));
      sum3 = addProduct(sum3, v128.load(a, 48), v128.load(b, 48));
      a += 64;
      b += 64;
    }
    sum = addFour(sum, sum1, sum2, sum3);
  }
  for (; floats > 0; floats -= 4) {
    sum = addProduct(sum, v128.load(a), v128.load(b));
    a += 16;
    b += 16;
  }
  return sumLanes(sum);
}

/** Op.Dot: output[r] = input[r]·weight + bias */
export function dot(record: usize, rows: i32): void {
  let input = address(record, 1);
  const weight = address(record, 2);
  const bias = address(record, 3);
  let output = address(record, 4);
  const floats = stride(count(record, 5));
  const constant: f32 = bias ? load<f32>(bias) : 0;
  for (let row = 0; row < rows; row++) {
    const sum = dotProduct(input, weight, floats) + constant;
    v128.store(output, f32x4.replace_lane(splat(0), 0, sum));
    input += (<usize>floats) << 2;
    output += 16;
  }
}

/** Σ over rows of gradient[r]·input[r], for four vectors of the input. */
function weightGradient64(input: usize, step: usize, gradient: usize, rows: i32, target: usize): void {
  let sum0 = splat(0);
  let sum1 = splat(0);
  let sum2 = splat(0);
  let sum3 = splat(0);
  for (let row = 0; row < rows; row++) {
    const factor = v128.load32_splat(gradient);
    sum0 = addProduct(sum0, factor, v128.load(input));
    sum1 = addProduct(sum1, factor, v128.load(input, 16));
    sum2 = addProduct(sum2, factor, v128.load(input, 32));
    sum3 = addProduct(sum3, factor, v128.load(input, 48));
    input += step;
    gradient += 16;
  }
  v128.store(target, sum0);
  v128.store(target, sum1, 16);
  v128.store(target, sum2, 32);
  v128.store(target, sum3, 48);
}

/** The same for one vector. @param first the first row's gradient in every lane */
function weightGradient16(first: v128, input: usize, step: usize, gradient: usize, rows: i32): v128 {
  let sum = f32x4.mul(first, v128.load(input));
  for (let row = 1; row < rows; row++) {
    input += step;
    gradient += 16;
    sum = addProduct(sum, v128.load32_splat(gradient), v128.load(input));
  }
  return sum;
}

/** Op.DotGradient: weight' = Σ gradient[r]·input[r], bias' = Σ gradient[r] */
export function dotGradient(record: usize, rows: i32): void {
  let input = address(record, 1);
  const gradient = address(record, 2);
  let target = address(record, 3);
  const bias = address(record, 4);
  const inputs = count(record, 5);
  const step = rowBytes(inputs);
  const last = target + step - 16;
  const first = v128.load32_splat(gradient);
  if (rows > 1) {
    for (; target + 64 <= last; target += 64) {
      weightGradient64(input, step, gradient, rows, target);
      input += 64;
    }
  }
  for (; target < last; target += 16) {
    v128.store(target, weightGradient16(first, input, step, gradient, rows));
    input += 16;
  }
  v128.store(target, v128.and(weightGradient16(first, input, step, gradient, rows), lastLanes(inputs)));
  if (bias == 0) return;
  let sum = v128.load(gradient);
  for (let row = 1; row < rows; row++) sum = f32x4.add(sum, v128.load(gradient + ((<usize>row) << 4)));
  v128.store(bias, sum);
}

/** Op.DotInputGradient: input'[r] = gradient[r]·weight */
export function dotInputGradient(record: usize, rows: i32): void {
  let gradient = address(record, 1);
  const weight = address(record, 2);
  let target = address(record, 3);
  const inputs = count(record, 4);
  const step = rowBytes(inputs);
  const lanes = lastLanes(inputs);
  for (let row = 0; row < rows; row++) {
    const factor = v128.load32_splat(gradient);
    let from = weight;
    const last = target + step - 16;
    for (; target < last; target += 16) {
      v128.store(target, f32x4.mul(factor, v128.load(from)));
      from += 16;
    }
    v128.store(target, v128.and(f32x4.mul(factor, v128.load(from)), lanes));
    target += 16;
    gradient += 16;
  }
}
