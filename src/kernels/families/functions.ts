// Elementary functions after Moshier's Cephes (expf, logf), within about 1 ulp. Constants are the nearest float32.
import type { Kernel } from "../language/kernel.ts";
import type { Floats } from "../language/values.ts";

/** 1.5·2²³: adding it leaves a float's nearest integer in its lowest bits. */
const ROUND = 12582912;
const SMALLEST_NORMAL = 1.17549435e-38;

function horner(kernel: Kernel, x: Floats, coefficients: readonly number[]): Floats {
  const [first = 0, ...rest] = coefficients;
  return rest.reduce<Floats>((sum, next) => kernel.fma(sum, x, kernel.float(next)), kernel.float(first));
}

/** 2ⁿ for n in −126…127, whole numbers as floats. */
function powerOfTwo(kernel: Kernel, n: Floats): Floats {
  const exponent = kernel.addIntegers(kernel.toInteger(n), kernel.integer(127));
  return kernel.floats(kernel.shift("left", exponent, 23));
}

/** eˣ = 2ⁿ·eʳ with |r| ≤ ½ ln 2. NaN stays NaN; beyond the range it is 0 or Infinity. */
export function exp(kernel: Kernel, x: Floats): Floats {
  const bounded = kernel.min(kernel.max(x, kernel.float(-104)), kernel.float(88.8));
  const shifted = kernel.fma(bounded, kernel.float(Math.LOG2E), kernel.float(ROUND));
  const n = kernel.subtract(shifted, kernel.float(ROUND));
  // ln 2 in two parts: the first has few bits, so that n·ln 2 is exact.
  const coarse = kernel.fma(n, kernel.float(-0.693359375), bounded);
  const r = kernel.fma(n, kernel.float(2.1219444e-4), coarse);
  const p = horner(
    kernel,
    r,
    [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
  );
  const power = kernel.add(kernel.fma(p, kernel.multiply(r, r), r), kernel.float(1));
  // 2ⁿ in two factors: n reaches beyond the exponents of float32.
  const half = kernel.floor(kernel.multiply(n, kernel.float(0.5)));
  const scaled = kernel.multiply(power, powerOfTwo(kernel, half));
  const result = kernel.multiply(scaled, powerOfTwo(kernel, kernel.subtract(n, half)));
  return kernel.where(kernel.equal(x, x), result, x);
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

/** Numbers below the smallest normal float32 become 0: arithmetic on them is up to a hundred times slower. NaN stays. */
export function flushDenormals(kernel: Kernel, x: Floats): Floats {
  return kernel.where(kernel.less(kernel.abs(x), kernel.float(SMALLEST_NORMAL)), kernel.float(0), x);
}
