import { isMap, isScalar, isSeq, type ParsedNode, type YAMLMap } from "yaml";
import type { Registry } from "../contracts/registry.ts";
import { normalised, pathsOf } from "../grid/axes.ts";
import { homeOf } from "../grid/key-homes.ts";
import { applyEdits } from "../issues/edits.ts";
import { type Edit, type Issue, issue, type Span } from "../issues/issue.ts";
import type { Inserted } from "../issues/locate.ts";
import { flowText } from "../source/flow.ts";
import { flow } from "../source/flow-yaml.ts";
import { START } from "../source/places.ts";
import { parseSource } from "../source/source.ts";
import { indexOf, type MapNode, type Path } from "../source/tree.ts";

/** A text with settings applied, as if a user had edited the file. */
interface Edited {
  readonly text: string;
  readonly inserted: readonly Inserted[];
  readonly issues: readonly Issue<Span>[];
}

/** Writes a text in the place of what stands between two offsets. */
function edit(from: number, to: number, text: string): Edit<Span> {
  return { place: { offset: from, length: to - from }, text };
}

type Step = Edit<Span> | { readonly refusal: string };

/** Puts each `path=value` into the text. With the parts at hand it tells where a key belongs that is none of the top. A text that is no YAML is left alone: it has other issues. */
export function applySettings(text: string, settings: readonly string[], registry?: Registry): Edited {
  let edited: Edited = { text, inserted: [], issues: [] };
  for (const setting of settings) {
    const { document, issues } = parseSource(edited.text);
    if (issues.length > 0 || document === undefined || !isMap(document.contents)) return edited;
    const step = editFor(edited.text, document.contents as YAMLMap.Parsed, setting, registry);
    if ("refusal" in step) {
      const refused = issue("set", START, `--set ${setting}: ${step.refusal}`);
      edited = { ...edited, issues: [...edited.issues, refused] };
    } else edited = applied(edited, step, `--set ${setting}`);
  }
  return edited;
}

function applied({ text, inserted, issues }: Edited, step: Edit<Span>, option: string): Edited {
  const { offset, length } = step.place;
  const removed = text.slice(offset, offset + length);
  const shift = step.text.length - length;
  const moved = inserted.map((one) =>
    one.from >= offset + length ? { ...one, from: one.from + shift, to: one.to + shift } : one,
  );
  const lines = step.text.split("\n").length - removed.split("\n").length;
  return {
    text: applyEdits(text, [step]),
    inserted: [...moved, { from: offset, to: offset + step.text.length, replaced: length, lines, option }],
    issues,
  };
}

function editFor(text: string, root: YAMLMap.Parsed, setting: string, registry: Registry | undefined): Step {
  const equals = setting.indexOf("=");
  if (equals < 1) return { refusal: "write path=value" };
  const source = parseSource(setting.slice(equals + 1));
  const value = source.issues.length > 0 ? undefined : typedValue(setting.slice(equals + 1), source.document?.contents);
  if (value === undefined) return { refusal: source.issues[0]?.message ?? "the value cannot have tags or aliases" };
  const key = normalised(setting.slice(0, equals).trim());
  const grid = valueAt(root, "grid");
  if (key.startsWith("grid.")) {
    const own = axisPath(grid, key.slice("grid.".length));
    const missing = isScalar(source.document?.contents) ? missingVariant(grid, own, value) : undefined;
    return missing === undefined ? place(text, root, ["grid", ...own], value) : { refusal: missing };
  }
  if (key.startsWith(SPACE)) return place(text, root, ["search", "space", key.slice(SPACE.length)], value);
  for (const { key: axis, value: values } of isMap(grid) ? (grid.items as YAMLMap.Parsed["items"]) : []) {
    const name = normalised(String((axis as { value?: unknown }).value));
    if (name === key)
      return fixAxis(
        text,
        axis as ParsedNode,
        values as ParsedNode | null,
        value,
        source.document?.contents as ParsedNode | null,
      );
    if (name.split(" + ").includes(key)) return { refusal: `the grid varies it together with others: set '${name}'` };
  }
  const covered = coveredBy(root, key, setting.slice(equals + 1).trim(), source.document?.contents);
  if (covered !== undefined) return { refusal: covered };
  if (key.split(".").includes("")) {
    const whole = key
      .split(".")
      .filter((segment) => segment !== "")
      .join(".");
    return { refusal: `the path has a dot too many: ${whole === "" ? "write path=value" : `write '${whole}'`}` };
  }
  const [path, ...more] = pathsOf(key);
  if (path === undefined || more.length > 0 || path.includes("")) return { refusal: `the grid has no axis '${key}'` };
  const home = path.length === 1 && registry ? homeOf(path[0] ?? "", registry, EMPTY) : undefined;
  if (home?.includes(".")) return { refusal: `an experiment has no key '${path[0]}': set '${home}=${value}'` };
  return place(text, root, path, value);
}

