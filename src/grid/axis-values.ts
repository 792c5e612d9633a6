import type { Cell } from "../experiment/plan.ts";
import type { Span, Suggestion } from "../issues/issue.ts";
import { didYouMean, listed, write } from "../issues/suggest.ts";
import { GENERATORS, type Generator } from "../schema/experiment.ts";
import { found, foundForList } from "../source/describe.ts";
import { flowNode } from "../source/flow.ts";
import { axisMeant, ellipsisMeant, numberListMeant, numbersInListMeant, writtenAsSet } from "../source/meant-list.ts";
import { isNumber } from "../source/meant-number.ts";
import {
  type Entry,
  isText,
  isUnwritten,
  type MapNode,
  type Node,
  type ScalarNode,
  scalar,
  toJson,
} from "../source/tree.ts";
import { cellOf } from "./cells.ts";
import { sequence } from "./sequences.ts";

/** One value of an axis. */
export interface AxisValue {
  /** For a named variant. */
  readonly name: string | undefined;
  /** One per path. */
  readonly nodes: readonly Node[];
  /** "grid.optimizer.lr[1]" */
  readonly label: string;
  /** One per column. */
  readonly cells: readonly Cell[];
}

const GENERATOR_NAMES = Object.keys(GENERATORS) as Generator[];

/** Reports an error in an axis. */
export type Wrong = (message: string, way?: Suggestion<Span> | string, at?: Span) => undefined;

/** The values of an axis of `width` paths; undefined if one is wrong. @param label "grid.optimizer.lr" */
export function readValues(label: string, width: number, node: Node, wrong: Wrong): readonly AxisValue[] | undefined {
  switch (node.kind) {
    case "scalar":
      return wrong(
        `${label} must be a list, a mapping of named variants or a generator, found ${found(node)}`,
        listMeant(node),
        node.at,
      );
    case "list": {
      const meant = ellipsisMeant(node);
      if (meant !== undefined)
        return wrong(`${label} has an ellipsis`, write(meant.text, node.at, meant.reason), node.at);
      return collect(node.items, (item, i) => {
        const nodes = split(`${label}[${i}]`, item, width, wrong);
        return nodes && { name: undefined, nodes, label: `${label}[${i}]`, cells: nodes.map(cellOf) };
      });
    }
    case "map":
      return readMap(label, width, node, wrong);
  }
}

/** What to write for an axis that is a single value. */
function listMeant(node: ScalarNode): Suggestion<Span> {
  if (isUnwritten(node))
    return { kind: "advice", text: "write its values in brackets, or named ones beneath it, indented" };
  const meant = isText(node) ? axisMeant(node.value) : undefined;
  return write(meant?.text ?? `[${flowNode(node)}]`, node.at, meant?.reason);
}

function readMap(label: string, width: number, node: MapNode, wrong: Wrong): readonly AxisValue[] | undefined {
  const entries = [...node.entries];
  const [first] = entries;
  const set = writtenAsSet(node);
  const list = set === undefined ? undefined : axisMeant(set);
  if (list !== undefined && (entries.length > 1 || isNumber(first?.[0] ?? "")))
    return wrong(`${label} has names without values`, write(list.text, node.at, list.reason), node.at);
  const generator = GENERATOR_NAMES.find((name) => node.entries.has(name));
  if (first && generator && entries.length === 1) return generated(label, width, generator, first[1], wrong);
  const call =
    first && GENERATOR_NAMES.some((name) => name === first[0])
      ? openCall(first[0], first[1].value, entries.slice(1))
      : undefined;
  if (call !== undefined)
    return wrong(
      `${label}.${entries[0]?.[0]} must be a list of 3 numbers`,
      write(call, node.at, "a list stands in brackets"),
      node.at,
    );
  if (generator)
    return wrong(
      `'${generator}' cannot name a variant in ${label}`,
      "a generator must be the only key; write a list of all values instead",
      node.entries.get(generator)?.key,
    );
  const type = node.entries.get("type");
  if (type?.value.kind === "scalar")
    return wrong(
      `${label} is a single part, but an axis needs a list or named variants`,
      "write a list, [{type: …}], or name it, {name: {type: …}}",
      node.at,
    );
  const near =
    entries.length === 1 && first && isTriple(first[1].value)
      ? didYouMean(first[0], GENERATOR_NAMES, first[1].key)
      : undefined;
  if (near) return wrong(`${label}: there is no generator '${first?.[0]}'`, near, first?.[1].key);
  const range = rangeMeant(node);
  if (range !== undefined)
    return wrong(`${label} has values named ${listed(node.entries.keys())}, and none in between`, range, node.at);
  return collect(entries, ([name, { value }]) => {
    const nodes = split(`${label}.${name}`, value, width, wrong);
    return nodes && { name, nodes, label: `${label}.${name}`, cells: [name] };
  });
}

