import { TOTAL } from "../contracts/scheduler.ts";
import { OWN_KEYWORDS } from "./experiment.ts";

/** A JSON schema, draft-07, as plain data. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}
export type JsonSchemas = Readonly<Record<string, JsonSchema>>;

export const DRAFT = "http://json-schema.org/draft-07/schema#";

export const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });

/** if/then/else. Editors then show errors and completions of the branch that applies, not of all branches. */
export function when(condition: JsonSchema, met: JsonSchema, otherwise?: JsonSchema): JsonSchema {
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  return { if: condition, then: met, ...(otherwise && { else: otherwise }) };
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A description with the default in it, because editors do not show defaults. */
function described({ description, default: value }: JsonSchema): JsonSchema {
  if (description === undefined || value === undefined || value === "") return description ? { description } : {};
  return { description: `${description} Default: ${typeof value === "string" ? value : JSON.stringify(value)}.` };
}

/** What a user has to write. Parameters with a default and totals are not required, because the loader fills them in. */
function required(schema: JsonSchema): JsonSchema {
  const properties = (schema.properties ?? {}) as JsonSchemas;
  const names = (schema.required ?? []) as readonly string[];
  const missing = names.filter((name) => !("default" in (properties[name] ?? {}) || TOTAL in (properties[name] ?? {})));
  return missing.length > 0 ? { required: missing } : {};
}

/** Keywords that are rewritten, or whose value is not a schema. */
const APART: readonly string[] = ["properties", "description", "required", "default", "enum", "const"];

function inside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inside);
  return isSchema(value) ? edited(value) : value;
}

/**
 * A schema made ready for editors: descriptions name defaults, parameters with a default are optional, and places for
 * parts refer to the definition `<slot>` or, where a list is allowed, `<slot>Chain`.
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
