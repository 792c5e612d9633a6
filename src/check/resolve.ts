import type { Training } from "../contracts/config.ts";
import type { Registry } from "../contracts/registry.ts";
import type { Composed } from "../grid/compose.ts";
import { elements, type Section, SLOTS, takesList } from "../grid/sections.ts";
import { type Issue, issue, type Within } from "../issues/issue.ts";
import { explain } from "../schema/explain.ts";
import { trainingValidator } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { toJson } from "../source/tree.ts";
import { issueIn, type Resolution, WHOLE } from "./places.ts";
import { type ResolvedPart, resolvePart } from "./resolve-part.ts";

/** Training as a file has it: a limit of memory does not change what a run gives, so it is no part of its configuration. */
export type WrittenTraining = Training & { readonly max_memory?: number | string };

export type PartSection = Exclude<Section, "training">;

/** The parts of a section, checked one by one. */
export function resolveParts(composed: Composed, registry: Registry): Resolution<readonly ResolvedPart[]> {
  const section = composed.section as PartSection;
  const parts: ResolvedPart[] = [];
  const issues: Issue<Within>[] = [];
  const all = elements(section, composed.node);
  for (const { path, node } of all) {
    const where = [section, ...path].join(".");
    const position = { slot: SLOTS[section], path, where, isPhase: path.length > 0, isChild: false };
    const result = resolvePart(position, node, registry);
    if ("issues" in result) issues.push(...result.issues);
    else parts.push(result);
  }
  if (!takesList(section) && composed.node?.kind === "list") issues.splice(0, issues.length, listGiven(section));
  return issues.length > 0 ? { issues: issues.map((issue) => issueIn(composed, issue)) } : { value: parts };
}

function listGiven(section: Section): Issue<Within> {
  const message = `${section} must be one part, found a list`;
  return issue("invalid", WHOLE, message, "to try several, put the list under grid");
}

export function resolveTraining(composed: Composed): Resolution<WrittenTraining> {
  const { node } = composed;
  if (node?.kind !== "map") {
    const message = node === undefined ? "training needs 'epochs'" : `training must be a mapping, found ${found(node)}`;
    return { issues: [issueIn(composed, issue("invalid", WHOLE, message, "write training: {epochs: 50}"))] };
  }
  const value = toJson(node) as unknown as WrittenTraining;
  const issues = explain(trainingValidator()(value), {
    node,
    where: "training",
    owner: "training",
    keys: "key",
    varies: true,
    elsewhere: () => undefined,
  });
  return issues.length > 0 ? { issues: issues.map((issue) => issueIn(composed, issue)) } : { value };
}
