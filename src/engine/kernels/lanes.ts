// Runs side by side: lane l of block b is run 4·b + l. What belongs to each run of its own is
//   a batch      [rows, blocks, width, 4 lanes]
//   parameters   [blocks, values, 4 lanes]; `bytes` from one block to the next
//   a rate       [steps, blocks, 4 lanes], see rateVectors.
// Inputs that all runs share are batches as elsewhere, [rows, stride(width)]. No sum goes over lanes or blocks, so that a
// run's bits do not depend on the others'.
import { addFour, addProduct, splat } from "./vector.ts";

/** A value of the input in every lane. S: f32 where all runs share it, v128 where each has its own. */
export function spread<S>(at: usize): v128 {
  return sizeof<S>() == 4 ? v128.load32_splat(at) : v128.load(at);
}

/** start + Σ input[i]·weight[i], in four sums: one alone would wait for each addition to end. */
export function product<S>(start: v128, input: usize, weight: usize, inputs: i32): v128 {
  let sum1 = splat(0);
  let sum2 = splat(0);
  let sum3 = splat(0);
  let i = 0;
  for (; i + 4 <= inputs; i += 4) {
    start = addProduct(start, spread<S>(input), v128.load(weight));
    sum1 = addProduct(sum1, spread<S>(input + sizeof<S>()), v128.load(weight, 16));
    sum2 = addProduct(sum2, spread<S>(input + 2 * sizeof<S>()), v128.load(weight, 32));
    sum3 = addProduct(sum3, spread<S>(input + 3 * sizeof<S>()), v128.load(weight, 48));
    input += 4 * sizeof<S>();
    weight += 64;
  }
  for (; i < inputs; i++) {
    start = addProduct(start, spread<S>(input), v128.load(weight));
    input += sizeof<S>();
    weight += 16;
  }
  return addFour(start, sum1, sum2, sum3);
}

/** sums[lane] += values[lane], in double precision. sums [4] */
export function addWide(sums: usize, low: v128, high: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), low));
  v128.store(sums, f64x2.add(v128.load(sums, 16), high), 16);
}

export function highWide(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
}

/** Roots of Σ squares, as norms of the step, and added to the epoch's. */
export function recordNorms(norms: usize, sums: usize, squares: v128): void {
  const norm = f32x4.sqrt(squares);
  v128.store(norms, norm);
  addWide(sums, f64x2.promote_low_f32x4(norm), highWide(norm));
}

/** Rates of a step [blocks, 4]. At `rates`: bytes from one step to the next (0: the same for all), then the vectors. */
export function rateVectors(rates: usize, step: i32): usize {
  return rates + 16 + <usize>(step * load<i32>(rates));
}
