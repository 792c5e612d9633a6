import { type DistributionPart, LINEAR, type Value } from "../contracts/distribution.ts";
import type { Registry } from "../contracts/registry.ts";
import type { SearchAxis } from "../contracts/search.ts";
import type { Cell } from "../experiment/plan.ts";
import type { Issues } from "../issues/collector.ts";
import { issue, type Span, type Suggestion } from "../issues/issue.ts";
import { oneOf, write } from "../issues/suggest.ts";
import { itemAt } from "../numbers/item-at.ts";
import { ownValue } from "../numbers/own.ts";
import { found, foundForList } from "../source/describe.ts";
import { flowNode } from "../source/flow.ts";
import { numberListMeant, numbersInListMeant } from "../source/meant-list.ts";
import {
  canonical,
  type Entry,
  isText,
  type ListNode,
  type MapNode,
  type Node,
  type Path,
  scalar,
  toJson,
} from "../source/tree.ts";
import { normalised, pathsOf, refuseTwins } from "./axes.ts";
import { type AxisValue, generatedAt, openCall, readValues, type Wrong } from "./axis-values.ts";
import type { Column } from "./columns.ts";
import { meantPath } from "./meant-path.ts";
import { type Ground, isSection, type Section } from "./sections.ts";

/** A path for which a search looks for values. */
export interface SpaceAxis extends SearchAxis {
  /** "search.space.optimizer.lr" */
  readonly label: string;
  readonly at: Span;
  readonly section: Section;
  /** Within the section. */
  readonly path: Path;
  readonly column: number;
  /** The node put there for a value. */
  node(value: Value): Node;
  /** How tables show a value. */
  cell(value: Value): Cell;
}

/** Reads `search.space`. @param columns those of the grid, to which each axis adds one */
export function readSpace(search: MapNode, columns: Column[], ground: Ground, issues: Issues): readonly SpaceAxis[] {
  const space = search.entries.get("space")?.value;
  if (space?.kind !== "map") return [];
  return [...space.entries].flatMap(([key, entry]) => readAxis(key, entry, columns, ground, issues) ?? []);
}

function readAxis(
  written: string,
  { key: at, value }: Entry,
  columns: Column[],
  ground: Ground,
  issues: Issues,
): SpaceAxis | undefined {
  const label = `search.space.${normalised(written)}`;
  const wrong: Wrong = (message, way, where = at) => {
    issues.add(issue("search", where, message, way));
    return undefined;
  };
  const [path, ...more] = pathsOf(written);
  if (path === undefined || more.length > 0)
    return wrong(`${label} names several paths`, "give each path a distribution of its own");
  const [section, ...rest] = path;
  if (!isSection(section) || ground.forms[section] === undefined || path.includes(""))
    return wrong(`${label}: '${written}' is not a path`, meantPath(path, at, ground));
  const head = path.join(".");
  if (columns.some((column) => column.head === head))
    return wrong(`${label}: the grid has values for it too`, "remove it from the grid or from the space");
  const drawn = readDistribution(label, value, ground.registry, wrong);
  if (drawn === undefined) return undefined;
  columns.push({ head, path });
  return { key: head, label, at, section, path: rest, column: columns.length - 1, ...drawn };
}

type DrawnAxis = Pick<SpaceAxis, "distribution" | "node" | "cell">;

function readDistribution(
  label: string,
  node: Node,
  { distribution: parts }: Registry,
  wrong: Wrong,
): DrawnAxis | undefined {
  const example = "write {log_uniform: [1e-4, 1]}, {int_uniform: [1, 10]} or {choice: […]}";
  if (node.kind === "list" && node.items.length > 0)
    return wrong(`${label} must be a distribution, found a list`, meantByList(node, parts), node.at);
  if (node.kind !== "map") return wrong(`${label} must be a distribution, found ${found(node)}`, example, node.at);
  const [first, ...others] = [...node.entries];
  if (first === undefined) return wrong(`${label} must be a distribution, found an empty mapping`, example, node.at);
  const [name, entry] = first;
  const part = ownValue(parts, name);
  if (part === undefined)
    return wrong(`${label}: there is no distribution '${name}'`, meantBy(name, parts, entry.key), entry.key);
  const call = openCall(name, entry.value, others);
  if (call !== undefined)
    return wrong(`${label}.${name} must be a list`, write(call, node.at, "a list stands in brackets"), node.at);
  const [other] = others;
  if (other !== undefined)
    return wrong(
      `${label} has '${other[0]}' beside '${name}'`,
      "a path has one distribution: remove one of the two",
      other[1].key,
    );
  const own = `${label}.${name}`;
  return part.takes === "choices" ? readChoices(own, part, entry, wrong) : readInterval(own, part, entry, wrong);
}