/** Other programs' names for the ends of a range. */
const ENDS = [
  ["min", "max"],
  ["low", "high"],
  ["start", "stop"],
];

/** What to write for `{min: 0.1, max: 0.5}`; undefined for other names. */
function rangeMeant({ entries }: MapNode): string | undefined {
  const names = ENDS.find((pair) => entries.size === 2 && pair.every((name) => entries.has(name)));
  const ends = (names ?? []).map((name) => toJson(entries.get(name)?.value as Node));
  if (names === undefined || ends.some((end) => typeof end !== "number")) return undefined;
  return `write {linspace: [${ends.join(", ")}, 5]}, or write [${ends.join(", ")}]`;
}

/** `{linspace: 0.1, 1, 3}` with its brackets; undefined where it has other keys than numbers. */
export function openCall(name: string, first: Node, others: readonly (readonly [string, Entry])[]): string | undefined {
  const isOpen = others.length > 0 && others.every(([number, { value }]) => isNumber(number) && isUnwritten(value));
  if (!isOpen || first.kind !== "scalar" || typeof first.value !== "number") return undefined;
  return `{${name}: [${[first.value, ...others.map(([number]) => number)].join(", ")}]}`;
}

/** An axis with an unreadable value is dropped as a whole, but every such value is reported. */
function collect<T>(
  items: readonly T[],
  read: (item: T, index: number) => AxisValue | undefined,
): readonly AxisValue[] | undefined {
  const values = items.map(read);
  const good = values.filter((value) => value !== undefined);
  return good.length === values.length ? good : undefined;
}

function split(label: string, node: Node, width: number, wrong: Wrong): readonly Node[] | undefined {
  if (width === 1) return [node];
  if (node.kind === "list" && node.items.length === width) return node.items;
  const what = foundForList(node);
  return wrong(`${label} must be a list of ${width} values, one for each path, found ${what}`, undefined, node.at);
}

function isTriple(node: Node): boolean {
  return (
    node.kind === "list" && node.items.length === 3 && node.items.every((item) => typeof toJson(item) === "number")
  );
}

function generated(
  label: string,
  width: number,
  generator: Generator,
  { key: at, value }: Entry,
  wrong: Wrong,
): readonly AxisValue[] | undefined {
  if (width > 1)
    return wrong(
      `${label} varies ${width} paths, but ${generator} gives one value at a time`,
      "write a list of lists",
      at,
    );
  const numbers = value.kind === "list" ? value.items.map(toJson) : [];
  const [a, b, c] = numbers;
  const meant = isText(value)
    ? numberListMeant(value.value)
    : value.kind === "list"
      ? numbersInListMeant(value)
      : undefined;
  if (meant !== undefined)
    return wrong(
      `${label}.${generator} must be a list of 3 numbers`,
      write(meant.text, value.at, meant.reason),
      value.at,
    );
  if (numbers.length !== 3 || typeof a !== "number" || typeof b !== "number" || typeof c !== "number")
    return wrong(
      `${label}.${generator} must be a list of 3 numbers, found ${foundForList(value)}`,
      GENERATORS[generator],
      value.at,
    );
  const values = sequence(generator, a, b, c);
  if (typeof values === "string") return wrong(`${label}.${generator}: ${values}`, GENERATORS[generator], value.at);
  const strange = values.find((number) => !Number.isFinite(number));
  if (strange !== undefined)
    return wrong(`${label}.${generator} gives a value that is not finite`, GENERATORS[generator], value.at);
  return values.map((number, i) => ({
    name: undefined,
    nodes: [scalar(number, generatedAt(value))],
    label: `${label} ${generator}[${i}] = ${number}`,
    cells: [number],
  }));
}

/** The place reported for a value that is not written itself but follows from this node. */
export function generatedAt({ at }: Node): Span {
  return { offset: at.offset, length: 0 };
}
