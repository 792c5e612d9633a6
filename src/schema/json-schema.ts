import { TOTAL } from "../contracts/scheduler.ts";
import { OWN_KEYWORDS } from "./experiment.ts";

/** A JSON schema, draft-07, as plain data. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}
export type JsonSchemas = Readonly<Record<string, JsonSchema>>;

export const DRAFT = "http://json-schema.org/draft-07/schema#";

export const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });

/** if/then/else: errors and completions come from the branch that applies, not from all of them. */
export function when(condition: JsonSchema, met: JsonSchema, otherwise?: JsonSchema): JsonSchema {
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  return { if: condition, then: met, ...(otherwise && { else: otherwise }) };
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Editors show descriptions, but not defaults. */
function described({ description, default: value }: JsonSchema): JsonSchema {
  if (description === undefined || value === undefined || value === "") return description ? { description } : {};
  return { description: `${description} Default: ${typeof value === "string" ? value : JSON.stringify(value)}.` };
}

/** Validators fill in defaults and the loader totals, editors neither: what a user may leave out is not required. */
function required(schema: JsonSchema): JsonSchema {
  const properties = (schema.properties ?? {}) as JsonSchemas;
  const names = (schema.required ?? []) as readonly string[];
  const missing = names.filter((name) => !("default" in (properties[name] ?? {}) || TOTAL in (properties[name] ?? {})));
  return missing.length > 0 ? { required: missing } : {};
}

/** Written anew, or not a schema inside. */
const APART: readonly string[] = ["properties", "description", "required", "default", "enum", "const"];

function inside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inside);
  return isSchema(value) ? edited(value) : value;
}

/**
 * A schema of the house as an editor wants it: descriptions with defaults, nothing required that has one, and places for
 * parts linked to the definitions `<slot>` and, where lists may stand, `<slot>Chain`.
 */
export function edited(written: object): JsonSchema {
  const schema = written as JsonSchema;
  if (typeof schema.slot === "string") {
    return { ...described(schema), allOf: [ref(schema.many ? `${schema.slot}Chain` : schema.slot)] };
  }
  const kept = Object.entries(schema).filter(([keyword]) => ![...OWN_KEYWORDS, TOTAL].includes(keyword));
  const rest = kept.flatMap(([keyword, value]) => {
    if (!APART.includes(keyword)) return [[keyword, inside(value)]];
    if (keyword === "description" || keyword === "required") return [];
    return [[keyword, keyword === "properties" ? mapValues(value as JsonSchemas, edited) : value]];
  });
  return { ...described(schema), ...Object.fromEntries(rest), ...required(schema) };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, to: (value: T, key: string) => U) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]));
}
