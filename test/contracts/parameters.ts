import fc from "fast-check";
import type { Json } from "../../src/contracts/config.ts";
import type { Part } from "../../src/contracts/part.ts";

export type Parameters = Readonly<Record<string, Json>>;

/** The JSON schema of a parameter, as far as the house's parts use it. */
interface ParameterSchema {
  readonly type?: string;
  readonly anyOf?: readonly ParameterSchema[];
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, ParameterSchema>>;
  readonly required?: readonly string[];
  /** Of every element, or of one after the other. */
  readonly items?: ParameterSchema | readonly ParameterSchema[];
  /** A place for a part of that slot. */
  readonly slot?: string;
}

/** A part that fits its place: whether others do is not for its parent's own schema to say. */
const CHILDREN: Parameters = {
  scheduler: { type: "ExponentialLR", gamma: 0.9 },
  optimizer: { type: "SGD" },
  layer: { type: "Linear", out_features: 3 },
};

/** Values of the right kind, mostly within bounds. */
function plausible(schema: ParameterSchema): fc.Arbitrary<Json> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(plausible));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.slot !== undefined) return fc.constant(CHILDREN[schema.slot] as Json);
  const { minimum = -3, maximum = minimum + 100 } = schema;
  switch (schema.type) {
    case "integer":
      return fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) });
    case "number":
      return fc.oneof(
        fc.double({ min: minimum, max: maximum, noNaN: true }),
        fc.constantFrom(0, 0.5, 1, minimum, maximum),
      );
    case "boolean":
      return fc.boolean();
    case "string":
      return fc.string({ minLength: 1, maxLength: 5 });
    case "array":
      return plausibleList(schema.items ?? { type: "string" });
    case "object":
      return plausibleObject(schema);
    case "null":
      return fc.constant(null);
    default:
      throw new Error(`no values known for ${JSON.stringify(schema)}`);
  }
}

function plausibleObject({ properties = {}, required = [] }: ParameterSchema): fc.Arbitrary<Json> {
  const values = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, plausible(schema)]));
  return fc.record(values, { requiredKeys: [...required] });
}

function plausibleList(items: ParameterSchema | readonly ParameterSchema[]): fc.Arbitrary<Json> {
  if (!Array.isArray(items)) return fc.array(plausible(items as ParameterSchema), { maxLength: 3 });
  return fc.tuple(...items.map(plausible));
}

const ODD: readonly Json[] = [
  null,
  true,
  "",
  "step",
  "0.1",
  -1,
  0,
  0.5,
  1,
  2,
  1e300,
  [],
  [1],
  ["a", "a"],
  {},
  { a: 1 },
];

function holdsParts({ slot, items }: ParameterSchema): boolean {
  return slot !== undefined || (items !== undefined && "slot" in items);
}

/** Parameters of a part, right or wrong: some are left out, some odd, some not its own. */
export function parametersOf(part: Part): fc.Arbitrary<Parameters> {
  const schemas = Object.entries(part.params.properties as Readonly<Record<string, ParameterSchema>>);
  const right = fc.record(Object.fromEntries(schemas.map(([name, schema]) => [name, plausible(schema)])));
  const names = schemas.map(([name]) => name);
  const left = fc.subarray(names);
  const own = schemas.filter(([, schema]) => !holdsParts(schema)).map(([name]) => name);
  const odd = fc.option(fc.tuple(fc.constantFrom(...own, "gama", "epochs"), fc.constantFrom(...ODD)), { freq: 2 });
  return fc.tuple(right, left, odd).map(([parameters, out, change]) => {
    const kept = Object.entries(parameters).filter(([name]) => !out.includes(name));
    return Object.fromEntries(change === null ? kept : [...kept, change]);
  });
}