/** A list keeps the commas that were typed: [0,5, 1] is refused here as in the file. */
function typedValue(written: string, node: unknown): string | undefined {
  const value = flow((node ?? null) as ParsedNode | null);
  const isAsInFile = (isSeq(node) || isMap(node)) && node.flow === true && !/[\n#&]/.test(written.trim());
  return value !== undefined && isAsInFile ? written.trim() : value;
}

/** Nothing is known of what is written: a setting such as `mode` is then no scheduler's. */
const EMPTY: MapNode = { kind: "map", entries: new Map(), at: START };

const SPACE = "search.space.";

/** The keys below `grid` for a path: an axis and, where the path goes on to one of its named variants, that and what is in it. */
function axisPath(grid: unknown, key: string): Path {
  for (const [axis, variant, rest] of variantsIn(grid, key))
    return [axis, variant, ...(rest === "" ? [] : rest.split("."))];
  return [key];
}

/** What to say of one value for an axis that is not there, beside an axis with named variants. */
function missingVariant(grid: unknown, [key = "", ...rest]: Path, value: string): string | undefined {
  const axes = isMap(grid) ? (grid as YAMLMap.Parsed).items : [];
  const named = axes.find(({ key: axis, value }) => isMap(value) && isScalar(axis) && key.startsWith(`${axis.value}.`));
  if (named === undefined || rest.length > 0 || keysOf(grid).includes(key)) return undefined;
  const axis = String((named.key as { value?: unknown }).value);
  const names = keysOf(named.value).join(", ");
  return `grid.${axis} has no variant '${key.slice(axis.length + 1)}', only ${names}; for an axis of its own set 'grid.${key}=[${value}]'`;
}

/** The named variants of the grid that a path leads into: axis, name and the rest of the path. */
function* variantsIn(grid: unknown, key: string): Generator<readonly [axis: string, variant: string, rest: string]> {
  for (const { key: axisKey, value } of isMap(grid) ? grid.items : []) {
    const axis = isScalar(axisKey) ? String(axisKey.value) : "";
    for (const { key: nameKey } of isMap(value) ? value.items : []) {
      const name = isScalar(nameKey) ? String(nameKey.value) : "";
      const whole = `${axis}.${name}`;
      if (key === whole || key.startsWith(`${whole}.`)) yield [axis, name, key.slice(whole.length + 1)];
    }
  }
}

/** Why a value at a path would change nothing, and what to set in its place: the grid or the search has values for it. */
function coveredBy(root: YAMLMap.Parsed, key: string, value: string, node: unknown): string | undefined {
  const grid = valueAt(root, "grid");
  const search = valueAt(root, "search");
  const space = isMap(search) ? valueAt(search as YAMLMap.Parsed, "space") : undefined;
  const covers = (path: string) => key === path || key.startsWith(`${path}.`);
  const drawn = keysOf(space);
  const whole = drawn.find(covers);
  if (whole !== undefined) {
    const way = key === whole ? `: set '${SPACE}${whole}={choice: [${value}]}'` : "";
    return `search.space.${whole} takes its place in every variant, so it would change nothing${way}`;
  }
  const within = drawn.find((path) => holds(node, key, path));
  if (within !== undefined) return partly(`search.space.${within}`, within.slice(key.length + 1));
  const { given, isInEach } = placesIn(grid);
  const found = given.find(({ path }) => (covers(path) || holds(node, key, path)) && isInEach(path));
  if (found === undefined) return undefined;
  const { path, label } = found;
  if (!covers(path)) return partly(label, path.slice(key.length + 1));
  const taken = `${label} takes its place in every variant, so it would change nothing`;
  if (label === INCLUDE) return `${taken}: set '${INCLUDE}=[{${key}: ${value}}]', or edit ${INCLUDE}`;
  const [named] = variantsIn(grid, key);
  return `${taken}: set 'grid.${key}=${named !== undefined ? value : `[${value}]`}'`;
}

const INCLUDE = "grid.include";

const partly = (label: string, name: string) =>
  `${label} takes the place of its ${name} in every variant: leave ${name} out, and set ${label} by itself`;

const keysOf = (map: unknown): readonly string[] =>
  isMap(map) ? map.items.map(({ key }) => (isScalar(key) ? normalised(String(key.value)) : "")) : [];

/** The paths that a grid has values for, and whether each of its variants has one for a path. */
function placesIn(grid: unknown) {
  const axes = keysOf(grid).filter((key) => key !== "include" && key !== "exclude");
  const paths = axes.flatMap((key) => key.split(" + ").map((path) => ({ path, label: `grid.${key}` })));
  const include = isMap(grid) ? valueAt(grid as YAMLMap.Parsed, "include") : undefined;
  const entries = (isSeq(include) ? include.items : []).map((entry) =>
    keysOf(entry).flatMap((key) => key.split(" + ")),
  );
  // Without a value for an axis, an entry extends points of the grid; with one, it may be a point of its own.
  const own = entries.filter((keys) => axes.length === 0 || keys.some((key) => paths.some(({ path }) => path === key)));
  const added = axes.length > 0 ? [] : entries.flat().map((path) => ({ path, label: INCLUDE }));
  const isInEach = (path: string) =>
    own.every((keys) => keys.some((key) => key === path || path.startsWith(`${key}.`)));
  return { given: [...paths, ...added], isInEach };
}

/** Whether a value for a path has one of its own for a path beneath. */
function holds(node: unknown, key: string, path: string): boolean {
  if (!path.startsWith(`${key}.`)) return false;
  let at = node;
  for (const segment of path.slice(key.length + 1).split(".")) {
    // Without an index, the last of a chain is meant.
    if (isSeq(at)) at = at.items[indexOf(segment) ?? at.items.length - 1];
    if (indexOf(segment) !== undefined && !isMap(at)) continue;
    if (!isMap(at)) return false;
    if (indexOf(segment) === undefined) at = valueAt(at as YAMLMap.Parsed, segment);
  }
  return at !== undefined;
}

/** An axis keeps its column, with the one value that was set; a name stands for the variant of that name. */
function fixAxis(
  text: string,
  key: ParsedNode,
  values: ParsedNode | null,
  value: string,
  set: ParsedNode | null,
): Step {
  if (values === null) return { refusal: "the axis has no values" };
  const name = isScalar(set) ? String(set.value) : undefined;
  const named = isMap(values) && values.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === name);
  if (!named || name === undefined) return replacement(text, key, values, `[${value}]`);
  const variant = flow(named.value as ParsedNode | null);
  return variant === undefined
    ? { refusal: "the variant stands behind an alias" }
    : replacement(text, key, values, `{${flowText(name)}: ${variant}}`);
}

