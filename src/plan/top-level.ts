import { columnMeant, isMetricColumn } from "../contracts/metric.ts";
import type { Registry } from "../contracts/registry.ts";
import { elsewhere, homeOf, moveFromTop, otherName, TOP_LEVEL, withSeeds } from "../grid/key-homes.ts";
import { hasImported, hasScript, isSection } from "../grid/sections.ts";
import type { Issues } from "../issues/collector.ts";
import { issue, type Span, type Suggestion } from "../issues/issue.ts";
import { choose, nearest, rename, write } from "../issues/suggest.ts";
import type { PolicyKey } from "../schema/experiment.ts";
import { explain, type Subject } from "../schema/explain.ts";
import { topLevelValidator } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { flowNode, flowText } from "../source/flow.ts";
import { inText, START } from "../source/places.ts";
import { deepest, type Entry, isText, type MapNode, type Node, type Path, toJson } from "../source/tree.ts";

const NAME_RULE = "use at most 64 letters, digits, '.', '_' and '-', and begin with a letter or digit";

/** Names of devices, with any ending. Windows makes no folder of such a name. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const SHARD = /\.shard-\d+-of-\d+$/i;

/** Why a text cannot be the name of an experiment: what to do instead. Undefined if it can. */
export function nameProblem(text: string): string | undefined {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) return NAME_RULE;
  if (DEVICE.test(text)) return `Windows keeps '${text}' for a device; use another name, such as my-${text}`;
  if (SHARD.test(text)) return "folders of shards have such names; leave '.shard-…' out";
  return text.endsWith(".") ? "Windows drops a '.' at the end; leave it out" : undefined;
}

/** Whether a text can be the name of a results folder. */
const isExperimentName = (text: string) => nameProblem(text) === undefined;

/** The document's mapping. A misspelled section is reported and then treated as the intended one. */
export function readRoot(root: Node | undefined, registry: Registry, issues: Issues): MapNode | undefined {
  if (root?.kind !== "map") {
    const what = root === undefined ? "the file is empty" : `an experiment is a mapping, found ${found(root)}`;
    issues.add(issue("missing", root?.at ?? START, what, "add data, model, loss, optimizer and training"));
    return undefined;
  }
  for (const [key, entry] of root.entries) {
    if (TOP_LEVEL.includes(key)) continue;
    issues.add(
      issue("unknown-key", entry.key, `an experiment has no key '${key}'`, keyMeant(key, entry, root, registry)),
    );
  }
  return withMeant(root, registry);
}

function withMeant(root: MapNode, registry: Registry): MapNode {
  const entries = new Map(root.entries);
  for (const [key, entry] of root.entries) {
    const meant = otherName(key) ?? nearest(key, TOP_LEVEL);
    // What belongs into a section is none of them, however near its name.
    if (homeAtTop(key, entry.value, root, registry)?.includes(".")) continue;
    if (!TOP_LEVEL.includes(key) && isSection(meant) && !entries.has(meant)) entries.set(meant, entry);
  }
  return { ...root, entries };
}

function keyMeant(
  key: string,
  { key: place, value }: Entry,
  root: MapNode,
  registry: Registry,
): Suggestion<Span> | undefined {
  const seeds = withSeeds(key, value);
  if (seeds !== undefined) return write(seeds, { ...place, length: endOf(value.at) - place.offset });
  const [section, ...path] = key.split(".");
  if (isSection(section) && path.length > 0) return { kind: "advice", text: placeOfPath(section, path, value) };
  const home = homeAtTop(key, value, root, registry);
  if (home === undefined) {
    const text = elsewhere(key);
    const near = nearest(key, TOP_LEVEL);
    if (text !== undefined) return { kind: "advice", text };
    return near === undefined ? choose(TOP_LEVEL) : rename(near, place);
  }
  if (!home.includes(".")) return rename(home, place);
  return { kind: "advice", text: moveFromTop(home, key, value, root, registry) };
}

/** The path of a key at the top. `metric` may be one of metrics; a column is what to rank by. */
function homeAtTop(key: string, value: Node, root: MapNode, registry: Registry): string | undefined {
  const isColumn = key === "metric" && isText(value) && isMetricColumn(columnMeant(value.value));
  return isColumn ? "objective.metric" : homeOf(key, registry, root);
}

/** Where a path such as `optimizer.lr` goes that stands at the top. */
function placeOfPath(section: string, path: Path, value: Node): string {
  const isAxis = value.kind !== "scalar";
  return isAxis
    ? "indent it under grid: it is an axis"
    : `move it to ${section}: ${path.join(".")}: ${flowNode(value)}`;
}

/** The name that a text resembles. */
function nameMeant(text: string): string | undefined {
  const letters = text.normalize("NFKD").replace(/\p{M}/gu, "");
  const name = letters
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+|-+$/g, "")
    .slice(0, 64);
  return isExperimentName(name) ? name : undefined;
}

/** The baseline that the name of a variant was meant to be; undefined where no axis of the grid has it. */
function baselineMeant(node: Node, root: MapNode): string | undefined {
  const grid = root.entries.get("grid")?.value;
  if (node.kind !== "scalar" || grid?.kind !== "map") return undefined;
  const name = String(node.value);
  const isIn = (values: Node) =>
    values.kind === "map"
      ? values.entries.has(name)
      : values.kind === "list" && values.items.some((item) => item.kind === "scalar" && String(item.value) === name);
  const axis = [...grid.entries].find(([, { value }]) => isIn(value))?.[0];
  return axis === undefined ? undefined : `{${flowText(axis)}: ${flowNode(node)}}`;
}

const endOf = ({ offset, length }: Span) => offset + length;

/** The value of a key with its defaults; undefined if it is missing or invalid. */
export function readKey(
  root: MapNode,
  key: "name" | "description" | "seeds" | "objective" | "compare" | "baseline" | PolicyKey,
  issues: Issues,
): unknown {
  const node = root.entries.get(key)?.value;
  const value: Record<string, unknown> = node === undefined ? {} : { [key]: toJson(node) };
  const errors = topLevelValidator(key, hasScript(root) || hasImported(root))(value);
  const problem = key === "name" && isText(node) ? nameProblem(node.value) : undefined;
  if (errors.length === 0 && problem === undefined) return value[key];
  const subject: Subject = {
    node: root,
    where: "",
    owner: key,
    keys: "key",
    varies: false,
    elsewhere(name, place) {
      const [section, own] = otherName(name)?.split(".") ?? [];
      return section === key && own !== undefined ? rename(own, place) : undefined;
    },
  };
  if (key === "name" && node) {
    const isWritten = isText(node);
    const message = isWritten ? `name ${found(node)} cannot name a folder` : `name must be text, found ${found(node)}`;
    const meant = isWritten ? nameMeant(node.value) : undefined;
    const rule = problem ?? NAME_RULE;
    const way = meant === undefined ? rule : write(meant, node.at, rule);
    issues.add(issue(isWritten ? "name" : "invalid", node.at, message, way));
    return undefined;
  }
  for (const found of explain(errors, subject)) {
    const way =
      found.place.path.at(-1) === "baseline" ? baselineMeant(deepest(root, found.place.path), root) : undefined;
    issues.add(inText(way === undefined ? found : { ...found, suggestions: [write(way, found.place)] }, root));
  }
  return undefined;
}
