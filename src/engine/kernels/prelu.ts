// PReLU: x, or weight·x below 0, with a learnt weight for each channel. A channel is `linesEach` lines of a sample; where
// linesEach is 0, channels are the columns of a line. Batches [rows·lines, stride(width)], weight [stride(channels)].
import { address, count } from "./record.ts";
import { addProduct, rowBytes, splat, sumLanes } from "./vector.ts";

/** The weights of a vector: four columns' own, or one channel's. */
function weightAt(weight: usize, at: usize, channel: i32, linesEach: i32): v128 {
  return linesEach ? v128.load32_splat(weight + ((<usize>channel) << 2)) : v128.load(weight + at);
}

/** Op.PReLU */
export function prelu(record: usize, rows: i32): void {
  let input = address(record, 1);
  let output = address(record, 2);
  const bytes = rowBytes(count(record, 3));
  const lines = count(record, 4);
  const weight = address(record, 5);
  const linesEach = count(record, 6);
  for (let row = 0; row < rows; row++) {
    for (let line = 0; line < lines; line++) {
      const channel = linesEach ? line / linesEach : 0;
      for (let at: usize = 0; at < bytes; at += 16) {
        const x = v128.load(input + at);
        const scaled = f32x4.mul(x, weightAt(weight, at, channel, linesEach));
        v128.store(output + at, v128.bitselect(x, scaled, f32x4.gt(x, splat(0))));
      }
      input += bytes;
      output += bytes;
    }
  }
}

/** Op.PReLUWeightGradient: weight' = Σ gradient·x where x ≤ 0 */
export function preluWeightGradient(record: usize, rows: i32): void {
  const input = address(record, 1);
  const gradient = address(record, 2);
  const bytes = rowBytes(count(record, 3));
  const lines = count(record, 4);
  const target = address(record, 5);
  const linesEach = count(record, 6);
  const sample = <usize>lines * bytes;
  if (linesEach == 0) {
    for (let at: usize = 0; at < bytes; at += 16)
      v128.store(target + at, below(input + at, gradient + at, sample, bytes, rows));
    return;
  }
  const span = <usize>linesEach * bytes;
  for (let channel = 0; channel * linesEach < lines; channel++) {
    const from = <usize>channel * span;
    let sum: f32 = 0;
    for (let row = 0; row < rows; row++) {
      const start = from + <usize>row * sample;
      let part = splat(0);
      for (let at = start; at < start + span; at += 16) {
        const x = v128.load(input + at);
        part = addProduct(part, f32x4.pmin(x, splat(0)), v128.load(gradient + at));
      }
      sum += sumLanes(part);
    }
    store<f32>(target + ((<usize>channel) << 2), sum);
  }
}

/** Σ over lines of gradient·min(x, 0) for four columns of a one-line sample. */
function below(input: usize, gradient: usize, sample: usize, bytes: usize, rows: i32): v128 {
  let sum = splat(0);
  for (let row = 0; row < rows; row++) {
    sum = addProduct(sum, f32x4.pmin(v128.load(input), splat(0)), v128.load(gradient));
    input += sample;
    gradient += sample;
  }
  return sum;
}

/** Op.PReLUGradient, from the input: gradient · (1 or weight). Overwrites the gradient. */
export function preluGradient(record: usize, rows: i32): void {
  let input = address(record, 1);
  let gradient = address(record, 2);
  const bytes = rowBytes(count(record, 3));
  const lines = count(record, 4);
  const weight = address(record, 5);
  const linesEach = count(record, 6);
  for (let row = 0; row < rows; row++) {
    for (let line = 0; line < lines; line++) {
      const channel = linesEach ? line / linesEach : 0;
      for (let at: usize = 0; at < bytes; at += 16) {
        const g = v128.load(gradient + at);
        const scaled = f32x4.mul(g, weightAt(weight, at, channel, linesEach));
        v128.store(gradient + at, v128.bitselect(g, scaled, f32x4.gt(v128.load(input + at), splat(0))));
      }
      input += bytes;
      gradient += bytes;
    }
  }
}
