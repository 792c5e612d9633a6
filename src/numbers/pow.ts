import { exponentOf, powerOfTwo, scale } from "./binary.ts";
import { expCore } from "./exp.ts";

const LEAST_NORMAL = 2.2250738585072014e-308;
const SQRT_3 = 1.7320508075688772;
const SQRT_3_HALVES = 1.224744871391589;
/** Numbers in two parts; the first have so few bits that products with a float32 are exact. */
const LN2_HIGH = 0.6931471824645996;
const LN2_LOW = -1.904654299957768e-9;
/** log2(1.5). */
const LOG2_CENTRE_HIGH = 0.5849624872207642;
const LOG2_CENTRE_LOW = 1.350039202129749e-8;
/** 2 / (3 ln 2). */
const FACTOR = 0.9617966939259756;
const FACTOR_HIGH = 0.9617967009544373;
const FACTOR_LOW = -7.028461650952758e-9;

/** log2 of a number; `high` is a float32. */
interface Logarithm {
  high: number;
  low: number;
}

const logarithm: Logarithm = { high: 0, low: 0 };

/**
 * The logarithm to base 2 of a positive x, to some 70 bits. With x = 2^n m, c = 1 or 1.5 near m, and s = (m - c) / (m + c):
 * log2(x) = n + log2(c) + 2 / (3 ln 2) · s (3 + s² + R(s²)). Each value goes in two parts, the first a float32.
 */
function writeLog2(x: number, to: Logarithm): void {
  const normal = x < LEAST_NORMAL ? x * powerOfTwo(54) : x;
  let n = exponentOf(normal);
  let m = normal * powerOfTwo(-n);
  if (normal !== x) n -= 54;
  let centre = 1;
  let centreHigh = 0;
  let centreLow = 0;
  if (m >= SQRT_3) {
    m *= 0.5;
    n += 1;
  } else if (m >= SQRT_3_HALVES) {
    centre = 1.5;
    centreHigh = LOG2_CENTRE_HIGH;
    centreLow = LOG2_CENTRE_LOW;
  }
  const difference = m - centre;
  const reciprocal = 1 / (m + centre);
  const s = difference * reciprocal;
  const sHigh = Math.fround(s);
  const sumHigh = Math.fround(m + centre);
  const sumLow = m - (sumHigh - centre);
  const sLow = reciprocal * (difference - sHigh * sumHigh - sHigh * sumLow);
  const square = sHigh * sHigh;
  const rest = seriesOf(s * s) + sLow * (sHigh + s);
  const seriesHigh = Math.fround(3 + square + rest);
  const seriesLow = rest - (seriesHigh - 3 - square);
  const first = sHigh * seriesHigh;
  const second = sLow * seriesHigh + seriesLow * s;
  const productHigh = Math.fround(first + second);
  const productLow = second - (productHigh - first);
  const logHigh = FACTOR_HIGH * productHigh;
  const logLow = FACTOR_LOW * productHigh + productLow * FACTOR + centreLow;
  to.high = Math.fround(logHigh + logLow + centreHigh + n);
  to.low = logLow - (to.high - n - centreHigh - logHigh);
}

/** R(z): what 3 + z lacks of 3/2 · log((1 + s) / (1 - s)) / s, for z = s². */
function seriesOf(z: number): number {
  const tail = 0.272728123808534 + z * (0.23066074577556175 + z * 0.20697501780033842);
  return z * z * (0.5999999999999946 + z * (0.4285714285785502 + z * (0.33333332981837743 + z * tail)));
}

/** x^y for a positive, finite x and a finite y. */
function powOfPositive(x: number, y: number): number {
  // Beyond the range of float32, and of any power but that of 1.
  if (Math.abs(y) > 1e30) return x === 1 ? 1 : x > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  writeLog2(x, logarithm);
  const yHigh = Math.fround(y);
  const low = (y - yHigh) * logarithm.high + y * logarithm.low;
  const high = yHigh * logarithm.high;
  const exponent = low + high;
  if (exponent > 1100) return Number.POSITIVE_INFINITY;
  if (exponent < -1100) return 0;
  const n = Math.floor(exponent + 0.5);
  const left = high - n;
  const part = Math.fround(low + left);
  const first = part * LN2_HIGH;
  const second = (low - (part - left)) * Math.LN2 + part * LN2_LOW;
  const r = first + second;
  const rLow = second - (r - first);
  const c = expCore(r);
  return scale(1 - ((r * c) / (c - 2) - (rLow + r * rLow) - r), n);
}

const isOdd = (y: number): boolean => Math.abs(y % 2) === 1;

/** x^y where x is 0 or one of both is not finite. */
function powOfSpecial(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const size = Math.abs(x);
  if (Math.abs(y) === Number.POSITIVE_INFINITY && size === 1) return 1;
  const power = size > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
  const isNegative = x < 0 || Object.is(x, -0);
  return isNegative && isOdd(y) ? -power : power;
}

/** x^y. Error below 1 ulp. From msun's e_pow.c, with float32 for the leading parts: 2^(y log2 x). */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === -1) return 1 / x;
  const size = Math.abs(x);
  if (!(size > 0 && size < Number.POSITIVE_INFINITY && Math.abs(y) < Number.POSITIVE_INFINITY))
    return powOfSpecial(x, y);
  if (x > 0) return y === 0.5 ? Math.sqrt(x) : powOfPositive(x, y);
  if (Math.floor(y) !== y) return Number.NaN;
  const power = powOfPositive(size, y);
  return isOdd(y) ? -power : power;
}
