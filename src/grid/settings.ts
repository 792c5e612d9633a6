import type { Kind, Pruning, Search } from "../contracts/search.ts";
import { PRUNINGS, SEARCHES } from "../contracts/search.ts";
import type { Problems } from "../issues/issue.ts";
import { didYouMean, listed } from "../issues/suggest.ts";
import { explain } from "../schema/explain.ts";
import { kindValidator } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { deepest, isNull, type MapNode, toJson } from "../source/tree.ts";
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
export function readSearch(root: MapNode, problems: Problems): Search | undefined {
  return readSettings(root, "search", problems) as Search | undefined;
}

/** Its `prune`, likewise. */
export function readPruning(root: MapNode, problems: Problems): Pruning | undefined {
  return readSettings(root, "prune", problems) as Pruning | undefined;
}

function readSettings(root: MapNode, key: keyof typeof KINDS, problems: Problems): unknown {
  const written = root.entries.get(key)?.value;
  if (written === undefined || isNull(written)) return undefined;
  const kinds: Readonly<Record<string, Kind>> = KINDS[key];
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
    const other = OTHER_NAMES[type.toLowerCase()];
    const meant = other !== undefined && names.includes(other) ? `did you mean '${other}'?` : didYouMean(type, names);
    const at = node.entries.get("type")?.value.at ?? node.at;
    problems.add({
      code: key,
      at,
      message: `${key}: there is no type '${type}'`,
      remedy: meant ?? `types: ${listed(names)}`,
    });
    return undefined;
  }
  const { type: _, ...params } = toJson(node) as Record<string, unknown>;
  const errors = kindValidator(kind)(params);
  if (errors.length === 0) return { type, ...params };
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

function whereElse(name: string, kinds: Readonly<Record<string, Kind>>): string | undefined {
  const owners = Object.keys(kinds).filter((type) => Object.hasOwn(kinds[type]?.params.properties ?? {}, name));
  return owners.length === 0 ? undefined : `'${name}' belongs to ${listed(owners)}`;
}