/** Puts a new value in the place of one; on the line of its key, where one beneath it could be at the wrong indent. */
function replacement(text: string, key: ParsedNode | undefined, node: ParsedNode, value: string): Edit<Span> {
  const [start, end] = node.range;
  const to = start + text.slice(start, end).trimEnd().length;
  if (key === undefined) return edit(start, to, value);
  const colon = text.indexOf(":", key.range[1]) + 1;
  const isBelow = colon > 0 && colon <= start && text.slice(colon, start).includes("\n");
  if (isBelow || colon === start) return edit(colon, Math.max(to, colon), ` ${value}`);
  return edit(start, to, value);
}

/** Puts a value at a path: in the place of the one there, or into the mapping that should have it. */
function place(text: string, root: YAMLMap.Parsed, path: Path, value: string): Step {
  let at: ParsedNode = root;
  let keyed: ParsedNode | undefined;
  for (const [depth, segment] of path.entries()) {
    const rest = path.slice(depth);
    const where = path.slice(0, depth).join(".");
    const missing = elementOfNothing(path, depth, value);
    if (isSeq(at)) {
      const isChain = path[0] === "optimizer" && depth === 1 && indexOf(segment) === undefined;
      const item: unknown = at.items[isChain ? at.items.length - 1 : (indexOf(segment) ?? -1)];
      if (item === undefined) return { refusal: `${where} has no element '${segment}'` };
      at = item as ParsedNode;
      keyed = undefined;
      if (!isChain) continue;
    }
    // The name of a part is short for its type.
    if (isScalar(at) && typeof at.value === "string" && rest.join() === "type")
      return replacement(text, keyed, at, value);
    if (isScalar(at) && typeof at.value === "string")
      return missing ?? replacement(text, keyed, at, `{type: ${flowText(at.value)}, ${nested(rest, value)}}`);
    if (!isMap(at) && !isScalar(at))
      return { refusal: `${where} stands behind an alias: set '${where}=${nestedIn(rest, value)}'` };
    if (isScalar(at) && indexOf(segment) !== undefined)
      return {
        refusal: `${where} is no list, so it has no element '${segment}': set '${where}=[${nestedIn(rest.slice(1), value)}]'`,
      };
    if (isScalar(at)) return replacement(text, keyed, at, nestedIn(rest, value));
    const pair: unknown = at.items.find(({ key }) => isScalar(key) && key.value === segment);
    if (pair === undefined) return missing ?? insertion(text, at as YAMLMap.Parsed, nested(rest, value));
    const { key, value: next } = pair as YAMLMap.Parsed["items"][number];
    if (next === null) {
      if (missing !== undefined) return missing;
      const [, end] = (key as ParsedNode).range;
      return edit(end, end, `: ${nestedIn(rest.slice(1), value)}`);
    }
    at = next as ParsedNode;
    keyed = key as ParsedNode;
  }
  return replacement(text, keyed, at, value);
}

