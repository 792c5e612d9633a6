import { Misfit } from "../../contracts/part.ts";
import { compileFormula, type Formula } from "../../formula/formula.ts";

const compiled = new Map<string, Formula>();
const MAX_KEPT = 1000;

/** Compiles a formula of one variable, once. Throws Misfit for a formula that does not compile. */
export function formulaOf(text: string, variable: string, parameter: string): Formula {
  const key = `${variable} ${text}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const formula = compileFormula(text, [variable], parameter);
  if (compiled.size >= MAX_KEPT) compiled.clear();
  compiled.set(key, formula);
  return formula;
}

/** Number of values at which a formula is tried. It may fail at any, but a window may be long. */
const TRIED = 100_000;

/** Throws Misfit for a formula that does not compile, or is not finite at a whole number between these. */
export function checkFinite(
  text: string,
  variable: string,
  parameter: string,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const formula = formulaOf(text, variable, parameter);
  for (let x = from; x <= Math.min(to, from + TRIED - 1); x++) {
    const value = formula(x);
    if (Number.isFinite(value)) continue;
    throw new Misfit(parameter, `'${text}' is ${value} at ${variable} ${x}`, `${variable} counts from ${from}`);
  }
}
