// Softmax and its logarithm along lines [rows·lines, stride(width)].
import { address, count } from "./record.ts";
import { exp, log } from "./transcendental.ts";
import { addProduct, lastLanes, rowBytes, splat, sumLanes } from "./vector.ts";

/** The largest value of a line of `bytes` bytes; NaN if there is one. @param lanes those of the last vector in use */
export function maxOfLine(line: usize, bytes: usize, lanes: v128): f32 {
  const last = line + bytes - 16;
  let most = v128.bitselect(v128.load(last), splat(-Infinity), lanes);
  for (; line < last; line += 16) most = f32x4.max(most, v128.load(line));
  most = f32x4.max(most, v128.shuffle<i32>(most, most, 2, 3, 0, 1));
  most = f32x4.max(most, v128.shuffle<i32>(most, most, 1, 0, 3, 2));
  return f32x4.extract_lane(most, 0);
}

/** target = e^(line − most), padding zero; returns the sum. @param target may be 0: nowhere */
export function expOfLine(line: usize, target: usize, bytes: usize, lanes: v128, most: f32): f32 {
  const shift = splat(most);
  let sum = splat(0);
  const last = bytes - 16;
  for (let at: usize = 0; at < last; at += 16) {
    const e = exp(f32x4.sub(v128.load(line + at), shift));
    sum = f32x4.add(sum, e);
    if (target) v128.store(target + at, e);
  }
  const e = v128.and(exp(f32x4.sub(v128.load(line + last), shift)), lanes);
  if (target) v128.store(target + last, e);
  return sumLanes(f32x4.add(sum, e));
}

/** ln x, of one number. */
export function logOf(x: f32): f32 {
  return f32x4.extract_lane(log(splat(x)), 0);
}

/** Op.Softmax */
export function softmax(record: usize, rows: i32): void {
  let input = address(record, 1);
  let output = address(record, 2);
  const width = count(record, 3);
  const bytes = rowBytes(width);
  const lanes = lastLanes(width);
  for (let line = rows * count(record, 4); line > 0; line--) {
    const sum = splat(expOfLine(input, output, bytes, lanes, maxOfLine(input, bytes, lanes)));
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(output + at, f32x4.div(v128.load(output + at), sum));
    }
    // A line that overflowed is NaN, and so would its padding be.
    v128.store(output + bytes - 16, v128.and(v128.load(output + bytes - 16), lanes));
    input += bytes;
    output += bytes;
  }
}

/** Op.SoftmaxGradient, from the output: y·(gradient − Σ gradient·y) */
export function softmaxGradient(record: usize, rows: i32): void {
  let output = address(record, 1);
  let gradient = address(record, 2);
  const width = count(record, 3);
  const bytes = rowBytes(width);
  const lanes = lastLanes(width);
  for (let line = rows * count(record, 4); line > 0; line--) {
    let sum = splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      sum = addProduct(sum, v128.load(output + at), v128.load(gradient + at));
    }
    const mean = splat(sumLanes(sum));
    for (let at: usize = 0; at < bytes; at += 16) {
      const moved = f32x4.sub(v128.load(gradient + at), mean);
      v128.store(gradient + at, f32x4.mul(v128.load(output + at), moved));
    }
    v128.store(gradient + bytes - 16, v128.and(v128.load(gradient + bytes - 16), lanes));
    output += bytes;
    gradient += bytes;
  }
}

/** Op.LogSoftmax: x − max − log Σ e^(x − max) */
export function logSoftmax(record: usize, rows: i32): void {
  let input = address(record, 1);
  let output = address(record, 2);
  const width = count(record, 3);
  const bytes = rowBytes(width);
  const lanes = lastLanes(width);
  for (let line = rows * count(record, 4); line > 0; line--) {
    const most = maxOfLine(input, bytes, lanes);
    const rest = splat(logOf(expOfLine(input, 0, bytes, lanes, most)));
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(output + at, f32x4.sub(f32x4.sub(v128.load(input + at), splat(most)), rest));
    }
    v128.store(output + bytes - 16, v128.and(v128.load(output + bytes - 16), lanes));
    input += bytes;
    output += bytes;
  }
}

/** Op.LogSoftmaxGradient, from the output: gradient − e^y·Σ gradient */
export function logSoftmaxGradient(record: usize, rows: i32): void {
  let output = address(record, 1);
  let gradient = address(record, 2);
  const width = count(record, 3);
  const bytes = rowBytes(width);
  const lanes = lastLanes(width);
  for (let line = rows * count(record, 4); line > 0; line--) {
    let sum = splat(0);
    for (let at: usize = 0; at < bytes; at += 16) sum = f32x4.add(sum, v128.load(gradient + at));
    const total = splat(-sumLanes(sum));
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(gradient + at, addProduct(v128.load(gradient + at), exp(v128.load(output + at)), total));
    }
    v128.store(gradient + bytes - 16, v128.and(v128.load(gradient + bytes - 16), lanes));
    output += bytes;
    gradient += bytes;
  }
}
