import { Ajv, type ValidateFunction } from "ajv";
import type { Json, PartConfig } from "../../src/contracts/config.ts";
import type { Part } from "../../src/contracts/part.ts";

const ajv = new Ajv({ useDefaults: true, strict: true, allErrors: true });
for (const keyword of ["total", "slot"]) ajv.addKeyword(keyword);
const validators = new Map<Part, ValidateFunction>();

function validatorOf(part: Part): ValidateFunction {
  const known = validators.get(part);
  if (known !== undefined) return known;
  const compiled = ajv.compile({ ...part.params, additionalProperties: false });
  validators.set(part, compiled);
  return compiled;
}

/** Parameters as the loader hands them to a part: checked against its schema, defaults filled in. Throws Error. */
export function bind(part: Part, type: string, parameters: { readonly [name: string]: Json }): PartConfig {
  const bound = structuredClone(parameters);
  const validate = validatorOf(part);
  if (!validate(bound)) throw new Error(ajv.errorsText(validate.errors));
  return { type, ...bound };
}