/** The refusal of an element of a list that is not written, and so has none. @param depth of what is not written */
function elementOfNothing(path: Path, depth: number, value: string): Step | undefined {
  const index = path.findIndex((segment, place) => place > depth && indexOf(segment) !== undefined);
  if (index === -1) return undefined;
  const list = path.slice(0, index).join(".");
  const whole = index === 1 && path.length === 2 ? `[${value}]` : "[…]";
  return {
    refusal: `${list} is not written in the file, so it has no element '${path[index]}': set '${list}=${whole}'`,
  };
}

function valueAt(map: YAMLMap.Parsed, key: string): unknown {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.value;
}

/** `a: {b: value}` for the path a.b. */
function nested([first = "", ...rest]: Path, value: string): string {
  return `${flowText(first)}: ${nestedIn(rest, value)}`;
}

/** `{a: {b: value}}` for the path a.b, and the value alone for none. */
const nestedIn = (path: Path, value: string): string => (path.length === 0 ? value : `{${nested(path, value)}}`);

/** A new key goes first, so that what follows keeps its form. */
function insertion(text: string, map: YAMLMap.Parsed, pair: string): Edit<Span> {
  const [first] = map.items;
  const start = first === undefined ? map.range[0] + 1 : (first.key as ParsedNode).range[0];
  if (map.flow) return edit(start, start, first === undefined ? pair : `${pair}, `);
  const indent = " ".repeat(start - (text.lastIndexOf("\n", start - 1) + 1));
  return edit(start, start, `${pair}\n${indent}`);
}
