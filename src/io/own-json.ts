import { Ajv, type ValidateFunction } from "ajv";
import type { Static, TSchema } from "typebox";
import { codeOf, DamagedFile, readingSync } from "./file-error.ts";
import { readText } from "./read.ts";

const ajv = new Ajv({ useDefaults: true });
const validators = new WeakMap<TSchema, ValidateFunction>();

/** Whether a value is what a schema says; defaults are filled in. */
export function validates<S extends TSchema>(schema: S, value: unknown): value is Static<S> {
  const validate = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, validate);
  return validate(value);
}

/**
 * Reads a file that lrsweep wrote, and that anyone may have edited since. Undefined where there is none.
 * Throws DamagedFile where it is not what the schema says, and a FileError where it cannot be read.
 * @param way out of it, for the message
 * @param mend what an earlier version wrote, before it is checked
 */
export function readOwnJson<S extends TSchema>(
  path: string,
  schema: S,
  way: string,
  mend: (value: unknown) => unknown = (value) => value,
): Static<S> | undefined {
  let value: unknown;
  try {
    value = mend(JSON.parse(readingSync(path, () => readText(path))));
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error instanceof SyntaxError ? new DamagedFile(path, way) : error;
  }
  if (!validates(schema, value)) throw new DamagedFile(path, way);
  return value;
}
