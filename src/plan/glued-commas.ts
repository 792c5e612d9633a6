import type { Registry } from "../contracts/registry.ts";
import type { Issues } from "../issues/collector.ts";
import { issue } from "../issues/issue.ts";
import { write } from "../issues/suggest.ts";
import type { Node } from "../source/tree.ts";

/**
 * Tells of lists such as [0,5, 1], where a decimal comma may have made two whole numbers of 0.5: a comma without a space
 * beside one with a space, or after a 0. Lists of whole numbers, such as seeds and milestones, may be written so.
 */
export function findGluedCommas(root: Node, registry: Registry, issues: Issues): void {
  const decimals = namesOfDecimals(registry);
  const visit = (node: Node, name: string) => {
    if (node.kind === "map")
      for (const [key, { value }] of node.entries) visit(value, key.slice(key.lastIndexOf(".") + 1));
    if (node.kind !== "list") return;
    for (const item of node.items) visit(item, "");
    const items = decimals.has(name) ? plainNumbers(node.items) : undefined;
    if (items === undefined) return;
    const meant = decimalsMeant(items);
    if (meant === undefined) return;
    const message = `${name}: a decimal takes a point, and values are separated by a comma and a space`;
    const apart = `[${items.map(({ value }) => value).join(", ")}]`;
    issues.add(issue("number", node.at, message, write(meant, node.at, `or ${apart} if these are whole numbers`)));
  };
  visit(root, "");
}

interface Item {
  readonly value: number;
  /** Whether the next one follows a comma without a space. */
  readonly isClose: boolean;
}

/** Undefined where something else than plain numbers is among them. */
function plainNumbers(items: readonly Node[]): readonly Item[] | undefined {
  const numbers = items.map((node, index): Item | undefined => {
    if (node.kind !== "scalar" || typeof node.value !== "number") return undefined;
    const next = items[index + 1];
    return { value: node.value, isClose: next !== undefined && next.at.offset === node.at.offset + node.at.length + 1 };
  });
  return numbers.some((number) => number === undefined) ? undefined : (numbers as Item[]);
}

/** The list with decimals in place of whole numbers that stand close together; undefined where nothing tells of decimal commas. */
function decimalsMeant(items: readonly Item[]): string | undefined {
  const gaps = items.slice(0, -1).map(({ isClose }) => isClose);
  const isMixed = new Set(gaps).size > 1;
  const areWhole = items.every(({ value }) => Number.isInteger(value));
  const joins = ({ value, isClose }: Item, next: number) =>
    isClose && Number.isInteger(value) && Number.isInteger(next) && next >= 0 && (isMixed || (areWhole && value === 0));
  const texts: string[] = [];
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as Item;
    const next = items[index + 1]?.value ?? Number.NaN;
    const joined = joins(item, next);
    texts.push(joined ? `${item.value}.${next}` : String(item.value));
    if (joined) index++;
  }
  return texts.length < items.length ? `[${texts.join(", ")}]` : undefined;
}

/** Names of parameters that are decimal numbers in every part that has them. */
function namesOfDecimals(registry: Registry): ReadonlySet<string> {
  const decimal = new Set<string>();
  const whole = new Set<string>();
  const slots = [registry.data, registry.layer, registry.loss, registry.metric, registry.optimizer, registry.scheduler];
  for (const part of slots.flatMap((parts) => Object.values(parts)))
    for (const [name, schema] of Object.entries(part.params.properties)) {
      const types = typesIn(schema);
      if (types.has("number")) decimal.add(name);
      if (types.has("integer")) whole.add(name);
    }
  for (const name of whole) decimal.delete(name);
  return decimal;
}

/** The types that a JSON Schema speaks of, at any depth. */
function typesIn(schema: unknown): ReadonlySet<string> {
  if (typeof schema !== "object" || schema === null) return new Set();
  const own = "type" in schema && typeof schema.type === "string" ? [schema.type] : [];
  return new Set([...own, ...Object.values(schema).flatMap((value) => [...typesIn(value)])]);
}
