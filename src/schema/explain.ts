import type { ErrorObject } from "ajv";
import { type Issue, issue, type Suggestion, type Within } from "../issues/issue.ts";
import { choose, didYouMean } from "../issues/suggest.ts";
import { ownValue } from "../numbers/own.ts";
import { allowed, found, foundForList, type ValueSchema } from "../source/describe.ts";
import { isNumber } from "../source/meant-number.ts";
import { deepest, isUnwritten, lookUp, type Node, type Path } from "../source/tree.ts";
import { takes } from "./accepts.ts";
import { suggestionsFor } from "./remedies.ts";

/** What an explanation needs to know about the whole value. */
export interface Subject {
  /** The value as written, without defaults. */
  readonly node: Node;
  /** Its path: "optimizer" or "scheduler.1"; "" for the document. */
  readonly where: string;
  /** The name of what its keys belong to: "SGD" or "training". */
  readonly owner: string;
  /** What its keys are called in messages. */
  readonly keys: "parameter" | "key";
  /** Whether the grid can vary it. */
  readonly varies: boolean;
  /** What to do about a key that is left out on purpose, whatever it resembles. */
  readonly leftOut?: (key: string) => string | undefined;
  /** What to suggest for a key that resembles none of its own, if the key is known elsewhere. */
  readonly elsewhere: (key: string, place: Within, value: Node | undefined) => Suggestion<Within> | string | undefined;
}

/** Turns ajv's errors into issues, one for each place. A misspelt key is not reported as missing, too. */
export function explain(errors: readonly ErrorObject[], subject: Subject): readonly Issue<Within>[] {
  const issues = new Map<string, Issue<Within>>();
  const meant = new Set<string>();
  for (const error of sorted(withoutBranches(errors))) {
    const path = segments(error);
    const key = path.join(".");
    if (issues.has(key) || (error.keyword === "required" && meant.has(key))) continue;
    const issue = explainOne(error, path, subject);
    for (const suggestion of issue.suggestions)
      if (suggestion.kind === "rename") meant.add([...path.slice(0, -1), suggestion.name].join("."));
    issues.set(key, issue);
  }
  return [...issues.values()];
}

/**
 * Drops the errors of single branches of a failed choice. If the value is a list and a list is allowed, keeps the errors
 * inside the list instead; likewise for a mapping where one kind of mapping is allowed.
 */
function withoutBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === "anyOf");
  const isList = ({ data, parentSchema }: ErrorObject) =>
    Array.isArray(data) && data.length > 0 && takes(parentSchema as ValueSchema, "array");
  return errors.filter((error) => {
    if (error.keyword === "anyOf") return !isList(error) && mappingOf(error) === undefined;
    const choice = choices.find(({ schemaPath }) => error.schemaPath.startsWith(`${schemaPath}/`));
    if (choice === undefined) return true;
    const mapping = mappingOf(choice);
    if (mapping !== undefined) return error.schemaPath.startsWith(`${choice.schemaPath}/${mapping}/`);
    return isList(choice) && (error.instancePath !== choice.instancePath || error.keyword.endsWith("Items"));
  });
}

/** For a mapping where one kind of mapping is allowed: which of the choices that is. */
function mappingOf({ data, parentSchema }: ErrorObject): number | undefined {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return undefined;
  // `{1, 2}` is a list in braces.
  const keys = Object.keys(data);
  if (keys.length > 0 && keys.every(isNumber)) return undefined;
  const branches = (parentSchema as ValueSchema).anyOf ?? [];
  const kinds = branches.flatMap(({ type, properties }, at) => (type === "object" && properties ? [at] : []));
  return kinds.length === 1 ? kinds[0] : undefined;
}

/** Unknown keys first, because a misspelt one may be what seems to be missing. */
function sorted(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const rank = ({ keyword }: ErrorObject) => (keyword === "additionalProperties" ? 0 : 1);
  return [...errors].sort((a, b) => rank(a) - rank(b));
}

function segments({ instancePath, keyword, params }: ErrorObject): Path {
  const path = instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (keyword === "additionalProperties") return [...path, params.additionalProperty as string];
  if (keyword === "required") return [...path, params.missingProperty as string];
  return path;
}

