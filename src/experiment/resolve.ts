import type { Json, PartConfig, Training } from "../definition/config.ts";
import { GROUPS } from "../definition/groups.ts";
import type { Part } from "../definition/part.ts";
import type { Registry } from "../definition/registry.ts";
import type { Composed } from "./compose.ts";
import { found } from "./describe.ts";
import type { Problem } from "./diagnostics.ts";
import { explain, type Fault, type Subject } from "./explain.ts";
import { isPartNotYet } from "./not-yet.ts";
import { checkGroups, takeGroups } from "./param-groups.ts";
import { unknownPart, whereKeyBelongs } from "./part-faults.ts";
import { elements, expanded, partOf, type Section, SLOTS, takesList, typeOf } from "./sections.ts";
import { takeSlotKeys } from "./slot-keys.ts";
import { deepest, type MapNode, type Node, type Path, toJson } from "./tree.ts";
import { partValidator, trainingValidator } from "./validators.ts";

/** A part with its parameters checked and its defaults in. */
export interface ResolvedPart {
  /** Within its section, as written: empty for a part that is not in a list. */
  readonly path: Path;
  readonly part: Part;
  readonly config: PartConfig;
  /** A phase's length, where it gives one. */
  readonly epochs: number | undefined;
}

export type Resolution<T> = { readonly value: T } | { readonly problems: readonly Problem[] };

export type PartSection = Exclude<Section, "training">;

/**
 * A fault within a section, as a problem in the text.
 * @param beside sections that it does not fit: what the grid placed there is told
 */
export function problemAt(
  { section, node, grafts }: Composed,
  fault: Fault,
  beside: readonly Composed[] = [],
): Problem {
  const { code, path, message, remedy } = fault;
  const owner = node && deepest(node, path.slice(0, -1));
  const key = fault.atKey && owner?.kind === "map" ? owner.entries.get(path.at(-1) ?? "")?.key : undefined;
  const at = key ?? (node === undefined ? 0 : deepest(node, path).at);
  const graft = grafts.findLast((graft) => graft.path.every((segment, i) => path[i] === segment));
  const others = beside.flatMap((other) => other.grafts.map(({ label }) => label));
  const company = others.length > 0 ? `with ${others.join(", ")}` : undefined;
  const placed = graft ? `placed at ${[section, ...graft.path].join(".")} by ${graft.label}` : company;
  return { code, at, message, remedy, placed };
}

/** The parts of a section, checked one by one. */
export function resolveParts(composed: Composed, registry: Registry): Resolution<readonly ResolvedPart[]> {
  const section = composed.section as PartSection;
  const parts: ResolvedPart[] = [];
  const faults: Fault[] = [];
  const all = elements(section, composed.node);
  for (const { path, node } of all) {
    const result = resolvePart(section, path, node, registry);
    if ("faults" in result) faults.push(...result.faults);
    else parts.push(result);
  }
  if (!takesList(section) && composed.node?.kind === "list") faults.splice(0, faults.length, listGiven(section));
  return faults.length > 0 ? { problems: faults.map((fault) => problemAt(composed, fault)) } : { value: parts };
}

function listGiven(section: Section): Fault {
  return {
    code: "invalid",
    path: [],
    atKey: false,
    message: `${section} must be one part, found a list`,
    remedy: "to try several, put the list under grid",
  };
}

function resolvePart(
  section: PartSection,
  path: Path,
  node: Node,
  registry: Registry,
): ResolvedPart | { readonly faults: readonly Fault[] } {
  const where = [section, ...path].join(".");
  const slot = SLOTS[section];
  if (node.kind !== "map") {
    const message = `${where} must be a part, found ${found(node)}`;
    return { faults: [{ code: "invalid", path, atKey: false, message, remedy: "write {type: …}, or its name alone" }] };
  }
  const part = partOf(node, slot, registry);
  if (part === undefined || isPartNotYet(slot, typeOf(node) ?? "", registry))
    return { faults: [unknownPart(slot, where, path, node, registry)] };
  const { own: rest, epochs, faults } = takeSlotKeys(slot, path, where, node, part);
  const { own, groups } = takeGroups(rest, part);
  const { type, ...params } = toJson(own) as PartConfig;
  const subject: Subject = {
    node: own,
    where,
    owner: type,
    keys: "parameter",
    varies: true,
    elsewhere: (key: string) => whereKeyBelongs(key, slot, part, registry),
  };
  const below = (fault: Fault) => ({ ...fault, path: [...path, ...fault.path] });
  const errors = partValidator(part)(params);
  const inner = resolveInner(section, path, own, part, registry);
  const all = [...faults, ...explain(errors, subject).map(below), ...inner.faults];
  if (all.length > 0) return { faults: all };
  const config: PartConfig = { type, ...params, ...inner.configs };
  if (groups === undefined) return { path, part, config, epochs };
  const wrong = checkGroups(groups, part, config, subject);
  if (wrong.length > 0) return { faults: wrong.map(below) };
  return { path, part, config: { ...config, [GROUPS]: toJson(groups) }, epochs };
}

/** The parts that a part has inside, each under its parameter, alone or in a list. */
function resolveInner(section: PartSection, path: Path, node: MapNode, part: Part, registry: Registry) {
  const faults: Fault[] = [];
  const configs: Record<string, Json> = {};
  const resolved = (at: Path, value: Node): Json => {
    const result = resolvePart(section, at, expanded(value), registry);
    if (!("faults" in result)) return result.config;
    faults.push(...result.faults);
    return null;
  };
  for (const [name, schema] of Object.entries(part.params.properties)) {
    const value = node.entries.get(name)?.value;
    const at = [...path, name];
    if (value === undefined) continue;
    if ("slot" in schema) configs[name] = resolved(at, value);
    else if (value.kind === "list" && "slot" in ((schema as { items?: object }).items ?? {}))
      configs[name] = value.items.map((item, i) => resolved([...at, String(i)], item));
  }
  return { faults, configs };
}

export function resolveTraining(composed: Composed): Resolution<Training> {
  const { node } = composed;
  if (node?.kind !== "map") {
    const remedy = "write {epochs: …}";
    const message = node === undefined ? "training needs 'epochs'" : `training must be a mapping, found ${found(node)}`;
    return { problems: [problemAt(composed, { code: "invalid", path: [], atKey: false, message, remedy })] };
  }
  const value = toJson(node) as unknown as Training;
  const faults = explain(trainingValidator()(value), {
    node,
    where: "training",
    owner: "training",
    keys: "key",
    varies: true,
    elsewhere: () => undefined,
  });
  return faults.length > 0 ? { problems: faults.map((fault) => problemAt(composed, fault)) } : { value };
}
