import { Ajv, type ErrorObject } from "ajv";
import type { TSchema } from "typebox";
import { groupSchema } from "../contracts/groups.ts";
import type { Part } from "../contracts/part.ts";
import type { ValueSchema } from "../source/describe.ts";
import { experimentSchema, OWN_KEYWORDS, type PolicyKey, trainingSchema } from "./experiment.ts";
import { reportedObjectiveSchema } from "./script.ts";

/** Finds the errors of a value. Overwrites the value: fills in defaults. */
type Validate = (value: unknown) => readonly ErrorObject[];

const compiled = new WeakMap<object, Validate>();

let ajv: Ajv | undefined;

function compile(schema: object): Validate {
  ajv ??= new Ajv({
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: true,
    verbose: true,
    useDefaults: true,
    keywords: [...OWN_KEYWORDS, "total"],
  });
  const check = ajv.compile(schema);
  return (value) => (check(value) ? [] : (check.errors ?? []));
}

function remembered(key: object, schema: () => object): Validate {
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const validate = compile(schema());
  compiled.set(key, validate);
  return validate;
}

/**
 * The validator of a part's parameters, compiled on first use. Totals may be missing, because their default is the length
 * of the scheduler's window, which a part does not know.
 */
export function partValidator(part: Part): Validate {
  return remembered(part, () => {
    const { properties, required = [] } = part.params as unknown as ValueSchema;
    const must = required.filter((name) => !("total" in ((properties?.[name] ?? {}) as object)));
    return { type: "object", properties, required: must, additionalProperties: false };
  });
}

/** The validator of a schema that is not a part's. */
export const validatorOf = (schema: TSchema): Validate => remembered(schema, () => schema);

export function trainingValidator(): Validate {
  return validatorOf(trainingSchema);
}

/** The validator of one top-level key. Parts and the grid have their own. @param isReported whether the file names its metrics */
export function topLevelValidator(
  key: "name" | "description" | "seeds" | "objective" | "compare" | "baseline" | PolicyKey,
  isReported = false,
): Validate {
  const isFree = isReported && key === "objective";
  const schema: TSchema = isFree ? reportedObjectiveSchema : experimentSchema.properties[key];
  return remembered(schema, () => ({ type: "object", properties: { [key]: schema } }));
}

/** The validator of a param group's own keys, without the optimizer's parameters. */
export function groupValidator(): Validate {
  return validatorOf(groupSchema);
}
