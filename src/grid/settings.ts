import type { Kind, Pruning, Search } from "../contracts/search.ts";
import { PRUNINGS, SEARCHES } from "../contracts/search.ts";
import type { Issues } from "../issues/collector.ts";
import { issue } from "../issues/issue.ts";
import { choose, listed, oneOf, rename } from "../issues/suggest.ts";
import { explain } from "../schema/explain.ts";
import { kindValidator } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { inText } from "../source/places.ts";
import { isNull, type MapNode, toJson } from "../source/tree.ts";
import { expanded, typeOf } from "./sections.ts";

const KINDS = { search: SEARCHES, prune: PRUNINGS } as const;

/** What a type goes by elsewhere. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  bayes: "tpe",
  bayesian: "tpe",
  optuna: "tpe",
  quasi_random: "sobol",
  qmc: "sobol",
  sha: "successive_halving",
  asha: "successive_halving",
  halving: "successive_halving",
};

/** The `search` of an experiment with its defaults; undefined where there is none, or a wrong one. */
export function readSearch(root: MapNode, issues: Issues): Search | undefined {
  return readSettings(root, "search", issues) as Search | undefined;
}

/** Its `prune`, likewise. */
export function readPruning(root: MapNode, issues: Issues): Pruning | undefined {
  return readSettings(root, "prune", issues) as Pruning | undefined;
}

function readSettings(root: MapNode, key: keyof typeof KINDS, issues: Issues): unknown {
  const written = root.entries.get(key)?.value;
  if (written === undefined || isNull(written)) return undefined;
  const kinds: Readonly<Record<string, Kind>> = KINDS[key];
  const names = Object.keys(kinds);
  const node = expanded(written);
  const type = typeOf(node);
  if (node.kind !== "map" || type === undefined) {
    const message = node.kind === "map" ? `${key} needs 'type'` : `${key} must be a mapping, found ${found(node)}`;
    issues.add(issue(key, node.at, message, choose(names)));
    return undefined;
  }
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (kind === undefined) {
    const other = OTHER_NAMES[type.toLowerCase()];
    const at = node.entries.get("type")?.value.at ?? node.at;
    const way = other !== undefined && names.includes(other) ? rename(other, at) : oneOf(type, names, at);
    issues.add(issue(key, at, `${key}: there is no type '${type}'`, way));
    return undefined;
  }
  const { type: _, ...params } = toJson(node) as Record<string, unknown>;
  const errors = kindValidator(kind)(params);
  if (errors.length === 0) return { type, ...params };
  const elsewhere = (name: string) => whereElse(name, kinds);
  const subject = { node, where: key, owner: type, keys: "parameter", varies: false, elsewhere } as const;
  for (const found of explain(errors, subject)) issues.add({ ...inText(found, node), code: key });
  return undefined;
}

function whereElse(name: string, kinds: Readonly<Record<string, Kind>>): string | undefined {
  const owners = Object.keys(kinds).filter((type) => Object.hasOwn(kinds[type]?.params.properties ?? {}, name));
  return owners.length === 0 ? undefined : `'${name}' is a parameter of ${listed(owners)}`;
}
