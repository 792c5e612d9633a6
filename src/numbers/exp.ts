import { scale } from "./binary.ts";

/** ln 2 in two parts. Products of the first with exponents are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/**
 * c = r + 2 - r (e^r + 1) / (e^r - 1) by a polynomial in r², for |r| ≤ ln 2 / 2.
 * With it, e^r = 1 + r + r c / (2 - c).
 */
export function expCore(r: number): number {
  const z = r * r;
  const tail = 6.613756321437934e-5 + z * (-1.6533902205465252e-6 + z * 4.1381367970572385e-8);
  return r - z * (0.16666666666666602 + z * (-0.0027777777777015593 + z * tail));
}

/** e^x. Error below 1 ulp. From msun's e_exp.c: x = k ln 2 + r. */
export function exp(x: number): number {
  if (!(x > -746 && x < 710)) return x > 0 ? Number.POSITIVE_INFINITY : x < 0 ? 0 : Number.NaN;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const c = expCore(r);
  return scale(1 + ((r * c) / (2 - c) - low + high), k);
}
