// Elementwise layers on batches [rows·lines, stride(width)], vector by vector, padding included.
import { address, batchBytes, count, float } from "./record.ts";
import { exp, expMinusOne, logOnePlus, sigmoid, tanh } from "./transcendental.ts";
import { clearPadding, splat } from "./vector.ts";

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
  clearPadding(output, rows * count(record, 4), count(record, 3));
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

/** Op.LeakyReLU */
export function leakyRelu(record: usize, rows: i32): void {
  const input = address(record, 1);
  const output = address(record, 2);
  const slope = splat(float(record, 5));
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(input + at);
    v128.store(output + at, v128.bitselect(x, f32x4.mul(x, slope), f32x4.gt(x, splat(0))));
  }
}

/** Op.LeakyReLUGradient, from the input: gradient · (1 or slope) */
export function leakyReluGradient(record: usize, rows: i32): void {
  const input = address(record, 1);
  const gradient = address(record, 2);
  const slope = splat(float(record, 5));
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const g = v128.load(gradient + at);
    const open = f32x4.gt(v128.load(input + at), splat(0));
    v128.store(gradient + at, v128.bitselect(g, f32x4.mul(g, slope), open));
  }
}

/** Op.ELU: x, or alpha·(eˣ − 1) below 0 */
export function elu(record: usize, rows: i32): void {
  const input = address(record, 1);
  const output = address(record, 2);
  const alpha = splat(float(record, 5));
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(input + at);
    v128.store(output + at, v128.bitselect(x, f32x4.mul(alpha, expMinusOne(x)), f32x4.gt(x, splat(0))));
  }
}

/** Op.ELUGradient, from the input: gradient · (1 or alpha·eˣ) */
export function eluGradient(record: usize, rows: i32): void {
  const input = address(record, 1);
  const gradient = address(record, 2);
  const alpha = splat(float(record, 5));
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(input + at);
    const g = v128.load(gradient + at);
    const below = f32x4.mul(g, f32x4.mul(alpha, exp(x)));
    v128.store(gradient + at, v128.bitselect(g, below, f32x4.gt(x, splat(0))));
  }
}

/** Op.Softplus: log(1 + e^βx) / β, or x beyond the threshold of βx */
export function softplus(record: usize, rows: i32): void {
  const input = address(record, 1);
  const output = address(record, 2);
  const beta = splat(float(record, 5));
  const threshold = splat(float(record, 6));
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(input + at);
    const scaled = f32x4.mul(x, beta);
    // log(1 + eᶻ) = max(z, 0) + log(1 + e^−|z|): nothing overflows.
    const rest = logOnePlus(exp(f32x4.neg(f32x4.abs(scaled))));
    const soft = f32x4.div(f32x4.add(f32x4.max(scaled, splat(0)), rest), beta);
    v128.store(output + at, v128.bitselect(x, soft, f32x4.gt(scaled, threshold)));
  }
  clearPadding(output, rows * count(record, 4), count(record, 3));
}

/** Op.SoftplusGradient, from the input: gradient · sigmoid(βx), or gradient beyond the threshold */
export function softplusGradient(record: usize, rows: i32): void {
  const input = address(record, 1);
  const gradient = address(record, 2);
  const beta = splat(float(record, 5));
  const threshold = splat(float(record, 6));
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const scaled = f32x4.mul(v128.load(input + at), beta);
    const g = v128.load(gradient + at);
    v128.store(gradient + at, v128.bitselect(g, f32x4.mul(g, sigmoid(scaled)), f32x4.gt(scaled, threshold)));
  }
}

/** Op.Hardswish: x · min(max(x + 3, 0), 6) / 6 */
export function hardswish(record: usize, rows: i32): void {
  const input = address(record, 1);
  const output = address(record, 2);
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(input + at);
    const gate = f32x4.min(f32x4.max(f32x4.add(x, splat(3)), splat(0)), splat(6));
    v128.store(output + at, f32x4.div(f32x4.mul(x, gate), splat(6)));
  }
}

/** Op.HardswishGradient, from the input: gradient · (0 up to −3, x/3 + ½ between, 1 from 3) */
export function hardswishGradient(record: usize, rows: i32): void {
  const input = address(record, 1);
  const gradient = address(record, 2);
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(input + at);
    const g = v128.load(gradient + at);
    const between = f32x4.mul(g, f32x4.add(f32x4.div(x, splat(3)), splat(0.5)));
    const above = v128.bitselect(g, between, f32x4.ge(x, splat(3)));
    v128.store(gradient + at, v128.andnot(above, f32x4.le(x, splat(-3))));
  }
}
