import type { Json } from "../contracts/config.ts";
import type { Part } from "../contracts/part.ts";
import { isPerGroup } from "../contracts/per-group.ts";
import { TOTAL } from "../contracts/scheduler.ts";
import { allowed, type ValueSchema } from "../source/describe.ts";

export type { Part };

/** A row of a table of parameters. */
export interface ParameterRow {
  readonly name: string;
  /** What it may be, in words: "a number ≥ 0". */
  readonly takes: string;
  /** `undefined` where there is none. */
  readonly fallback: Json | undefined;
  readonly isRequired: boolean;
  readonly description: string;
}

const isTotal = (schema: object) => TOTAL in schema;

/** Parameters that a user must give. Totals follow from the length of the schedule. */
export function requiredOf({ params }: Pick<Part, "params">): readonly string[] {
  const required = (params as unknown as ValueSchema).required ?? [];
  return required.filter((name) => {
    const schema = params.properties[name] as object;
    return !("default" in schema) && !isTotal(schema);
  });
}

/** All parameters in the order of the definition, required ones first. */
export function parametersOf(part: Pick<Part, "params">): readonly ParameterRow[] {
  const required = requiredOf(part);
  const rows = Object.entries(part.params.properties as unknown as Readonly<Record<string, ValueSchema>>).map(
    ([name, schema]): ParameterRow => ({
      name,
      takes: takenBy(schema),
      fallback: schema.default,
      isRequired: required.includes(name),
      description: schema.description ?? "",
    }),
  );
  return [...rows.filter((row) => row.isRequired), ...rows.filter((row) => !row.isRequired)];
}

/** What a schema takes, in a few words of Markdown. */
export function takenBy(schema: ValueSchema): string {
  const { slot, many } = schema as { slot?: string; many?: boolean };
  if (slot !== undefined) return many ? `${slot}, or a list` : slot;
  if (isPerGroup(schema)) {
    const one = (schema.anyOf ?? []).slice(0, -1).map(takenBy).join(" or ");
    return `${one}, or a list with one for each param group`;
  }
  if (schema.anyOf) return schema.anyOf.map(takenBy).join(" or ");
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return alternatives(schema.enum.map(code));
  if (schema.type === "array") return listOf(schema);
  if (schema.pattern !== undefined && schema.title === undefined) return `text like \`${schema.pattern}\``;
  return allowed(schema)
    .replace(/^an? /, "")
    .replace(/^text, not empty$/, "text");
}

const code = (value: Json) => `\`${value}\``;

const alternatives = (texts: readonly string[]) =>
  texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} or ${texts.at(-1)}`;

function listOf({ items, minItems, maxItems }: ValueSchema): string {
  if (Array.isArray(items)) return `list of ${items.length}: ${items.map(takenBy).join(", ")}`;
  if (items === undefined) return "list";
  const one = takenBy(items as ValueSchema);
  const many = minItems !== undefined && minItems === maxItems ? `${minItems} ` : "";
  return `list of ${many}${one.replace(/^(whole number|number|text|scheduler|layer)\b/, "$1s")}`;
}
