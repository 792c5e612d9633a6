import type { Json, PartConfig } from "../contracts/config.ts";
import { GROUPS } from "../contracts/groups.ts";
import type { Part, Slot } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import { expanded, partOf } from "../grid/sections.ts";
import { type Issue, issue, type Within } from "../issues/issue.ts";
import { write } from "../issues/suggest.ts";
import { explain, type Subject } from "../schema/explain.ts";
import { partValidator } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { type MapNode, type Node, type Path, toJson } from "../source/tree.ts";
import { checkGroups, takeGroups } from "./param-groups.ts";
import { unknownPart, whereKeyBelongs, whyPartLeavesOut } from "./part-issues.ts";
import { below } from "./places.ts";
import { type Position, takeSlotKeys, type WrittenTiming } from "./slot-keys.ts";

/** A part with checked parameters and filled-in defaults, including its inner parts. */
export interface ResolvedPart {
  /** Within its section, as written: empty for a part that is not in a list. */
  readonly path: Path;
  readonly part: Part;
  readonly config: PartConfig;
  /** The keys that a scheduler has because of its place. */
  readonly timing: WrittenTiming;
}

type PartResolution = ResolvedPart | { readonly issues: readonly Issue<Within>[] };

export function resolvePart(position: Position, node: Node, registry: Registry): PartResolution {
  const { slot, path, where } = position;
  if (node.kind !== "map") {
    const message = `${where} must be a part, found ${found(node)}`;
    const place: Within = { path, of: "value" };
    const isNone = slot === "scheduler" && node.kind === "scalar" && node.value === false;
    const width = slot === "layer" && node.kind === "scalar" && Number.isInteger(node.value) ? node.value : undefined;
    const meant = width === undefined ? undefined : write(`{type: Linear, out_features: ${width}}`, place);
    const way = isNone
      ? write("null", place, "no scheduler at all is null")
      : (meant ?? "write {type: …}, or just its name");
    return { issues: [issue("invalid", place, message, way)] };
  }
  const part = partOf(node, slot, registry);
  if (part === undefined) return { issues: [unknownPart(slot, where, path, node, registry)] };
  const { own: rest, timing, issues } = takeSlotKeys(position, node, part);
  const { own, groups } = takeGroups(rest, part);
  const { type, ...params } = toJson(own) as PartConfig;
  const subject: Subject = {
    node: own,
    where,
    owner: type,
    keys: "parameter",
    varies: true,
    leftOut: (key) => whyPartLeavesOut(key, slot, part, registry),
    elsewhere: (key, place, value) => whereKeyBelongs(key, place, value, slot, part, registry),
  };
  const errors = partValidator(part)(params);
  const all = [...issues, ...explain(errors, subject).map((issue) => below(path, issue))];
  const inner = resolveInner(position, own, part, registry);
  if (all.length > 0 || inner.issues.length > 0) return { issues: [...all, ...inner.issues] };
  const config: PartConfig = { type, ...params, ...inner.configs };
  if (groups === undefined) return { path, part, config, timing };
  const wrong = checkGroups(groups, part, config, subject);
  if (wrong.length > 0) return { issues: wrong.map((issue) => below(path, issue)) };
  return { path, part, config: { ...config, [GROUPS]: toJson(groups) }, timing };
}

/** The parameters that hold parts: a composition's schedulers, a block's layers, a wrapper's optimizer. */
function resolveInner({ path, where }: Position, own: MapNode, part: Part, registry: Registry) {
  const configs: Record<string, Json> = {};
  const issues: Issue<Within>[] = [];
  const resolve = (slot: Slot, at: Path, node: Node): PartConfig | undefined => {
    const inside = at.slice(path.length).join(".");
    const position = { slot, path: at, where: `${where}.${inside}`, isPhase: false, isChild: true };
    const result = resolvePart(position, expanded(node), registry);
    if ("config" in result) return result.config;
    issues.push(...result.issues);
    return undefined;
  };
  for (const { name, slot } of innerSlots(part)) {
    const value = own.entries.get(name)?.value;
    if (value === undefined) continue;
    const resolved =
      value.kind === "list"
        ? value.items.map((item, i) => resolve(slot, [...path, name, String(i)], item))
        : resolve(slot, [...path, name], value);
    configs[name] = resolved as Json;
  }
  return { configs, issues };
}

/** The parameters of a part that hold parts, and of which slot. */
export function innerSlots(part: Part): readonly { readonly name: string; readonly slot: Slot }[] {
  return Object.entries(part.params.properties).flatMap(([name, schema]) => {
    const { slot, items } = schema as { slot?: Slot; items?: { slot?: Slot } };
    const held = slot ?? items?.slot;
    return held === undefined ? [] : [{ name, slot: held }];
  });
}
