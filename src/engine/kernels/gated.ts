// Activations x·gate(x), on batches [rows·lines, stride(width)]. 0·gate(0) keeps the padding zero.
import { address, batchBytes } from "./record.ts";
import { erf, exp, sigmoid, tanh } from "./transcendental.ts";
import { addProduct, splat } from "./vector.ts";

/** Φ, the standard normal's distribution function: (1 + erf(x/√2)) / 2 */
function normalShare(x: v128): v128 {
  return f32x4.mul(splat(0.5), f32x4.add(splat(1), erf(f32x4.mul(x, splat(0.70710678118654752)))));
}

/** Op.GELU: x·Φ(x) */
export function gelu(record: usize, rows: i32): void {
  const input = address(record, 1);
  const output = address(record, 2);
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(input + at);
    v128.store(output + at, f32x4.mul(x, normalShare(x)));
  }
}

/** Op.GELUGradient: gradient · (Φ(x) + x·φ(x)) */
export function geluGradient(record: usize, rows: i32): void {
  const input = address(record, 1);
  const gradient = address(record, 2);
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(input + at);
    const density = f32x4.mul(splat(0.39894228040143268), exp(f32x4.mul(splat(-0.5), f32x4.mul(x, x))));
    const slope = addProduct(normalShare(x), x, density);
    v128.store(gradient + at, f32x4.mul(v128.load(gradient + at), slope));
  }
}

/** √(2/π) */
const ROOT: f32 = 0.79788456080286536;
const CUBIC: f32 = 0.044715;

/** tanh(√(2/π)·(x + 0.044715·x³)) */
function tanhGate(x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(x, x), x);
  return tanh(f32x4.mul(splat(ROOT), addProduct(x, splat(CUBIC), cube)));
}

/** Op.GELUTanh: x·(1 + tanh(…)) / 2 */
export function geluTanh(record: usize, rows: i32): void {
  const input = address(record, 1);
  const output = address(record, 2);
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(input + at);
    const half = f32x4.mul(splat(0.5), x);
    v128.store(output + at, f32x4.mul(half, f32x4.add(splat(1), tanhGate(x))));
  }
}

/** Op.GELUTanhGradient */
export function geluTanhGradient(record: usize, rows: i32): void {
  const input = address(record, 1);
  const gradient = address(record, 2);
  const bytes = batchBytes(record, rows);
  const one = splat(1);
  const half = splat(0.5);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(input + at);
    const t = tanhGate(x);
    const inner = f32x4.mul(splat(ROOT), addProduct(one, splat(3 * CUBIC), f32x4.mul(x, x)));
    const steep = f32x4.mul(f32x4.mul(x, inner), f32x4.sub(one, f32x4.mul(t, t)));
    const slope = f32x4.mul(half, f32x4.add(f32x4.add(one, t), steep));
    v128.store(gradient + at, f32x4.mul(v128.load(gradient + at), slope));
  }
}

/** Op.SiLU: x·sigmoid(x) */
export function silu(record: usize, rows: i32): void {
  const input = address(record, 1);
  const output = address(record, 2);
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(input + at);
    v128.store(output + at, f32x4.mul(x, sigmoid(x)));
  }
}

/** Op.SiLUGradient: gradient · s·(1 + x·(1 − s)) */
export function siluGradient(record: usize, rows: i32): void {
  const input = address(record, 1);
  const gradient = address(record, 2);
  const bytes = batchBytes(record, rows);
  const one = splat(1);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(input + at);
    const s = sigmoid(x);
    const slope = f32x4.mul(s, addProduct(one, x, f32x4.sub(one, s)));
    v128.store(gradient + at, f32x4.mul(v128.load(gradient + at), slope));
  }
}

/** tanh(log(1 + eˣ)) = n/(n + 2) with n = eˣ·(eˣ + 2); 1 to the last bit from 20 on, where n would overflow. */
function mishGate(x: v128): v128 {
  const e = exp(f32x4.min(x, splat(20)));
  const n = f32x4.mul(e, f32x4.add(e, splat(2)));
  return f32x4.div(n, f32x4.add(n, splat(2)));
}

/** Op.Mish: x·tanh(log(1 + eˣ)) */
export function mish(record: usize, rows: i32): void {
  const input = address(record, 1);
  const output = address(record, 2);
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(input + at);
    v128.store(output + at, f32x4.mul(x, mishGate(x)));
  }
}

/** Op.MishGradient: gradient · (t + x·(1 − t²)·sigmoid(x)) */
export function mishGradient(record: usize, rows: i32): void {
  const input = address(record, 1);
  const gradient = address(record, 2);
  const bytes = batchBytes(record, rows);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(input + at);
    const t = mishGate(x);
    const steep = f32x4.mul(f32x4.sub(splat(1), f32x4.mul(t, t)), sigmoid(x));
    v128.store(gradient + at, f32x4.mul(v128.load(gradient + at), addProduct(t, x, steep)));
  }
}
