import type { Registry } from "../contracts/registry.ts";
import type { Composed } from "../grid/compose.ts";
import { elements, type PartSection, type Section, SLOTS, takesList } from "../grid/sections.ts";
import { type Issue, issue, type Within } from "../issues/issue.ts";
import { issueIn, type Resolution, WHOLE } from "./places.ts";
import { type ResolvedPart, resolvePart } from "./resolve-part.ts";

/** The parts of a section, each checked by itself: parameters, defaults, and the parts within it. */
export function sectionParts(composed: Composed, registry: Registry): Resolution<readonly ResolvedPart[]> {
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
