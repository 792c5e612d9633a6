import type { Json, PartConfig } from "../contracts/config.ts";
import { GROUPS, groupSchema, hasGroups } from "../contracts/groups.ts";
import type { Part } from "../contracts/part.ts";
import { type Issue, issue, type Within } from "../issues/issue.ts";
import { explain, type Subject } from "../schema/explain.ts";
import { groupValidator, partValidator } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { type MapNode, type Node, type Path, toJson } from "../source/tree.ts";
import { below } from "./places.ts";

/** Separates the param groups from an optimizer. */
export function takeGroups(node: MapNode, part: Part): { readonly own: MapNode; readonly groups: Node | undefined } {
  const groups = hasGroups(part) ? node.entries.get(GROUPS)?.value : undefined;
  return { own: groups === undefined ? node : without(node, [GROUPS]), groups };
}

/**
 * Checks an optimizer's param groups: each has patterns, and values that go with the optimizer's own.
 * @param subject the optimizer they belong to
 * @param config with its own values and defaults in
 */
export function checkGroups(groups: Node, part: Part, config: PartConfig, subject: Subject): readonly Issue<Within>[] {
  const where = `${subject.where}.${GROUPS}`;
  if (groups.kind !== "list") return [misshapen([GROUPS], `${where} must be a list, found ${found(groups)}`)];
  return groups.items.flatMap((item, index) => {
    const path = [GROUPS, String(index)];
    const place = `${where}.${index}`;
    if (item.kind !== "map") return [misshapen(path, `${place} must be a mapping, found ${found(item)}`)];
    return checkGroup(item, part, config, { ...subject, where: place }).map((issue) => below(path, issue));
  });
}

function checkGroup(item: MapNode, part: Part, config: PartConfig, subject: Subject): readonly Issue<Within>[] {
  const names = Object.keys(groupSchema.properties);
  const overrides = without(item, names);
  const head = without(item, [...overrides.entries.keys()]);
  const { type, ...own } = config;
  const wrong = explain(groupValidator()(toJson(head)), {
    ...subject,
    node: head,
    owner: "a param group",
    keys: "key",
  });
  const values = { ...own, ...(toJson(overrides) as Readonly<Record<string, Json>>) };
  return [...wrong, ...explain(partValidator(part)(values), { ...subject, node: overrides })];
}

function without(node: MapNode, keys: readonly string[]): MapNode {
  return { ...node, entries: new Map([...node.entries].filter(([key]) => !keys.includes(key))) };
}

function misshapen(path: Path, message: string): Issue<Within> {
  const example = 'write groups: [{match: "*.bias", weight_decay: 0}]';
  return issue("invalid", { path, of: "value" }, message, example);
}
