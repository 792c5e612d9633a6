import type { Json } from "../contracts/config.ts";
import { itemAt } from "../numbers/item-at.ts";
import type { Node } from "./tree.ts";

/** The few words of JSON Schema that parameters are made of. */
export interface ValueSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly anyOf?: readonly ValueSchema[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** What text of that pattern is, in words. */
  readonly title?: string;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly items?: ValueSchema | readonly ValueSchema[];
  readonly default?: Json;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | ValueSchema;
}

/** What a schema allows, in words: "a whole number ≥ 1". */
export function allowed(schema: ValueSchema): string {
  if (schema.anyOf) return schema.anyOf.map(allowed).join(" or ");
  if (schema.const !== undefined) return quoted(schema.const);
  if (schema.enum)
    return schema.enum.length === 1 ? quoted(itemAt(schema.enum, 0)) : `one of ${schema.enum.map(quoted).join(", ")}`;
  switch (schema.type) {
    case "integer":
      return `a whole number${bounds(schema)}`;
    case "number":
      return `a number${bounds(schema)}`;
    case "boolean":
      return "true or false";
    case "array":
      return listOf(schema);
    case "object":
      return schema.additionalProperties === false ? "a mapping" : "a mapping with at least one key";
    case "null":
      return "null";
    default:
      return textOf(schema);
  }
}

function bounds({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: ValueSchema): string {
  const both: string[] = [];
  if (minimum !== undefined) both.push(`≥ ${minimum}`);
  if (exclusiveMinimum !== undefined) both.push(`> ${exclusiveMinimum}`);
  if (maximum !== undefined) both.push(`≤ ${maximum}`);
  if (exclusiveMaximum !== undefined) both.push(`< ${exclusiveMaximum}`);
  return both.length === 0 ? "" : ` ${both.join(" and ")}`;
}

function listOf({ items, minItems = 0, maxItems, uniqueItems }: ValueSchema): string {
  const many = minItems === maxItems ? `${minItems} ` : minItems > 0 ? `at least ${minItems} ` : "";
  const distinct = uniqueItems ? "distinct " : "";
  const what = items === undefined || Array.isArray(items) ? "values" : plural(items as ValueSchema);
  return `a list of ${many}${distinct}${what}`;
}

function plural(schema: ValueSchema): string {
  switch (schema.type) {
    case "integer":
      return `whole numbers${bounds(schema)}`;
    case "number":
      return `numbers${bounds(schema)}`;
    case "string":
      return "texts";
    default:
      return "values";
  }
}

function textOf({ title, pattern, maxLength, minLength = 0 }: ValueSchema): string {
  if (title !== undefined) return title;
  if (pattern !== undefined)
    return `text like ${pattern}${maxLength === undefined ? "" : `, at most ${maxLength} characters`}`;
  return minLength > 0 ? "text, not empty" : "text";
}

/** A value in a message: as short as it can be told apart. */
export function found(node: Node): string {
  switch (node.kind) {
    case "scalar":
      return quoted(node.value);
    case "list":
      return node.items.length === 0 ? "an empty list" : "a list";
    case "map":
      return "a mapping";
  }
}

/** The same where a list is wanted: its length may be what is wrong. */
export const foundForList = (node: Node): string =>
  node.kind === "list" && node.items.length > 0 ? `a list of ${node.items.length}` : found(node);

export function quoted(value: Json): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return value.length > 60 ? `'${value.slice(0, 60)}…'` : `'${value}'`;
}
