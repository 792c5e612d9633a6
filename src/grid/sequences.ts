import { log, pow } from "../numbers/math.ts";
import type { Generator } from "../schema/experiment.ts";

/** The most values that an axis may count up. */
const MAX_VALUES = 1_000_000;

/** Significant digits of computed values. */
const DIGITS = 9;

/** The values of a generator, as decimal arithmetic gives them and rounded, or what is wrong with its three numbers. */
export function sequence(generator: Generator, a: number, b: number, c: number): readonly number[] | string {
  if (generator === "range") return range(a, b, c);
  if (!Number.isInteger(c) || c < 1) return `the count must be a whole number ≥ 1, found ${c}`;
  if (c > MAX_VALUES) return `the count must be ≤ ${MAX_VALUES}, found ${c}`;
  switch (generator) {
    case "linspace":
      return betweenEnds(a, b, rounded(linspace(a, b, c)));
    case "logspace":
      return rounded(linspace(a, b, c).map(powerOfTen));
    case "geomspace":
      return a * b > 0
        ? betweenEnds(a, b, rounded(geomspace(a, b, c)))
        : "the ends must both be positive or both negative";
  }
}

/** NumPy's arange in decimal arithmetic: the end is never among the values. */
function range(a: number, end: number, step: number): readonly number[] | string {
  if (step === 0) return "the step must not be 0";
  const steps = (end - a) / step;
  const whole = Math.round(steps);
  const count = Math.abs(steps - whole) < whole * ROUNDING ? whole : Math.ceil(steps);
  if (count < 1) return "there is no value from the first to the end in these steps";
  if (count > MAX_VALUES) return `the range has ${count} values, more than ${MAX_VALUES}`;
  const decimals = Math.max(decimalsOf(a), decimalsOf(step));
  return Array.from({ length: count }, (_, i) => inDecimals(a + i * step, decimals));
}

/** The largest rounding error of a quotient of two decimal numbers. */
const ROUNDING = 1e-12;

/** How many decimals a number is written with: 3 for 0.001. */
function decimalsOf(number: number): number {
  const [digits = "", exponent = "0"] = String(number).split("e");
  return Math.max((digits.split(".")[1] ?? "").length - Number(exponent), 0);
}

/** The most decimals that toFixed takes. */
const MOST_DECIMALS = 100;

function inDecimals(value: number, decimals: number): number {
  // Adding 0 makes 0 of −0.
  return decimals > MOST_DECIMALS ? value : Number(value.toFixed(decimals)) + 0;
}

/** Computed values have few digits, unless they need more to be distinct. */
function rounded(values: readonly number[]): readonly number[] {
  const short = values.map((value) => Number(value.toPrecision(DIGITS)));
  return new Set(short).size === new Set(values).size ? short : values;
}

/** The ends stay as written, however many digits they have. */
function betweenEnds(a: number, b: number, values: readonly number[]): readonly number[] {
  const last = values.length - 1;
  return values.map((value, i) => (i === 0 ? a : i === last ? b : value));
}

/** Both ends included. */
function linspace(a: number, b: number, count: number): readonly number[] {
  const step = (b - a) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === 0 ? a : i * step + a));
}

function geomspace(a: number, b: number, count: number): readonly number[] {
  const sign = Math.sign(a);
  const exponents = linspace(log10(Math.abs(a)), log10(Math.abs(b)), count);
  return exponents.map((x) => sign * powerOfTen(x));
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
