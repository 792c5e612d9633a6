import type { Json } from "../contracts/config.ts";
import type { Part, PartsOf } from "../contracts/part.ts";
import type { PrunerPart, Pruning } from "../contracts/pruner.ts";
import type { Registry } from "../contracts/registry.ts";
import type { SearchPart, SearchPlan } from "../contracts/search.ts";
import type { Problems } from "../issues/issue.ts";
import { didYouMean, listed } from "../issues/suggest.ts";
import { explain } from "../schema/explain.ts";
import { partValidator } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { deepest, isNull, type MapNode, toJson } from "../source/tree.ts";
import { expanded, typeOf } from "./sections.ts";

/** The `search` of an experiment, bound; undefined where there is none, or a wrong one. */
export function readSearch(root: MapNode, { search }: Registry, problems: Problems): SearchPlan | undefined {
  return readSettings(root, "search", search, problems);
}

/** Its `prune`, likewise. */
export function readPruning(root: MapNode, { prune }: Registry, problems: Problems): Pruning | undefined {
  return readSettings(root, "prune", prune, problems);
}

function readSettings<P extends SearchPart | PrunerPart>(
  root: MapNode,
  key: "search" | "prune",
  kinds: PartsOf<P>,
  problems: Problems,
): ReturnType<P["plan"]> | undefined {
  const written = root.entries.get(key)?.value;
  if (written === undefined || isNull(written)) return undefined;
  const names = Object.keys(kinds);
  const node = expanded(written);
  const type = typeOf(node);
  if (node.kind !== "map" || type === undefined) {
    const message = node.kind === "map" ? `${key} needs 'type'` : `${key} must be a mapping, found ${found(node)}`;
    problems.add({ code: key, at: node.at, message, remedy: `types: ${listed(names)}` });
    return undefined;
  }
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (kind === undefined) {
    const other = names.find((name) => kinds[name]?.aliases.includes(type.toLowerCase()));
    const meant = other !== undefined ? `did you mean '${other}'?` : didYouMean(type, names);
    const at = node.entries.get("type")?.value.at ?? node.at;
    problems.add({
      code: key,
      at,
      message: `${key}: there is no type '${type}'`,
      remedy: meant ?? `types: ${listed(names)}`,
    });
    return undefined;
  }
  const { type: _, ...params } = toJson(node) as Readonly<Record<string, Json>>;
  const errors = partValidator(kind)(params);
  if (errors.length === 0) return kind.plan({ ...params, type }) as ReturnType<P["plan"]>;
  const elsewhere = (name: string) => whereElse(name, kinds);
  for (const fault of explain(errors, { node, where: key, owner: type, keys: "parameter", varies: false, elsewhere })) {
    const owner = deepest(node, fault.path.slice(0, -1));
    const place = fault.atKey && owner.kind === "map" ? owner.entries.get(fault.path.at(-1) ?? "")?.key : undefined;
    problems.add({
      code: key,
      at: place ?? deepest(node, fault.path).at,
      message: fault.message,
      remedy: fault.remedy,
    });
  }
  return undefined;
}

function whereElse(name: string, kinds: PartsOf<Part>): string | undefined {
  const owners = Object.keys(kinds).filter((type) => Object.hasOwn(kinds[type]?.params.properties ?? {}, name));
  return owners.length === 0 ? undefined : `'${name}' belongs to ${listed(owners)}`;
}
