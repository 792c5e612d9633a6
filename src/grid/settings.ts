import type { Json } from "../contracts/config.ts";
import type { Part, PartsOf } from "../contracts/part.ts";
import type { PrunerPart, Pruning } from "../contracts/pruner.ts";
import type { Registry } from "../contracts/registry.ts";
import type { SearchPart, SearchPlan } from "../contracts/search.ts";
import type { Issues } from "../issues/collector.ts";
import { issue, type Within } from "../issues/issue.ts";
import { choose, listed, oneOf, rename, write } from "../issues/suggest.ts";
import { ownValue } from "../numbers/own.ts";
import { explain } from "../schema/explain.ts";
import { partValidator } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { inText } from "../source/places.ts";
import { isNull, type MapNode, toJson } from "../source/tree.ts";
import { otherName } from "./key-homes.ts";
import { expanded, typeOf } from "./sections.ts";

/** The `search` of an experiment, bound; undefined if there is none or it has errors. */
export function readSearch(root: MapNode, { search }: Registry, issues: Issues): SearchPlan | undefined {
  return readSettings(root, "search", search, issues);
}

/** Its `prune`, likewise. */
export function readPruning(root: MapNode, { prune }: Registry, issues: Issues): Pruning | undefined {
  return readSettings(root, "prune", prune, issues);
}

function readSettings<P extends SearchPart | PrunerPart>(
  root: MapNode,
  key: "search" | "prune",
  kinds: PartsOf<P>,
  issues: Issues,
): ReturnType<P["plan"]> | undefined {
  const written = root.entries.get(key)?.value;
  if (written === undefined || isNull(written)) return undefined;
  const names = Object.keys(kinds);
  const node = expanded(written);
  const type = typeOf(node);
  if (node.kind !== "map" || type === undefined) {
    const message = node.kind === "map" ? `${key} needs 'type'` : `${key} must be a mapping, found ${found(node)}`;
    const isNone = node.kind === "scalar" && node.value === false;
    issues.add(issue(key, node.at, message, isNone ? write("null", node.at) : choose(names)));
    return undefined;
  }
  const kind = ownValue(kinds, type);
  if (kind === undefined) {
    const other = names.find((name) => kinds[name]?.aliases.includes(type.toLowerCase()));
    const at = node.entries.get("type")?.value.at ?? node.at;
    const isNone = node.bare && /^(none|nil|no|off|false|)$/i.test(type);
    const way = isNone ? write("null", at) : other !== undefined ? rename(other, at) : oneOf(type, names, at);
    issues.add(issue(key, at, `${key}: there is no type '${type}'`, way));
    return undefined;
  }
  const { type: _, ...params } = toJson(node) as Readonly<Record<string, Json>>;
  const errors = partValidator(kind)(params);
  if (errors.length === 0) return kind.plan({ ...params, type }) as ReturnType<P["plan"]>;
  const elsewhere = (name: string, place: Within) => {
    const [section, own] = otherName(name)?.split(".") ?? [];
    return section === key && own !== undefined ? rename<Within>(own, place) : whereElse(name, kinds);
  };
  const subject = { node, where: key, owner: type, keys: "parameter", varies: false, elsewhere } as const;
  for (const found of explain(errors, subject)) issues.add({ ...inText(found, node), code: key });
  return undefined;
}

function whereElse(name: string, kinds: PartsOf<Part>): string | undefined {
  const owners = Object.keys(kinds).filter((type) => Object.hasOwn(kinds[type]?.params.properties ?? {}, name));
  return owners.length === 0 ? undefined : `'${name}' is a parameter of ${listed(owners)}`;
}
