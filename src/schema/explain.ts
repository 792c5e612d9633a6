import type { ErrorObject } from "ajv";
import type { Code } from "../issues/issue.ts";
import { didYouMean, listed } from "../issues/suggest.ts";
import { allowed, found, type Schema } from "../source/describe.ts";
import { deepest, type Node, type Path } from "../source/tree.ts";
import { remedyFor, takes } from "./remedies.ts";

/** Something wrong with a value, by the path from where the validated value stands. */
export interface Fault {
  readonly code: Code;
  readonly path: Path;
  /** Whether it is the key at this path that is wrong, not its value. */
  readonly atKey: boolean;
  readonly message: string;
  readonly remedy?: string | undefined;
}

/** What an explanation needs to know of the value as a whole. */
export interface Subject {
  /** As it was written, before defaults. */
  readonly node: Node;
  /** Where it stands: "optimizer" or "scheduler.1"; "" for the document. */
  readonly where: string;
  /** What its keys belong to: "SGD" or "training". */
  readonly owner: string;
  /** What its keys are. */
  readonly keys: "parameter" | "key";
  /** Whether the grid can vary it. */
  readonly varies: boolean;
  /** Where else a key belongs, if anywhere. */
  readonly elsewhere: (key: string) => string | undefined;
}

/** Turns ajv's errors into faults: one a place, and what is missing not told twice when it is misspelt. */
export function explain(errors: readonly ErrorObject[], subject: Subject): readonly Fault[] {
  const faults = new Map<string, Fault>();
  const meant = new Set<string>();
  for (const error of sorted(withoutBranches(errors))) {
    const path = segments(error);
    if ([...faults.keys()].some((known) => known === path.join("."))) continue;
    if (error.keyword === "required" && meant.has(path.join("."))) continue;
    const fault = explainOne(error, path, subject, meant);
    faults.set(path.join("."), fault);
  }
  return [...faults.values()];
}

/** Of a choice that fails, either the whole or, for a list where a list is allowed, what is wrong in the list. */
function withoutBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = errors.filter(({ keyword }) => keyword === "anyOf");
  const isList = ({ data, parentSchema }: ErrorObject) =>
    Array.isArray(data) && data.length > 0 && takes(parentSchema as Schema, "array");
  return errors.filter((error) => {
    if (error.keyword === "anyOf") return !isList(error);
    const choice = choices.find(({ schemaPath }) => error.schemaPath.startsWith(`${schemaPath}/`));
    if (choice === undefined) return true;
    return isList(choice) && (error.instancePath !== choice.instancePath || error.keyword.endsWith("Items"));
  });
}

/** Unknown keys first: they may be what is missing. */
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

function explainOne(error: ErrorObject, path: Path, subject: Subject, meant: Set<string>): Fault {
  const schema = error.parentSchema as Schema;
  const last = path.at(-1) ?? "";
  const full = [subject.where, ...path].filter(Boolean).join(".");
  switch (error.keyword) {
    case "additionalProperties":
      return unknownKey(path, last, schema, subject, meant);
    case "required":
      return missing(path, last, schema, subject);
    case "uniqueItems": {
      const { i, j } = error.params as { i: number; j: number };
      return invalid([...path, String(Math.max(i, j))], `${full} has the same value twice`, schema.description);
    }
    default: {
      const value = deepest(subject.node, path);
      return invalid(
        path,
        `${full} must be ${allowed(schema)}, found ${found(value)}`,
        remedyFor(value, schema, subject.varies),
      );
    }
  }
}

function invalid(path: Path, message: string, remedy: string | undefined): Fault {
  return { code: "invalid", path, atKey: false, message, remedy };
}

function unknownKey(path: Path, key: string, schema: Schema, subject: Subject, meant: Set<string>): Fault {
  const given = deepest(subject.node, path.slice(0, -1));
  const names = Object.keys(schema.properties ?? {});
  const free = names.filter((name) => given.kind !== "map" || !given.entries.has(name));
  const near = didYouMean(key, free);
  if (near !== undefined) meant.add([...path.slice(0, -1), near.slice("did you mean '".length, -2)].join("."));
  return {
    code: "unknown-key",
    path,
    atKey: true,
    message: `${titled(subject)} has no ${subject.keys} '${key}'`,
    remedy: near ?? subject.elsewhere(key) ?? (names.length === 0 ? "it takes none" : `allowed: ${listed(names)}`),
  };
}

function titled({ where, owner }: Subject): string {
  return where === owner || where === "" ? owner : `${where}: ${owner}`;
}

function missing(path: Path, key: string, schema: Schema, subject: Subject): Fault {
  const { node, owner } = subject;
  const needs = (schema.required ?? []).filter((name) => schema.properties?.[name]?.default === undefined);
  const bare = node.kind === "map" && node.bare;
  const remedy = bare
    ? `write {type: ${owner}, ${needs.map((name) => `${name}: …`).join(", ")}}`
    : schema.properties?.[key]?.description;
  return {
    code: "missing",
    path: path.slice(0, -1),
    atKey: false,
    message: `${titled(subject)} needs '${key}'`,
    remedy,
  };
}
