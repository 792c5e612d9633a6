import type { Suggestion, Within } from "../issues/issue.ts";
import { didYouMean, write } from "../issues/suggest.ts";
import { quoted, type ValueSchema } from "../source/describe.ts";
import type { Node } from "../source/tree.ts";

/**
 * What was probably meant by a value that a schema refuses, else what the parameter is.
 * @param varies whether the grid can vary the value
 */
export function suggestionFor(
  node: Node,
  schema: ValueSchema,
  varies: boolean,
  place: Within,
): Suggestion<Within> | string | undefined {
  if (node.kind === "list")
    return takes(schema, "array") || !varies ? schema.description : "to try several values, put the list under grid";
  if (node.kind === "map") return schema.description;
  if (node.value === null && schema.default !== undefined) {
    const edit = { place, text: JSON.stringify(schema.default) };
    return { kind: "advice", text: `leave it out to use the default, ${quoted(schema.default)}`, edit };
  }
  return (
    (typeof node.value === "string" ? meantBy(node.value, node.quoted, schema, place) : undefined) ?? schema.description
  );
}

/** What a newcomer to YAML may have meant by a text. */
function meantBy(text: string, wasQuoted: boolean, schema: ValueSchema, place: Within): Suggestion<Within> | undefined {
  const near = didYouMean(text, choicesOf(schema), place);
  if (near !== undefined) return near;
  const unquoted: Suggestion<Within> = { kind: "advice", text: "remove the quotes", edit: { place, text } };
  if (takes(schema, "boolean")) {
    const reason = `YAML 1.2 reads ${text} as text`;
    if (/^(yes|on|y)$/i.test(text)) return write("true", place, reason);
    if (/^(no|off|n)$/i.test(text)) return write("false", place, reason);
    if (/^(true|false)$/.test(text) && wasQuoted) return unquoted;
    if (/^(true|false)$/i.test(text)) return write(text.toLowerCase(), place);
  }
  const written = (number: string) => (acceptsNumber(schema, Number(number)) ? write(number, place) : undefined);
  if (/^[1-9]\d{0,2}(?:[_,]\d{3})+$/.test(text) || /^\d+(?:_\d+)+$/.test(text))
    return written(text.replace(/[_,]/g, ""));
  if (/^\d+,\d+(e-?\d+)?$/i.test(text)) return written(text.replace(",", "."));
  return wasQuoted && text.trim() !== "" && acceptsNumber(schema, Number(text)) ? unquoted : undefined;
}

function acceptsNumber(schema: ValueSchema, value: number): boolean {
  const { type, minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum, anyOf = [] } = schema;
  if (anyOf.some((branch) => acceptsNumber(branch, value))) return true;
  if (!Number.isFinite(value) || !(type === "number" || (type === "integer" && Number.isInteger(value)))) return false;
  const isInside = value > (exclusiveMinimum ?? -Infinity) && value < (exclusiveMaximum ?? Infinity);
  return isInside && value >= minimum && value <= maximum;
}

function choicesOf({ enum: values = [], const: one, anyOf = [] }: ValueSchema): readonly string[] {
  return [...values, ...(one === undefined ? [] : [one]), ...anyOf.flatMap(choicesOf)].filter(
    (value) => typeof value === "string",
  );
}

/** Whether a schema allows values of a type. */
export function takes(schema: ValueSchema, type: string): boolean {
  return schema.type === type || (schema.anyOf ?? []).some((branch) => takes(branch, type));
}
