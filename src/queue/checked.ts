import { Ajv, type ValidateFunction } from "ajv";
import type { Static, TSchema } from "typebox";
import Type from "typebox";
import { OWN_KEYWORDS } from "../schema/experiment.ts";

// Checks messages from Redis. Everyone who writes there has the password, but nothing is trusted: each message is checked
// against its schema before use, and no message can name a file or a module to open.

export const closed = { additionalProperties: false } as const;
export const digest = Type.String({ pattern: "^[0-9a-f]{64}$" });
export const runId = Type.String({ pattern: "^r[0-9a-f]{16}$" });
export const count = Type.Integer({ minimum: 0 });

/** Thrown for a message from Redis that is not valid. */
export class BadMessage extends Error {}

let ajv: Ajv | undefined;

/**
 * A reader of messages of one kind, which throws BadMessage, as do all functions that read messages.
 * @param what the message is, for people: "a sweep"
 */
export function readerOf<S extends TSchema>(what: string, schema: S): (value: unknown) => Static<S> {
  let isValid: ValidateFunction | undefined;
  return (value) => {
    ajv ??= new Ajv({ strict: true, strictTuples: false, allowUnionTypes: true, keywords: [...OWN_KEYWORDS] });
    isValid ??= ajv.compile(schema);
    if (isValid(value)) return value as Static<S>;
    throw new BadMessage(`${what} from the queue makes no sense: ${ajv.errorsText(isValid.errors)}`);
  };
}

export function parsed(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadMessage(`${what} from the queue is no JSON`);
  }
}
