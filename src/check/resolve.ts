import type { Training } from "../contracts/config.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Composed } from "../grid/compose.ts";
import { elements, type Section, SLOTS, takesList } from "../grid/sections.ts";
import type { Problem } from "../issues/issue.ts";
import { explain, type Fault } from "../schema/explain.ts";
import { trainingValidator } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { deepest, toJson } from "../source/tree.ts";
import { type ResolvedPart, resolvePart } from "./resolve-part.ts";

/** Training as a file has it: a limit of memory does not change what a run gives, so it is no part of its configuration. */
type WrittenTraining = Training & { readonly max_memory?: number | string };

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
    const where = [section, ...path].join(".");
    const position = { slot: SLOTS[section], path, where, isPhase: path.length > 0, isChild: false };
    const result = resolvePart(position, node, registry);
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

export function resolveTraining(composed: Composed): Resolution<WrittenTraining> {
  const { node } = composed;
  if (node?.kind !== "map") {
    const remedy = "write {epochs: …}";
    const message = node === undefined ? "training needs 'epochs'" : `training must be a mapping, found ${found(node)}`;
    return { problems: [problemAt(composed, { code: "invalid", path: [], atKey: false, message, remedy })] };
  }
  const value = toJson(node) as unknown as WrittenTraining;
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
