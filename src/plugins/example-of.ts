import type { TObject } from "typebox";
import type { Json } from "../contracts/config.ts";
import { TOTAL } from "../contracts/scheduler.ts";

/** What examples are made from: the keywords of JSON Schema that TypeBox writes. */
interface ExampleSchema {
  readonly type?: string;
  readonly default?: Json;
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly anyOf?: readonly ExampleSchema[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: ExampleSchema;
  readonly minItems?: number;
}

/** Parameters that a schema allows, with as few of them as it demands. Where it demands more than bounds, they may be wrong. */
export function exampleOf(params: TObject): Readonly<Record<string, Json>> {
  const properties = params.properties as Readonly<Record<string, ExampleSchema>>;
  const required: readonly string[] = params.required ?? [];
  const needed = required.filter(
    (name) => properties[name]?.default === undefined && !(TOTAL in (properties[name] ?? {})),
  );
  return Object.fromEntries(needed.map((name) => [name, sampleOf(properties[name] ?? {})]));
}

function sampleOf(schema: ExampleSchema): Json {
  const { default: given, const: only, enum: choices, anyOf, type } = schema;
  const known = given ?? only ?? choices?.[0];
  if (known !== undefined) return known;
  if (anyOf?.[0] !== undefined) return sampleOf(anyOf[0]);
  if (type === "integer" || type === "number") return numberOf(schema, type === "integer");
  if (type === "boolean") return false;
  if (type === "array") return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}));
  return type === "string" ? "a" : {};
}

/** Between the bounds, off those that are excluded; 1 where there are none. */
function numberOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: ExampleSchema, isWhole: boolean): number {
  const low = minimum ?? exclusiveMinimum;
  const high = maximum ?? exclusiveMaximum;
  if (isWhole) return minimum ?? (exclusiveMinimum === undefined ? (high ?? 1) : exclusiveMinimum + 1);
  if (low !== undefined && high !== undefined) return (low + high) / 2;
  if (low !== undefined) return low + 1;
  return high === undefined ? 1 : high - 1;
}
