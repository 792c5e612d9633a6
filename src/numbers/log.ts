import { exponentOf, powerOfTwo } from "./binary.ts";

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LEAST_NORMAL = 2.2250738585072014e-308;

/** The natural logarithm. Error below 1 ulp. From msun's e_log.c. */
export function log(x: number): number {
  if (!(x >= LEAST_NORMAL && x < Number.POSITIVE_INFINITY)) return logOfSpecial(x);
  return logOfNormal(x, 0);
}

function logOfSpecial(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x < 0) return Number.NaN;
  if (x < LEAST_NORMAL) return logOfNormal(x * powerOfTwo(54), -54);
  return x;
}

/** log(x · 2^shift). With x = 2^k (1 + f), √½ < 1 + f < √2, and s = f / (2 + f): log(1 + f) = f - s (f - R(s²)). */
function logOfNormal(x: number, shift: number): number {
  let exponent = exponentOf(x);
  let m = x * powerOfTwo(-exponent);
  if (m > Math.SQRT2) {
    m *= 0.5;
    exponent += 1;
  }
  const k = exponent + shift;
  const f = m - 1;
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  return s * (half + (even + odd)) + k * LN2_LOW - half + f + k * LN2_HIGH;
}
