// Stands in for TypeBox in lrsweep/schedulers: the same plain JSON Schema, without the library. A test compares the two.
type Options = Readonly<Record<string, unknown>>;

interface Schema {
  readonly [keyword: string]: unknown;
}

const OPTIONAL = Symbol("optional");

export const IsOptional = (schema: Schema): boolean => OPTIONAL in schema;

const simple =
  (type: string) =>
  (options: Options = {}): Schema => ({ type, ...options });

function object(properties: Readonly<Record<string, Schema>>, options: Options = {}): Schema {
  const required = Object.entries(properties).flatMap(([name, schema]) => (OPTIONAL in schema ? [] : [name]));
  return { type: "object", ...(required.length > 0 && { required }), properties, ...options };
}

export default {
  Array: (items: Schema, options: Options = {}): Schema => ({ type: "array", items, ...options }),
  Boolean: simple("boolean"),
  Enum: (values: readonly unknown[], options: Options = {}): Schema => ({ enum: values, ...options }),
  Integer: simple("integer"),
  Literal: (value: unknown, options: Options = {}): Schema => ({ type: typeof value, const: value, ...options }),
  Number: simple("number"),
  Object: object,
  Optional: (schema: Schema): Schema => Object.defineProperty({ ...schema }, OPTIONAL, { value: true }),
  String: simple("string"),
  Tuple: (items: readonly Schema[], options: Options = {}): Schema => ({
    type: "array",
    additionalItems: false,
    items,
    minItems: items.length,
    ...options,
  }),
  Union: (anyOf: readonly Schema[], options: Options = {}): Schema => ({ anyOf, ...options }),
  Unknown: (options: Options = {}): Schema => ({ ...options }),
  Unsafe: (schema: Schema): Schema => schema,
};
