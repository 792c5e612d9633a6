// Parts of softmax, along a line of stride(width).
import { exp, log } from "./transcendental.ts";
import { splat, sumLanes } from "./vector.ts";

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