function meantBy(name: string, parts: Registry["distribution"], place: Span): Suggestion<Span> | string | undefined {
  const [other, part] = Object.entries(parts).find(([, { aliases }]) => aliases.includes(name)) ?? [];
  if (part !== undefined) return `use ${other}: ${part.description}`;
  return oneOf(name, Object.keys(parts), place);
}

function readChoices(
  label: string,
  { description }: DistributionPart,
  { value }: Entry,
  wrong: Wrong,
): DrawnAxis | undefined {
  const atChoice: Wrong = (message, way, at = value.at) => wrong(message, way, at);
  if ((value.kind === "map" && value.entries.size === 0) || (value.kind === "list" && value.items.length === 0))
    return wrong(`${label} has nothing to choose from`, description, value.at);
  const values = readValues(label, 1, value, atChoice);
  if (values === undefined) return undefined;
  refuseTwins(label, values, wrong);
  // A search tries a configuration once: two names for it are one too many.
  refuseAlike(label, values, wrong);
  const at = (place: Value) => itemAt(values, place);
  return {
    distribution: { kind: "choice", count: values.length },
    node: (place) => itemAt(at(place).nodes, 0),
    cell: (place) => at(place).cells[0] ?? null,
  };
}

/** What a list in place of a distribution was meant to be: its values, or the ends of an interval. */
function meantByList(list: ListNode, parts: Registry["distribution"]): string {
  const choice = `write {choice: ${flowNode(list)}}`;
  const [low, high, ...others] = list.items.map(toJson);
  const isInterval =
    typeof low === "number" && typeof high === "number" && others.length === 0 && low > 0 && low < high;
  return isInterval && "log_uniform" in parts
    ? `${choice}, or write {log_uniform: ${flowNode(list)}} for all between`
    : choice;
}

function refuseAlike(label: string, values: readonly AxisValue[], wrong: Wrong): void {
  const names = new Map<string, string>();
  for (const { name, nodes } of values) {
    const text = nodes.map((node) => canonical(toJson(node))).join();
    const other = names.get(text);
    if (name !== undefined && other !== undefined)
      wrong(`${label}: ${other} and ${name} are the same`, "remove one of the two", nodes[0]?.at);
    if (name !== undefined) names.set(text, name);
  }
}

function readInterval(label: string, part: DistributionPart, { value }: Entry, wrong: Wrong): DrawnAxis | undefined {
  const { description, scale = LINEAR, hasStep = false, continuous } = part;
  const numbers = value.kind === "list" ? value.items.map(toJson) : [];
  const isWhole = continuous !== undefined;
  const most = hasStep ? 3 : 2;
  const [low, high, given] = numbers;
  const meant =
    value.kind === "list" ? numbersInListMeant(value) : isText(value) ? numberListMeant(value.value) : undefined;
  if (meant !== undefined)
    return wrong(`${label} must be a list of numbers`, write(meant.text, value.at, meant.reason), value.at);
  if (numbers.length < 2 || numbers.length > most || !numbers.every((number) => Number.isFinite(number)))
    return wrong(
      `${label} must be a list of ${hasStep ? "2 or 3" : "2"} numbers, found ${foundForList(value)}`,
      description,
      value.at,
    );
  const [from, to, step] = [low as number, high as number, (given as number | undefined) ?? (isWhole ? 1 : undefined)];
  const place = (i: number) => (value.kind === "list" ? value.items[i]?.at : undefined) ?? value.at;
  if (isWhole && !numbers.every(Number.isInteger)) {
    const i = numbers.findIndex((number) => !Number.isInteger(number));
    return wrong(`${label} must have whole numbers, found ${numbers[i]}`, `for fractions use ${continuous}`, place(i));
  }
  const way = from > to && given === undefined ? write(`[${to}, ${from}]`, value.at) : "write [low, high]";
  if (from >= to) return wrong(`${label}: the low end ${from} must be below the high end ${to}`, way, place(0));
  const { above = Number.NEGATIVE_INFINITY } = scale;
  if (from <= above)
    return wrong(
      `${label}: the low end must be ${isWhole ? `at least ${above + 1}` : `above ${above}`}, found ${from}`,
      `the distribution has no values at ${above} or below`,
      place(0),
    );
  if (step !== undefined && !(step > 0 && step <= to - from))
    return wrong(`${label}: the step must be above 0 and at most ${to - from}, found ${step}`, description, place(2));
  const last = step === undefined ? to : Number((from + Math.floor((to - from) / step + 1e-9) * step).toPrecision(12));
  return {
    distribution: { kind: "interval", low: from, high: last, scale, step },
    node: (number) => scalar(number, number === from ? place(0) : number === to ? place(1) : generatedAt(value)),
    cell: (number) => number,
  };
}
