// Elementary functions, most after Moshier's Cephes, within 1.5 units of the last place; sigmoid within 2.5. Constants are the
// nearest float32. NaN stays NaN.
import type { Kernel } from "../language/kernel.ts";
import type { Floats, Integers } from "../language/values.ts";

/** 1.5·2²³: adding it leaves a float's nearest integer in its lowest bits. */
const ROUND = 12582912;
export const SMALLEST_NORMAL = 1.17549435e-38;

function horner(kernel: Kernel, x: Floats, coefficients: readonly number[]): Floats {
  const [first = 0, ...rest] = coefficients;
  return rest.reduce<Floats>((sum, next) => kernel.fma(sum, x, kernel.float(next)), kernel.float(first));
}

/** @param size at least 0 */
function withSignOf(kernel: Kernel, size: Floats, x: Floats): Floats {
  const sign = kernel.and(kernel.bits(x), kernel.integer(-0x80000000));
  return kernel.floats(kernel.or(kernel.bits(size), sign));
}

/** 2ⁿ for whole n in −126…127. */
function powerOfTwo(kernel: Kernel, n: Integers): Floats {
  return kernel.floats(kernel.shift("left", kernel.addIntegers(n, kernel.integer(127)), 23));
}

/** Coefficients of (eʳ − 1 − r) / r² for |r| ≤ ½ ln 2. */
const EXP = [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1];

/** x between a bound and where eˣ is Infinity. NaN stays NaN: it is the second operand. */
const bounded = (kernel: Kernel, x: Floats, least: number) =>
  kernel.min(kernel.float(88.8), kernel.max(kernel.float(least), x));

/** x = n·ln 2 + r with |r| ≤ ½ ln 2, and eʳ − 1. @param x in a range that int32 covers in multiples of ln 2 */
function reduce(kernel: Kernel, x: Floats): { readonly n: Integers; readonly power: Floats } {
  const shifted = kernel.fma(x, kernel.float(Math.LOG2E), kernel.float(ROUND));
  const whole = kernel.subtract(shifted, kernel.float(ROUND));
  // ln 2 in two parts: the first has few bits, so that n·ln 2 is exact.
  const coarse = kernel.fma(whole, kernel.float(-0.693359375), x);
  const r = kernel.fma(whole, kernel.float(2.1219444e-4), coarse);
  const n = kernel.subtractIntegers(kernel.bits(shifted), kernel.bits(kernel.float(ROUND)));
  return { n, power: kernel.fma(horner(kernel, r, EXP), kernel.multiply(r, r), r) };
}

/** eˣ. NaN stays NaN; beyond the range it is 0 or Infinity. */
export function exp(kernel: Kernel, x: Floats): Floats {
  const { n, power } = reduce(kernel, bounded(kernel, x, -104));
  // 2ⁿ in two factors: n reaches beyond the exponents of float32.
  const half = kernel.shift("rightSigned", n, 1);
  const scaled = kernel.multiply(kernel.add(power, kernel.float(1)), powerOfTwo(kernel, half));
  return kernel.multiply(scaled, powerOfTwo(kernel, kernel.subtractIntegers(n, half)));
}

/** eˣ − 1, to full precision near 0. */
export function expm1(kernel: Kernel, x: Floats): Floats {
  const { n, power } = reduce(kernel, bounded(kernel, x, -25));
  // 2ⁿ·(eʳ − 1) + 2ⁿ − 1, all halved: 2ⁿ itself may lie beyond the range.
  const scale = powerOfTwo(kernel, kernel.subtractIntegers(n, kernel.integer(1)));
  const halved = kernel.fma(scale, power, kernel.subtract(scale, kernel.float(0.5)));
  const result = kernel.add(halved, halved);
  // Zeros keep their sign, and denormals their last bit. NaN stays, too.
  return kernel.where(kernel.less(kernel.float(5e-8), kernel.abs(x)), result, x);
}

/** 1 / (1 + e⁻ˣ), from e^−|x| so that both tails keep their precision. */
export function sigmoid(kernel: Kernel, x: Floats): Floats {
  const tail = exp(kernel, kernel.negate(kernel.abs(x)));
  const one = kernel.float(1);
  const numerator = kernel.where(kernel.less(x, kernel.float(0)), tail, one);
  return kernel.divide(numerator, kernel.add(one, tail));
}

