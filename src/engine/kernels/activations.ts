// Elementwise layers on batches [rows, stride(width)], vector by vector, padding included.
import { address, count } from "./record.ts";
import { sigmoid, tanh } from "./transcendental.ts";
import { clearPadding, rowBytes, splat } from "./vector.ts";

function batchBytes(record: usize, rows: i32): usize {
  return <usize>rows * rowBytes(count(record, 3));
}

/** Op.ReLU. max passes NaN on, as PyTorch does. */
export function relu(record: usize, rows: i32): void {
  const input = address(record, 1);
  const output = address(record, 2);
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(output + at, f32x4.max(v128.load(input + at), splat(0)));
  }
}

/** Op.ReLUGradient: 0 where the output is ≤ 0; where it is NaN the gradient passes, as in PyTorch. */
export function reluGradient(record: usize, rows: i32): void {
  const output = address(record, 1);
  const gradient = address(record, 2);
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const closed = f32x4.le(v128.load(output + at), splat(0));
    // Padding is 0 ≤ 0: closed.
    v128.store(gradient + at, v128.andnot(v128.load(gradient + at), closed));
  }
}

/** Op.Tanh */
export function tanhForward(record: usize, rows: i32): void {
  const input = address(record, 1);
  const output = address(record, 2);
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(output + at, tanh(v128.load(input + at)));
}

/** Op.TanhGradient: gradient · (1 − output²) */
export function tanhGradient(record: usize, rows: i32): void {
  const output = address(record, 1);
  const gradient = address(record, 2);
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const y = v128.load(output + at);
    const slope = f32x4.sub(splat(1), f32x4.mul(y, y));
    v128.store(gradient + at, f32x4.mul(v128.load(gradient + at), slope));
  }
}

/** Op.Sigmoid */
export function sigmoidForward(record: usize, rows: i32): void {
  const input = address(record, 1);
  const output = address(record, 2);
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(output + at, sigmoid(v128.load(input + at)));
  clearPadding(output, rows, count(record, 3));
}

/** Op.SigmoidGradient: gradient · (1 − output) · output */
export function sigmoidGradient(record: usize, rows: i32): void {
  const output = address(record, 1);
  const gradient = address(record, 2);
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const y = v128.load(output + at);
    const slope = f32x4.mul(f32x4.sub(splat(1), y), y);
    v128.store(gradient + at, f32x4.mul(v128.load(gradient + at), slope));
  }
}
