import { cos, exp, log, pow, sin } from "../numbers/math.ts";

/** A function that formulas may call. */
interface Callable {
  readonly of: (...values: number[]) => number;
  readonly least: number;
  readonly most: number;
}

const unary = (of: (x: number) => number): Callable => ({ of, least: 1, most: 1 });
const many = (of: (...values: number[]) => number): Callable => ({ of, least: 2, most: Infinity });

/** A Map: no name reaches what objects inherit. */
export const functions: ReadonlyMap<string, Callable> = new Map([
  ["abs", unary(Math.abs)],
  ["ceil", unary(Math.ceil)],
  ["cos", unary(cos)],
  ["exp", unary(exp)],
  ["floor", unary(Math.floor)],
  ["log", unary(log)],
  ["max", many(Math.max)],
  ["min", many(Math.min)],
  ["pow", { of: pow, least: 2, most: 2 }],
  ["sin", unary(sin)],
  ["sqrt", unary(Math.sqrt)],
]);

export const constants: ReadonlyMap<string, number> = new Map([
  ["pi", Math.PI],
  ["e", Math.E],
]);

/** The remainder with the sign of the divisor, as in Python. */
function modulo(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

/** Python's `//`, which is not always the floor of the rounded quotient: 1 // 0.1 is 9. */
function floorDivide(a: number, b: number): number {
  if (b === 0) return Math.floor(a / b);
  const quotient = (a - modulo(a, b)) / b;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

export const arithmetic: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ["+", (a, b) => a + b],
  ["-", (a, b) => a - b],
  ["*", (a, b) => a * b],
  ["/", (a, b) => a / b],
  ["//", floorDivide],
  ["%", modulo],
  ["**", pow],
]);

export const comparisons: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ["<", (a, b) => a < b],
  ["<=", (a, b) => a <= b],
  [">", (a, b) => a > b],
  [">=", (a, b) => a >= b],
  ["==", (a, b) => a === b],
  ["!=", (a, b) => a !== b],
]);

/** What to write for operators of other languages, or for those with another meaning there. */
export const operatorRemedies: ReadonlyMap<string, string> = new Map([
  ["^", "write ** for power"],
  ["===", "write =="],
  ["!==", "write !="],
  ["&", "write &&"],
  ["|", "write ||"],
]);

/** What to write for words of Python, or of a programming language in general. */
export const phraseRemedies: readonly (readonly [RegExp, string])[] = [
  [/^\s*lambda\b|=>/, "write the expression alone, such as 0.95 ** epoch"],
  [/\b(?:math|np|numpy|torch|Math)\s*\./, "write the function alone: cos(x), not math.cos(x)"],
  [/\bif\b|\belse\b/, "write condition ? value : otherwise"],
  [/\band\b|\bor\b|\bnot\b/, "write &&, || and !"],
];
