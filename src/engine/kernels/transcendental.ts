// Elementary functions of four float32 at once, with the same bits on every machine: Moshier's Cephes (expf, tanhf),
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

/** 1 / (1 + e⁻ˣ), from e^−|x| so that both tails keep their precision. */
export function sigmoid(x: v128): v128 {
  const tail = exp(f32x4.neg(f32x4.abs(x)));
  const one = splat(1);
  const numerator = v128.bitselect(tail, one, f32x4.lt(x, splat(0)));
  return f32x4.div(numerator, f32x4.add(one, tail));
}

/** A polynomial near 0, beyond it 1 − 2/(e²|ˣ| + 1) with the sign of x. */
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let near = splat(-5.70498872745e-3);
  near = horner(near, square, 2.06390887954e-2);
  near = horner(near, square, -5.37397155531e-2);
  near = horner(near, square, 1.33314422036e-1);
  near = horner(near, square, -3.33332819422e-1);
  near = addProduct(x, f32x4.mul(near, square), x);
  const one = splat(1);
  const far = f32x4.sub(one, f32x4.div(splat(2), f32x4.add(exp(f32x4.add(size, size)), one)));
  const sign = v128.and(x, splat(-0.0));
  return v128.or(v128.bitselect(near, far, f32x4.lt(size, splat(0.625))), sign);
}
