import type { ErrorObject } from "ajv";
import type { Part } from "../../contracts/part.ts";
import { TOTAL } from "../../contracts/scheduler.ts";
import type { ValueSchema } from "../../source/describe.ts";

// Stands in for schema/validators.ts in lrsweep/schedulers: the few words of JSON Schema that parameters of schedulers are
// made of, told as ajv tells them. Ajv is ten times as large, and makes code at run time, which many pages forbid. A test
// compares the two.

/** What was found wrong with a value; it has its defaults if nothing was. Overwrites the value. */
export function partValidator(part: Part): (value: unknown) => readonly ErrorObject[] {
  const { properties, required = [] } = part.params as unknown as ValueSchema;
  const must = required.filter((name) => !(TOTAL in ((properties?.[name] ?? {}) as object)));
  const schema = { type: "object", properties, required: must, additionalProperties: false } as ValueSchema;
  return (value) => [...errorsOf(value, schema, "", "#")];
}

type Check = (schema: ValueSchema, value: unknown) => boolean;

const isNumber = (value: unknown): value is number => typeof value === "number";
const whenNumber =
  (isRight: (value: number, schema: ValueSchema) => boolean): Check =>
  (schema, value) =>
    !isNumber(value) || isRight(value, schema);

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  array: Array.isArray,
  boolean: (value) => typeof value === "boolean",
  integer: (value) => Number.isInteger(value),
  null: (value) => value === null,
  number: (value) => Number.isFinite(value),
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  string: (value) => typeof value === "string",
};

/** Keywords that look at one value alone. */
const KEYWORDS: Readonly<Record<string, Check>> = {
  type: ({ type = "" }, value) => TYPES[type]?.(value) === true,
  enum: ({ enum: values = [] }, value) => values.some((allowed) => allowed === value),
  const: (schema, value) => schema.const === value,
  minimum: whenNumber((value, { minimum = -Infinity }) => value >= minimum),
  exclusiveMinimum: whenNumber((value, { exclusiveMinimum = -Infinity }) => value > exclusiveMinimum),
  maximum: whenNumber((value, { maximum = Infinity }) => value <= maximum),
  exclusiveMaximum: whenNumber((value, { exclusiveMaximum = Infinity }) => value < exclusiveMaximum),
  minLength: ({ minLength = 0 }, value) => typeof value !== "string" || [...value].length >= minLength,
  pattern: ({ pattern = "" }, value) => typeof value !== "string" || new RegExp(pattern, "u").test(value),
  minItems: ({ minItems = 0 }, value) => !Array.isArray(value) || value.length >= minItems,
  maxItems: ({ maxItems = Infinity }, value) => !Array.isArray(value) || value.length <= maxItems,
  anyOf: ({ anyOf = [] }, value) => anyOf.some((choice) => errorsOf(value, choice, "", "").next().done),
};

function* errorsOf(
  value: unknown,
  schema: ValueSchema,
  instancePath: string,
  schemaPath: string,
): Generator<ErrorObject> {
  const error = (keyword: string, params: object = {}): ErrorObject => {
    return { keyword, instancePath, schemaPath: `${schemaPath}/${keyword}`, params, parentSchema: schema, data: value };
  };
  for (const [index, choice] of (schema.anyOf ?? []).entries())
    if (KEYWORDS.anyOf?.(schema, value) === false)
      yield* errorsOf(value, choice, instancePath, `${schemaPath}/anyOf/${index}`);
  for (const [keyword, isRight] of Object.entries(KEYWORDS))
    if (keyword in schema && !isRight(schema, value)) yield error(keyword);
  if (Array.isArray(value) && schema.items !== undefined && !Array.isArray(schema.items))
    for (const [index, item] of value.entries())
      yield* errorsOf(item, schema.items as ValueSchema, `${instancePath}/${index}`, `${schemaPath}/items`);
  if (schema.properties !== undefined && TYPES.object?.(value))
    yield* errorsInside(value as Record<string, unknown>, schema, instancePath, schemaPath, error);
}

/** Puts in the defaults on its way. */
function* errorsInside(
  value: Record<string, unknown>,
  { properties = {}, required = [], additionalProperties }: ValueSchema,
  instancePath: string,
  schemaPath: string,
  error: (keyword: string, params: object) => ErrorObject,
): Generator<ErrorObject> {
  for (const [name, { default: preset }] of Object.entries(properties))
    if (preset !== undefined && value[name] === undefined) value[name] = structuredClone(preset);
  for (const missingProperty of required) if (!(missingProperty in value)) yield error("required", { missingProperty });
  for (const [name, item] of Object.entries(value)) {
    const schema = properties[name];
    if (schema !== undefined)
      yield* errorsOf(item, schema, `${instancePath}/${name}`, `${schemaPath}/properties/${name}`);
    else if (additionalProperties === false) yield error("additionalProperties", { additionalProperty: name });
  }
}

/** Only parts of the scheduler slot are validated here. */
export function trainingValidator(): never {
  throw new Error("lrsweep/schedulers checks schedulers only");
}

export const groupValidator = trainingValidator;
