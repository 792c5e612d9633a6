// What src/numbers/math.ts gives for the arguments of test/golden/math.json and for many more. Prints a digest of its bits.
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { cos, exp, log, pow, sin } from "../../src/numbers/math.ts";
import { golden } from "../golden.ts";

export const functions = { exp, log, cos, sin, pow };
export type Name = keyof typeof functions;
export const names = Object.keys(functions) as Name[];

type Cell = number | "NaN" | "Infinity" | "-Infinity";

export interface Case {
  readonly args: readonly number[];
  /** The nearest float64. */
  readonly nearest: number;
  /** What the true value has beyond it, in units of its last place. */
  readonly beyond: number;
}

/** The cases of a function from the golden file. */
export function casesOf(name: Name): readonly Case[] {
  const rows = golden<Readonly<Record<Name, readonly (readonly Cell[])[]>>>("math.json")[name];
  return rows.map((row) => {
    const numbers = row.map(Number);
    const [nearest, beyond] = numbers.slice(-2) as [number, number];
    return { args: numbers.slice(0, -2), nearest, beyond };
  });
}

export const valueAt = (name: Name, [x = 0, y = 0]: readonly number[]): number => functions[name](x, y);

/** Of the golden arguments, and of 4000 more for each function. */
export function digestOfBits(): string {
  const hash = createHash("sha256");
  const add = (value: number) => hash.update(new Float64Array([Number.isNaN(value) ? Number.NaN : value]));
  for (const name of names) {
    for (const { args } of casesOf(name)) add(valueAt(name, args));
    for (let i = 1; i <= 4000; i++) add(valueAt(name, [(i * 0.6180339887) % 40, ((i * 0.7548776662) % 20) - 10]));
  }
  return hash.digest("hex");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(digestOfBits());
