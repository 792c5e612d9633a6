import { didYouMean } from "../issues/suggest.ts";
import { quoted, type Schema } from "../source/describe.ts";
import type { Node } from "../source/tree.ts";

/**
 * What a newcomer may have meant, else what the parameter is.
 * @param varies whether the grid can vary the value
 */
export function remedyFor(node: Node, schema: Schema, varies: boolean): string | undefined {
  if (node.kind === "list")
    return takes(schema, "array") || !varies ? schema.description : "to try several values, put the list under grid";
  if (node.kind === "map") return schema.description;
  if (node.value === null)
    return schema.default === undefined
      ? schema.description
      : `leave the key out for the default, ${quoted(schema.default)}`;
  if (typeof node.value === "string") return remedyForText(node.value, node.quoted, schema);
  return schema.description;
}

function remedyForText(text: string, wasQuoted: boolean, schema: Schema): string | undefined {
  const choices = choicesOf(schema);
  if (choices.length > 0) {
    const near = didYouMean(text, choices);
    if (near !== undefined) return near;
  }
  if (takes(schema, "boolean")) {
    if (/^(yes|on|y)$/i.test(text)) return `YAML 1.2 reads ${text} as text; write true`;
    if (/^(no|off|n)$/i.test(text)) return `YAML 1.2 reads ${text} as text; write false`;
    if (/^(true|false)$/i.test(text)) return wasQuoted ? "take off the quotes" : `write ${text.toLowerCase()}`;
  }
  if (!takes(schema, "number") && !takes(schema, "integer")) return schema.description;
  if (/^\d[\d_,]*$/.test(text) && /[_,]/.test(text)) return `write ${text.replace(/[_,]/g, "")}`;
  if (/^\d+,\d+(e-?\d+)?$/i.test(text)) return `write ${text.replace(",", ".")}`;
  if (wasQuoted && text.trim() !== "" && Number.isFinite(Number(text))) return "take off the quotes";
  return schema.description;
}

function choicesOf({ enum: values = [], const: one, anyOf = [] }: Schema): readonly string[] {
  return [...values, ...(one === undefined ? [] : [one]), ...anyOf.flatMap(choicesOf)].filter(
    (value) => typeof value === "string",
  );
}

/** Whether a schema allows values of a type. */
export function takes(schema: Schema, type: string): boolean {
  return schema.type === type || (schema.anyOf ?? []).some((branch) => takes(branch, type));
}
