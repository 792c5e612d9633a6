// Dropout. Chance comes from a counter, not from a state: Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3",
// 2011 (Threefry-2x32, 20 rounds). A mask depends on its layer's key, the step and the place in the batch, nothing else.
import { address, count, float } from "./record.ts";
import { splat } from "./vector.ts";

function rotate(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}

/** Two vectors of random bits for four counters; the second is left in `other`. */
let other: v128 = i32x4.splat(0);

function threefry(key0: i32, key1: i32, counter: v128, step: i32): v128 {
  const k0 = i32x4.splat(key0);
  const k1 = i32x4.splat(key1);
  const k2 = i32x4.splat(key0 ^ key1 ^ 0x1bd11bda);
  let x0 = i32x4.add(counter, k0);
  let x1 = i32x4.add(i32x4.splat(step), k1);
  for (let block = 0; block < 5; block++) {
    const odd = (block & 1) != 0;
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, odd ? 17 : 13), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, odd ? 29 : 15), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, odd ? 16 : 26), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, odd ? 24 : 6), x0);
    const turn = block % 3;
    x0 = i32x4.add(x0, turn == 0 ? k1 : turn == 1 ? k2 : k0);
    x1 = i32x4.add(i32x4.add(x1, turn == 0 ? k2 : turn == 1 ? k0 : k1), i32x4.splat(block + 1));
  }
  other = x1;
  return x0;
}

/** Op.Dropout: output = input·mask, mask 0 with probability p, else 1 / (1 − p). Counts the steps behind the key. */
export function dropout(record: usize, rows: i32): void {
  const input = address(record, 1);
  const output = address(record, 2);
  const mask = address(record, 3);
  const bytes = (<usize>(rows * count(record, 4))) << 2;
  const key = address(record, 5);
  const p = float(record, 6);
  const key0 = <i32>load<f32>(key);
  const key1 = <i32>load<f32>(key, 4);
  const step = load<i32>(key, 8);
  store<i32>(key, step + 1, 8);
  // Of 24 random bits, so that they compare as numbers ≥ 0.
  const limit = i32x4.splat(<i32>(<f64>p * 16777216));
  const kept = splat(p < 1 ? 1 / (1 - p) : 0);
  let counter = i32x4(0, 1, 2, 3);
  for (let at: usize = 0; at < bytes; at += 32) {
    const bits = threefry(key0, key1, counter, step);
    counter = i32x4.add(counter, i32x4.splat(4));
    drop(input + at, output + at, mask + at, bits, limit, kept);
    if (at + 16 < bytes) drop(input + at + 16, output + at + 16, mask + at + 16, other, limit, kept);
  }
}

function drop(input: usize, output: usize, mask: usize, bits: v128, limit: v128, kept: v128): void {
  const factor = v128.and(kept, i32x4.ge_s(i32x4.shr_u(bits, 8), limit));
  v128.store(mask, factor);
  v128.store(output, f32x4.mul(v128.load(input), factor));
}

/** Op.DropoutGradient: gradient·mask */
export function dropoutGradient(record: usize, rows: i32): void {
  const mask = address(record, 1);
  const gradient = address(record, 2);
  const bytes = (<usize>(rows * count(record, 3))) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(gradient + at, f32x4.mul(v128.load(gradient + at), v128.load(mask + at)));
  }
}