function explainOne(error: ErrorObject, path: Path, subject: Subject): Issue<Within> {
  const schema = error.parentSchema as ValueSchema;
  const full = [subject.where, ...path].filter(Boolean).join(".");
  switch (error.keyword) {
    case "additionalProperties":
      return unknownKey(path, schema, subject);
    case "required":
      return missingKey(path, schema, subject);
    case "uniqueItems": {
      const { i, j } = error.params as { i: number; j: number };
      const place: Within = { path: [...path, String(Math.max(i, j))], of: "value" };
      return issue("invalid", place, `${full} has the same value twice`, "remove one of them");
    }
    default: {
      const value = deepest(subject.node, path);
      const place: Within = { path, of: "value" };
      const ways = suggestionsFor(value, schema, subject.varies, place);
      return issue(
        "invalid",
        place,
        `${full} must be ${allowed(nearBounds(schema, value))}, found ${schema.type === "array" ? foundForList(value) : found(value)}`,
        ...ways,
      );
    }
  }
}

/** A bound that only keeps a run within reach. */
const FAR = 1000;

/** The schema without bounds that nobody comes near, unless this value is beyond them. */
function nearBounds(schema: ValueSchema, node: Node): ValueSchema {
  const { maximum = 0, ...rest } = schema;
  if (schema.anyOf) return { ...schema, anyOf: schema.anyOf.map((branch) => nearBounds(branch, node)) };
  if (maximum < FAR) return schema;
  return node.kind === "scalar" && typeof node.value === "number" && node.value > maximum ? schema : rest;
}

function unknownKey(path: Path, schema: ValueSchema, subject: Subject): Issue<Within> {
  const place: Within = { path, of: "key" };
  const key = path.at(-1) ?? "";
  const given = deepest(subject.node, path.slice(0, -1));
  const names = Object.keys(schema.properties ?? {});
  const free = names.filter((name) => given.kind !== "map" || !given.entries.has(name));
  // The document's keys are sections; those of what is deeper belong to no part.
  const isOwn = path.length === 1 || (path.length === 2 && subject.where === "");
  const way =
    valuesMeant(given, key, subject) ??
    subject.leftOut?.(key) ??
    didYouMean(key, free, place) ??
    (isOwn ? subject.elsewhere(key, place, lookUp(given, [key])) : undefined) ??
    choose(free);
  const none = `remove it: ${subject.owner} has no ${subject.keys}s${names.length > 0 ? " left" : ""}`;
  const message = isOwn
    ? `${titled(subject)} has no ${subject.keys} '${key}'`
    : `${[subject.where, ...path.slice(0, -1)].filter(Boolean).join(".")} has no key '${key}'`;
  return issue("unknown-key", place, message, way ?? none);
}

/** `{lr: 0.1, 0.2}`: values without brackets are keys. */
function valuesMeant(given: Node, key: string, { where, varies }: Subject): string | undefined {
  if (given.kind !== "map" || !isNumber(key)) return undefined;
  const entries = [...given.entries];
  const named = entries
    .slice(
      0,
      entries.findIndex(([name]) => name === key),
    )
    .findLastIndex(([name]) => !isNumber(name));
  const [name, { value } = { value: given }] = entries[named] ?? [];
  if (name === undefined || value.kind !== "scalar" || typeof value.value !== "number") return undefined;
  const rest = entries.slice(named + 1);
  const end = rest.findIndex(([other, { value }]) => !isNumber(other) || !isUnwritten(value));
  const list = [value.value, ...(end === -1 ? rest : rest.slice(0, end)).map(([other]) => other)].join(", ");
  return varies ? `to try several values, write ${where}.${name}: [${list}] under grid` : `write ${name}: [${list}]`;
}

function titled({ where, owner }: Subject): string {
  return where === owner || where === "" ? owner : `${where}: ${owner}`;
}

function missingKey(path: Path, schema: ValueSchema, subject: Subject): Issue<Within> {
  const { node, owner } = subject;
  const key = path.at(-1) ?? "";
  const required = (schema.required ?? []).filter((name) => schema.properties?.[name]?.default === undefined);
  const isBare = node.kind === "map" && node.bare;
  const way = isBare
    ? `write {type: ${owner}, ${required.map((name) => `${name}: …`).join(", ")}}`
    : ownValue(schema.properties ?? {}, key)?.description;
  return issue("missing", { path: path.slice(0, -1), of: "value" }, `${titled(subject)} needs '${key}'`, way);
}
