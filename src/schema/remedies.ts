import { IsOptional, type TSchema } from "typebox";
import { COMMON_COLUMNS, columnMeant, isMetricColumn } from "../contracts/metric.ts";
import type { Suggestion, Within } from "../issues/issue.ts";
import { didYouMean, rename, write } from "../issues/suggest.ts";
import { ownValue } from "../numbers/own.ts";
import { quoted, type ValueSchema } from "../source/describe.ts";
import { flowText } from "../source/flow.ts";
import { countedMeant, numberListMeant, severalMeant, writtenAsSet } from "../source/meant-list.ts";
import { numbersMeant, type Reading } from "../source/meant-number.ts";
import type { Node } from "../source/tree.ts";
import { acceptsList, acceptsNumber, choicesOf, takes } from "./accepts.ts";
import { GENERATORS } from "./experiment.ts";

/** Other words for what a schema names. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  "\t": "tab",
  "\\t": "tab",
  tabs: "tab",
  tsv: "tab",
  comma: ",",
  csv: ",",
  semicolon: ";",
  pipe: "|",
  bar: "|",
  point: ".",
  dot: ".",
  period: ".",
  utf8: "utf-8",
  "utf-8-sig": "utf-8",
  "utf-16le": "utf-16",
  "utf-16be": "utf-16",
  latin1: "windows-1252",
  "latin-1": "windows-1252",
  "iso-8859-1": "windows-1252",
  "iso-8859-15": "windows-1252",
  cp1252: "windows-1252",
  ansi: "windows-1252",
  ascii: "utf-8",
  "us-ascii": "utf-8",
  average: "mean",
  mode: "most_frequent",
  all: "full",
  random: "shuffled",
  shuffle: "shuffled",
  batch: "step",
  iteration: "step",
  pytorch: "torch",
  gpu: "cuda",
};

/** Seconds of other units of time. */
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `5 min` in seconds. */
function secondsMeant(text: string): string | undefined {
  const [, number = "", unit = ""] =
    /^(\d+(?:\.\d+)?)\s*(s|m|h|d)(?:ec(?:ond)?s?|in(?:ute)?s?|(?:ou)?rs?|ays?)?$/i.exec(text.trim()) ?? [];
  const [, hours = "0", minutes, seconds = "0"] = /^(?:(\d+):)?(\d+):(\d\d)$/.exec(text.trim()) ?? [];
  if (minutes !== undefined) return String(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  const factor = ownValue(SECONDS, unit.toLowerCase());
  return factor === undefined ? undefined : String(Number(number) * factor);
}

type Ways = readonly (Suggestion<Within> | string | undefined)[];

/**
 * What a refused value was probably meant to be. If that cannot be told, the parameter's description.
 * @param varies whether the grid can vary the value
 */
export function suggestionsFor(node: Node, schema: ValueSchema, varies: boolean, place: Within): Ways {
  const meant = meantBy(node, schema, varies, place);
  return meant.length > 0 ? meant : [schema.description];
}

/** How a suggestion begins that sends values to the grid. */
export const TO_TRY = "to try several values, put";
const TO_GRID = `${TO_TRY} the list under grid`;

function meantBy(node: Node, schema: ValueSchema, varies: boolean, place: Within): Ways {
  switch (node.kind) {
    case "list": {
      const [only, ...others] = node.items;
      if (only?.kind === "scalar" && others.length === 0 && acceptsNumber(schema, String(only.value)))
        return [write(String(only.value), place, "it takes one value, no list")];
      return takes(schema, "array") || !varies ? [] : [TO_GRID];
    }
    case "map": {
      const set = writtenAsSet(node);
      if (set !== undefined) return meantByText(set, false, schema, varies, place);
      const isGenerator = varies && Object.keys(GENERATORS).some((name) => node.entries.has(name));
      return isGenerator ? [TO_GRID.replace("the list", "this")] : [];
    }
    case "scalar":
      return meantByScalar(node, schema, varies, place);
  }
}

function meantByScalar(
  { value, quoted: wasQuoted, decimals }: Node & { kind: "scalar" },
  schema: ValueSchema,
  varies: boolean,
  place: Within,
): Ways {
  const isNone = typeof value === "string" && !wasQuoted && /^(none|nil|undefined)$/i.test(value);
  if (value === null || (isNone && !takes(schema, "boolean"))) return meantByNull(value, schema, place);
  if (typeof value === "string" && schema.type === "object") return meantByWord(value, schema, place);
  if (typeof value === "string") return meantByText(value, wasQuoted, schema, varies, place);
  if (takes(schema, "boolean") && (value === 0 || value === 1)) return [write(String(value === 1), place)];
  if (takes(schema, "string") && !takes(schema, "number", "integer") && !acceptsList(schema, `[${value}]`))
    return choicesOf(schema).length === 0 ? [`text stands in quotes; write "${decimals ?? value}"`] : [];
  if (choicesOf(schema).includes("most_frequent") && typeof value === "number")
    return [write(`{fill: ${value}}`, place)];
  // Of a hundred where one is the most.
  const hundredth = String(Number(value) / 100);
  if (Number(value) > 1 && Number(value) <= 100 && acceptsNumber(schema, hundredth) && !acceptsNumber(schema, "1.5"))
    return [write(hundredth, place, "a share is a part of 1")];
  // A count that is too large is no list of one.
  const isTooLarge = [schema, ...(schema.anyOf ?? [])].some(({ maximum = Infinity }) => Number(value) > maximum);
  if (isTooLarge || !acceptsList(schema, `[${value}]`)) return [];
  // Of values, one alone is seldom enough.
  const isFormula = takes(schema, "string") && choicesOf(schema).length === 0;
  if (isFormula) return [write(`"${value}"`, place, "a formula is text")];
  return [write(`[${value}]`, place)];
}

/** A mapping of which only a value is written: `objective: val_loss`. */
function meantByWord(text: string, { properties = {} }: ValueSchema, place: Within): Ways {
  for (const [name, schema] of Object.entries(properties)) {
    const choice = choicesOf(schema).find((one) => text.toLowerCase().startsWith(one));
    if (choice !== undefined) return [write(`{${name}: ${choice}}`, place)];
  }
  const metric = Object.keys(properties).find((name) => isMetric(properties[name] as ValueSchema));
  const column = columnMeant(text);
  return metric !== undefined && isMetricColumn(column) ? [write(`{${metric}: ${column}}`, place)] : [];
}

/** Nothing, in YAML's word or in Python's. */
function meantByNull(value: unknown, schema: ValueSchema, place: Within): Ways {
  if (value !== null && takes(schema, "null")) return [write("null", place)];
  // Between braces a comma alone is none.
  if (value === null && choicesOf(schema).includes(",")) return ["put the comma in quotes"];
  if (value === null && IsOptional(schema as TSchema)) return ["remove it"];
  if (schema.default === undefined) return [];
  const edit = { place, text: JSON.stringify(schema.default) };
  return [{ kind: "advice", text: `leave it out to use the default, ${quoted(schema.default)}`, edit }];
}

/** Whether a schema takes the heads of metric columns. */
const isMetric = (schema: ValueSchema) => COMMON_COLUMNS.every((column) => choicesOf(schema).includes(column));

/** `4 GB` where a schema takes `4 GiB`. */
function unitMeant(text: string, { pattern, anyOf = [] }: ValueSchema): string | undefined {
  const [, number = "", unit = ""] = /^(\d+(?:[.,]\d+)?)\s*([KMG])i?B?$/i.exec(text.trim()) ?? [];
  const meant = `${number.replace(",", ".")} ${unit.toUpperCase()}iB`;
  const taken = [pattern, ...anyOf.map((branch) => branch.pattern)].filter((one) => one !== undefined);
  return unit !== "" && taken.some((one) => new RegExp(one, "u").test(meant)) ? meant : undefined;
}

/** What someone new to YAML may have meant by a text. */
function meantByText(text: string, wasQuoted: boolean, schema: ValueSchema, varies: boolean, place: Within): Ways {
  const column = columnMeant(text);
  if (isMetric(schema) && (choicesOf(schema).includes(column) || /^(?:train|val)_accuracy$/.test(column)))
    return [rename(column, place)];
  const other = ownValue(OTHER_WORDS, text.toLowerCase().replace(/^\s*(?=\t)/, ""));
  if (other !== undefined && choicesOf(schema).includes(other)) return [write(flowText(other), place)];
  const near = didYouMean(text, choicesOf(schema), place);
  if (near !== undefined) return [near];
  const begun = choicesOf(schema).find((one) => one.length > 2 && text.toLowerCase().startsWith(one));
  if (begun !== undefined) return [rename(begun, place)];
  const unquoted: Suggestion<Within> = { kind: "advice", text: "remove the quotes", edit: { place, text } };
  if (takes(schema, "boolean")) {
    const reason = `YAML 1.2 reads ${text} as text`;
    if (/^(yes|on|y)$/i.test(text)) return [write("true", place, reason)];
    if (/^(no|off|n|none)$/i.test(text)) return [write("false", place, reason)];
    if (/^(true|false)$/.test(text) && wasQuoted) return [unquoted];
    if (/^(true|false)$/i.test(text)) return [write(text.toLowerCase(), place)];
  }
  if (wasQuoted && text.trim() !== "" && acceptsNumber(schema, text)) return [unquoted];
  const written = ({ text, reason }: Reading) => write(text, place, reason);
  // Where a text is allowed too, it says what a number alone does not: a unit.
  const readings = takes(schema, "string") && choicesOf(schema).length === 0 ? [] : numbersMeant(text);
  const numbers = readings.filter((reading) => acceptsNumber(schema, reading.text));
  const list = [countedMeant(text), numberListMeant(text)].find((one) => one && acceptsList(schema, one.text));
  const isCounted = !takes(schema, "number");
  // Of whole numbers, two with a comma are rather a list.
  if (list !== undefined && isCounted && text.includes(",")) return [list, ...numbers].map(written);
  if (numbers.length > 0) return numbers.map(written);
  const seconds = /\bin seconds\b/.test(schema.description ?? "") ? secondsMeant(text) : undefined;
  if (seconds !== undefined) return [write(seconds, place, "time is counted in seconds")];
  const unit = unitMeant(text, schema);
  if (unit !== undefined) return [write(unit, place, "memory is counted in KiB, MiB and GiB")];
  if (list !== undefined) return [written(list)];
  const branches = [schema, ...(schema.anyOf ?? [])];
  if (/\.\w+$/.test(text) && branches.some(({ properties }) => properties?.path !== undefined))
    return [write(`{path: ${flowText(text)}}`, place)];
  if (!takes(schema, "string") && branches.some(({ items }) => (items as ValueSchema | undefined)?.type === "string")) {
    const names = text.split(/\s*[,;]\s*/).filter((name) => name !== "");
    return [write(`[${names.map(flowText).join(", ")}]`, place, "a list stands in brackets")];
  }
  if (!takes(schema, "number", "integer")) return [];
  const refused = readings.slice(0, 1).map((reading) => whyRefused(reading, isCounted));
  const several = varies ? severalMeant(text) : undefined;
  if (several !== undefined) return [...refused, `to try several values, write ${several.text} under grid`];
  if (refused.length > 0) return [...refused, schema.description];
  return FORMULA.test(text) && !/[{}]/.test(text) && !takes(schema, "string")
    ? ["values are not calculated", schema.description]
    : [];
}

/** Names that other programs have in their place, and calculations with them. */
const FORMULA = /\b(?:(?:max_|num_|n_)?epochs?|(?:total_|num_)?steps|batch_size|lr)\b/i;

/** A number that is written wrongly, and would not do if it were written well: `epochs: 10%`. */
const whyRefused = ({ text, reason }: Reading, isCounted: boolean) =>
  `${reason}, and ${Number(text)} is ${isCounted && !Number.isInteger(Number(text)) ? "no whole number" : "out of bounds"}`;