/** A polynomial near 0, beyond it 1 − 2e / (1 + e) with e = e^−2|x|, and the sign of x. */
export function tanh(kernel: Kernel, x: Floats): Floats {
  const [size, one] = [kernel.abs(x), kernel.float(1)];
  const twice = kernel.max(kernel.float(-25), kernel.multiply(size, kernel.float(-2)));
  const { n, power } = reduce(kernel, twice);
  const scale = powerOfTwo(kernel, n);
  const e = kernel.fma(scale, power, scale);
  const far = kernel.subtract(one, kernel.divide(kernel.add(e, e), kernel.add(one, e)));
  const square = kernel.multiply(x, x);
  const slope = horner(
    kernel,
    square,
    [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
  );
  const near = kernel.fma(kernel.multiply(slope, square), size, size);
  return withSignOf(kernel, kernel.where(kernel.less(size, kernel.float(0.625)), near, far), x);
}

/** The natural logarithm: NaN below 0, −Infinity at 0. x = 2ⁿ·m with m in √½…√2. */
export function log(kernel: Kernel, x: Floats): Floats {
  const zero = kernel.float(0);
  const tiny = kernel.less(x, kernel.float(SMALLEST_NORMAL));
  const scaled = kernel.bits(kernel.where(tiny, kernel.multiply(x, kernel.float(8388608)), x));
  const offset = kernel.where(tiny, kernel.integer(126 + 23), kernel.integer(126));
  const exponent = kernel.toFloat(kernel.subtractIntegers(kernel.shift("right", scaled, 23), offset));
  const fraction = kernel.and(scaled, kernel.integer(0x007fffff));
  const between = kernel.floats(kernel.or(fraction, kernel.bits(kernel.float(0.5))));
  const low = kernel.less(between, kernel.float(Math.SQRT1_2));
  const n = kernel.subtract(exponent, kernel.where(low, kernel.float(1), zero));
  const m = kernel.subtract(kernel.add(between, kernel.where(low, between, zero)), kernel.float(1));
  const square = kernel.multiply(m, m);
  const p = horner(
    kernel,
    m,
    [
      7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
      2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
    ],
  );
  const tail = kernel.fma(n, kernel.float(-2.1219444e-4), kernel.multiply(kernel.multiply(p, m), square));
  const near = kernel.add(m, kernel.fma(square, kernel.float(-0.5), tail));
  const finite = kernel.fma(n, kernel.float(0.693359375), near);
  // What is not a positive finite number: Infinity and NaN stay, 0 gives −Infinity, the rest NaN.
  const atMostZero = kernel.where(kernel.equal(x, zero), kernel.float(-Infinity), kernel.float(Number.NaN));
  const large = kernel.where(kernel.less(x, kernel.float(Infinity)), finite, x);
  return kernel.where(kernel.lessOrEqual(x, zero), atMostZero, large);
}

/** log(1 + x), to full precision near 0: NaN below −1, −Infinity there. 1 + x = 2ⁿ·(1 + m) with m in −¼…½, after Juffa. */
export function log1p(kernel: Kernel, x: Floats): Floats {
  const one = kernel.float(1);
  const sum = kernel.bits(kernel.add(x, one));
  const exponent = kernel.and(
    kernel.subtractIntegers(sum, kernel.bits(kernel.float(0.75))),
    kernel.integer(-0x00800000),
  );
  // m = 2⁻ⁿ·x + (2⁻ⁿ − 1): the second is exact, and so is the sum nearly always.
  const scaled = kernel.floats(kernel.subtractIntegers(kernel.bits(x), exponent));
  const four = kernel.floats(kernel.subtractIntegers(kernel.bits(kernel.float(4)), exponent));
  const m = kernel.add(scaled, kernel.fma(four, kernel.float(0.25), kernel.float(-1)));
  const p = horner(
    kernel,
    m,
    [
      -4.4916086e-2, 1.04497574e-1, -1.31631032e-1, 1.44821405e-1, -1.66476965e-1, 1.99905932e-1, -2.50000566e-1,
      3.33334535e-1, -0.5,
    ],
  );
  const near = kernel.fma(p, kernel.multiply(m, m), m);
  const n = kernel.multiply(kernel.toFloat(exponent), kernel.float(1 / 0x800000));
  const finite = kernel.fma(n, kernel.float(Math.LN2), near);
  // Zeros keep their sign, and Infinity is its own double, too.
  const kept = kernel.where(kernel.equal(x, kernel.add(x, x)), x, finite);
  const least = kernel.where(kernel.equal(x, kernel.float(-1)), kernel.float(-Infinity), kernel.float(Number.NaN));
  return kernel.where(kernel.less(kernel.float(-1), x), kept, least);
}

/** The error function. Juffa, "Efficient implementation of erff()", 2016. */
export function erf(kernel: Kernel, x: Floats): Floats {
  const size = kernel.abs(x);
  const square = kernel.multiply(x, x);
  const high = kernel.fma(kernel.float(-1.7285347e-5), size, kernel.float(3.83197126e-4));
  const low = kernel.fma(kernel.float(-3.88396438e-3), size, kernel.float(2.42546219e-2));
  const first = kernel.fma(high, square, low);
  const logarithm = [-1.06777877e-1, -6.34846687e-1, -1.28717512e-1].reduce<Floats>(
    (sum, next) => kernel.fma(sum, size, kernel.float(next)),
    first,
  );
  const tail = expm1(kernel, kernel.fma(logarithm, size, kernel.negate(size)));
  const far = withSignOf(kernel, kernel.negate(tail), x);
  const slope = horner(
    kernel,
    square,
    [-5.96761703e-4, 4.99119423e-3, -2.67681349e-2, 1.12819925e-1, -3.76125336e-1, 1.28379166e-1],
  );
  const near = kernel.fma(slope, x, x);
  return kernel.where(kernel.lessOrEqual(size, kernel.float(0.927734375)), near, far);
}

/** Numbers below the smallest normal float32 become 0: arithmetic on them is up to a hundred times slower. NaN stays. */
export function flushDenormals(kernel: Kernel, x: Floats): Floats {
  return kernel.where(kernel.less(kernel.abs(x), kernel.float(SMALLEST_NORMAL)), kernel.float(0), x);
}
