import type { ValueSchema } from "../source/describe.ts";
import { isNumber } from "../source/meant-number.ts";

/** Whether a schema allows values of one of some types. */
export function takes(schema: ValueSchema, ...types: readonly string[]): boolean {
  return types.includes(schema.type ?? "") || (schema.anyOf ?? []).some((branch) => takes(branch, ...types));
}

/** Whether a schema allows a number. A whole one has no decimals, not even 0. */
export function acceptsNumber(schema: ValueSchema, written: string): boolean {
  const { type, minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum, anyOf = [] } = schema;
  if (anyOf.some((branch) => acceptsNumber(branch, written))) return true;
  const value = Number(written);
  if (!isNumber(written) || !Number.isFinite(value)) return false;
  const isWhole = Number.isInteger(value) && !written.includes(".");
  if (!(type === "number" || (type === "integer" && isWhole))) return false;
  const isInside = value > (exclusiveMinimum ?? -Infinity) && value < (exclusiveMaximum ?? Infinity);
  return isInside && value >= minimum && value <= maximum;
}

/** Whether a schema allows a list of numbers. @param written `[0.1, 0.01]` */
export function acceptsList(schema: ValueSchema, written: string): boolean {
  const { type, items, minItems = 0, maxItems = Infinity, uniqueItems = false, anyOf = [] } = schema;
  if (anyOf.some((branch) => acceptsList(branch, written))) return true;
  if (type !== "array" || items === undefined || !written.startsWith("[")) return false;
  const numbers = written.slice(1, -1).split(", ");
  const itemAt = (i: number) => (Array.isArray(items) ? (items[i] as ValueSchema | undefined) : (items as ValueSchema));
  const isCounted = numbers.length >= minItems && numbers.length <= maxItems;
  const isDistinct = !uniqueItems || new Set(numbers).size === numbers.length;
  return isCounted && isDistinct && numbers.every((number, i) => acceptsNumber(itemAt(i) ?? {}, number));
}

/** The texts that a schema allows, where it names them. */
export function choicesOf({ enum: values = [], const: one, anyOf = [] }: ValueSchema): readonly string[] {
  return [...values, ...(one === undefined ? [] : [one]), ...anyOf.flatMap(choicesOf)].filter(
    (value) => typeof value === "string",
  );
}
