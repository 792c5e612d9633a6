import type { Json, PartConfig } from "../contracts/config.ts";
import { Misfit, type Part } from "../contracts/part.ts";
import { isPerGroup } from "../contracts/per-group.ts";
import type { Rates } from "../contracts/scheduler.ts";
import { compileFormula } from "../formula/formula.ts";
import { relationOf } from "../schedule/base-rate.ts";
import { isText, type Node } from "../source/tree.ts";

/** Significant digits of a rate computed by a formula, so that 3 * 0.1 is 0.3. */
const DIGITS = 15;

/** Whether a section may have formulas of the base rate. */
export function mentionsBaseRate(node: Node | undefined): boolean {
  if (node === undefined) return false;
  if (node.kind === "list") return node.items.some(mentionsBaseRate);
  if (node.kind === "map") return [...node.entries.values()].some(({ value }) => mentionsBaseRate(value));
  return isText(node) && /\blr\b/.test(node.value);
}

/**
 * A scheduler's parameters, with formulas of the base rate replaced by numbers.
 * @throws Misfit for an invalid formula, or one without a finite value
 */
export function withBaseRates({ params }: Part, config: PartConfig, base: Rates): PartConfig {
  const found = Object.entries(params.properties).flatMap(([name, schema]) => {
    const value = config[name] as Json;
    if (relationOf(schema) === undefined || ![value].flat().some((one) => typeof one === "string")) return [];
    return [[name, ratesOf(name, value, base.lr, isPerGroup(schema))] as const];
  });
  return found.length === 0 ? config : { ...config, ...Object.fromEntries(found) };
}

function ratesOf(name: string, value: Json, base: readonly number[], isPerGroup: boolean): Json {
  if (Array.isArray(value)) return value.map((one: Json, i) => rateAt(`${name}.${i}`, one, base[i] ?? base[0] ?? 0));
  const rates = base.map((lr) => rateAt(name, value, lr));
  if (rates.every((rate) => rate === rates[0])) return rates[0] as number;
  if (isPerGroup) return rates;
  const message = `${name} is one rate for all param groups, but '${value}' is ${rates.join(", ")}`;
  throw new Misfit(name, message, `write a number: ${name}: ${Math.min(...rates)}`);
}

function rateAt(parameter: string, value: Json, lr: number): number {
  if (typeof value === "number") return value;
  const rate = Number(compileFormula(String(value), ["lr"], parameter)(lr).toPrecision(DIGITS));
  if (Number.isFinite(rate)) return rate;
  throw new Misfit(parameter, `'${value}' is ${rate} where lr is ${lr}`, "write a number, or such as 3 * lr");
}
