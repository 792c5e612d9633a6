// Elementary functions of four float32 at once, with the same bits on every machine: Moshier's Cephes (expf, logf),
// within about 1 ulp. Numbers at compile time are the nearest float32 of those given.
import { addProduct, splat } from "./vector.ts";

/** 1.5·2²³: adding it leaves a float's nearest integer in its lowest bits. */
const ROUND: f32 = 12582912;

/** c + b·x */
function horner(b: v128, x: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(b, x), splat(c));
}

/** 2ⁿ for n in −126…127. */
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** eˣ = 2ⁿ·eʳ with |r| ≤ ½ ln 2. NaN stays NaN; beyond the range 0 or Infinity. */
export function exp(x: v128): v128 {
  const bounded = f32x4.pmin(splat(88.8), f32x4.pmax(splat(-104), x));
  const rounded = horner(bounded, splat(1.44269504088896341), ROUND);
  const n = f32x4.sub(rounded, splat(ROUND));
  // ln 2 in two parts: the first has few bits, so that n·ln 2 is exact.
  const r = addProduct(addProduct(bounded, n, splat(-0.693359375)), n, splat(2.1219444e-4));
  let p = splat(1.98756915e-4);
  p = horner(p, r, 1.3981999507e-3);
  p = horner(p, r, 8.3334519073e-3);
  p = horner(p, r, 4.1665795894e-2);
  p = horner(p, r, 1.6666665459e-1);
  p = horner(p, r, 5.0000001201e-1);
  p = f32x4.add(addProduct(r, f32x4.mul(r, r), p), splat(1));
  // 2ⁿ in two factors: n reaches beyond the exponents of float32.
  const whole = i32x4.sub(rounded, i32x4.splat(0x4b400000));
  const half = i32x4.shr_s(whole, 1);
  p = f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
  return v128.bitselect(p, x, f32x4.eq(x, x));
}

/** Smallest normal float32. */
const SMALLEST_NORMAL: f32 = 1.17549435e-38;

/** The natural logarithm; NaN below 0, −Infinity at 0. Cephes logf: x = 2ⁿ·m with m in √½…√2. */
export function log(x: v128): v128 {
  const tiny = f32x4.lt(x, splat(SMALLEST_NORMAL));
  const scaled = v128.bitselect(f32x4.mul(x, splat(8388608)), x, tiny);
  const one = splat(1);
  let exponent = i32x4.sub(i32x4.shr_u(scaled, 23), i32x4.splat(126));
  exponent = i32x4.sub(exponent, v128.and(tiny, i32x4.splat(23)));
  let m = v128.or(v128.and(scaled, i32x4.splat(0x007fffff)), splat(0.5));
  const low = f32x4.lt(m, splat(0.707106781186547524));
  const n = f32x4.convert_i32x4_s(i32x4.add(exponent, low));
  m = f32x4.sub(f32x4.add(m, v128.and(m, low)), one);
  const square = f32x4.mul(m, m);
  let p = splat(7.0376836292e-2);
  p = horner(p, m, -1.151461031e-1);
  p = horner(p, m, 1.167699874e-1);
  p = horner(p, m, -1.2420140846e-1);
  p = horner(p, m, 1.4249322787e-1);
  p = horner(p, m, -1.6668057665e-1);
  p = horner(p, m, 2.0000714765e-1);
  p = horner(p, m, -2.4999993993e-1);
  p = horner(p, m, 3.3333331174e-1);
  p = addProduct(f32x4.mul(f32x4.mul(p, m), square), n, splat(-2.1219444e-4));
  p = f32x4.add(m, addProduct(p, square, splat(-0.5)));
  const finite = addProduct(p, n, splat(0.693359375));
  // What is not a positive finite number: Infinity and NaN stay, 0 gives −Infinity, the rest NaN.
  const zero = splat(0);
  const ordinary = v128.and(f32x4.gt(x, zero), f32x4.lt(x, splat(Infinity)));
  const below = v128.bitselect(splat(-Infinity), splat(NaN), f32x4.eq(x, zero));
  return v128.bitselect(finite, v128.bitselect(below, x, f32x4.le(x, zero)), ordinary);
}
