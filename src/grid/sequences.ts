import { log, pow } from "../numbers/math.ts";
import type { Generator } from "../schema/experiment.ts";

/** The most values that an axis may count up. */
const MAX_VALUES = 1_000_000;

/** The values of a generator, as NumPy gives them, or what is wrong with its three numbers. */
export function sequence(generator: Generator, a: number, b: number, c: number): readonly number[] | string {
  if (generator === "range") return range(a, b, c);
  if (!Number.isInteger(c) || c < 1) return `the count must be a whole number ≥ 1, found ${c}`;
  if (c > MAX_VALUES) return `the count must be ≤ ${MAX_VALUES}, found ${c}`;
  switch (generator) {
    case "linspace":
      return linspace(a, b, c);
    case "logspace":
      return linspace(a, b, c).map(powerOfTen);
    case "geomspace":
      return a * b > 0 ? geomspace(a, b, c) : "the ends must both be positive or both negative";
  }
}

function range(a: number, end: number, step: number): readonly number[] | string {
  if (step === 0) return "the step must not be 0";
  const count = Math.ceil((end - a) / step);
  if (count < 1) return "there is no value from the first to the end in these steps";
  if (count > MAX_VALUES) return `the range has ${count} values, more than ${MAX_VALUES}`;
  return Array.from({ length: count }, (_, i) => a + i * step);
}

/** Both ends included and exact. */
function linspace(a: number, b: number, count: number): readonly number[] {
  const step = (b - a) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i > 0 && i === count - 1 ? b : i === 0 ? a : i * step + a));
}

function geomspace(a: number, b: number, count: number): readonly number[] {
  const sign = Math.sign(a);
  const exponents = linspace(log10(Math.abs(a)), log10(Math.abs(b)), count);
  return exponents.map((x, i) => (i === 0 ? a : i === count - 1 ? b : sign * powerOfTen(x)));
}

/** Whole exponents are exact, as in glibc: 10^-3 is 0.001. */
function powerOfTen(x: number): number {
  return Number.isInteger(x) ? Number(`1e${x}`) : pow(10, x);
}

/** FreeBSD's e_log10.c, which glibc has, too: exact at powers of ten. */
function log10(x: number): number {
  let k = 0;
  let mantissa = x;
  for (; mantissa >= 2; mantissa /= 2) k++;
  for (; mantissa < 1; mantissa *= 2) k--;
  if (k < 0) [k, mantissa] = [k + 1, mantissa / 2];
  const z = k * 3.694239077158931e-13 + Math.LOG10E * log(mantissa);
  return z + k * 0.30102999566361177;
}
