import type { Part, Slot } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import { typeOf } from "../grid/sections.ts";
import { type Issue, issue, type Suggestion, type Within } from "../issues/issue.ts";
import { choose, listed, oneOf, rename, write } from "../issues/suggest.ts";
import { trainingSchema } from "../schema/experiment.ts";
import { found } from "../source/describe.ts";
import type { MapNode, Path } from "../source/tree.ts";

const SLOT_NAMES: Readonly<Record<Slot, string>> = {
  data: "data set",
  layer: "layer",
  loss: "loss",
  metric: "metric",
  optimizer: "optimizer",
  scheduler: "scheduler",
};

/** Explains a part whose type is missing or unknown. */
export function unknownPart(slot: Slot, where: string, path: Path, node: MapNode, registry: Registry): Issue<Within> {
  const name = typeOf(node);
  if (name === undefined) return untyped(slot, where, path, node, registry);
  const place: Within = { path: node.bare ? path : [...path, "type"], of: "value" };
  const message = `${where}: there is no ${SLOT_NAMES[slot]} '${name}'`;
  return issue("unknown-part", place, message, meantBy(name, slot, registry, place));
}

function untyped(slot: Slot, where: string, path: Path, node: MapNode, registry: Registry): Issue<Within> {
  const typed = node.entries.get("type");
  const names = Object.keys(registry[slot]);
  if (typed !== undefined) {
    const message = `${where}.type must be the name of a ${SLOT_NAMES[slot]}, found ${found(typed.value)}`;
    return issue("invalid", { path: [...path, "type"], of: "value" }, message, choose(names));
  }
  const wrapped = [...node.entries.keys()].find((key) => Object.hasOwn(registry[slot], key));
  const way = wrapped === undefined ? choose(names) : `write {type: ${wrapped}, …}`;
  return issue("missing", { path, of: "value" }, `${where} has no 'type'`, way);
}

function meantBy(name: string, slot: Slot, registry: Registry, place: Within): Suggestion<Within> | string | undefined {
  const names = Object.keys(registry[slot]);
  const last = name.split(".").at(-1) ?? name;
  if (last !== name && names.includes(last)) return write(last, place);
  const other = (Object.keys(SLOT_NAMES) as Slot[]).find((slot) => Object.hasOwn(registry[slot], name));
  if (other !== undefined) return `${name} is ${article(SLOT_NAMES[other])}, not ${article(SLOT_NAMES[slot])}`;
  return oneOf(last, names, place);
}

const article = (noun: string) => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

/** What to do about a key that a part does not have. */
export function whereKeyBelongs(
  key: string,
  place: Within,
  slot: Slot,
  part: Part,
  registry: Registry,
): Suggestion<Within> | string | undefined {
  if (key === "learning_rate" && Object.hasOwn(part.params.properties, "lr")) return rename("lr", place);
  if (slot === "scheduler" && key === "lr") return "the optimizer has the rate: set optimizer.lr";
  const others = Object.entries(registry[slot]).filter(
    ([, other]) => other !== part && Object.hasOwn(other.params.properties, key),
  );
  if (others.length > 0) return `'${key}' is a parameter of ${listed(others.slice(0, 3).map(([name]) => name))}`;
  if (Object.hasOwn(trainingSchema.properties, key)) return `move it to training: training.${key}`;
  return undefined;
}
