import type { Part, Slot } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import type { SchedulerPart } from "../contracts/scheduler.ts";
import { elsewhere, homeOf, moveTo, otherName } from "../grid/key-homes.ts";
import { isSection, SLOTS, typeOf } from "../grid/sections.ts";
import { type Issue, issue, type Suggestion, type Within } from "../issues/issue.ts";
import { choose, listed, nearest, oneOf, rename, write } from "../issues/suggest.ts";
import { ownValue } from "../numbers/own.ts";
import { whyLeftOut } from "../schema/left-out.ts";
import { found, type ValueSchema } from "../source/describe.ts";
import { flowNode } from "../source/flow.ts";
import { isText, isUnwritten, type MapNode, type Node, type Path, scalar } from "../source/tree.ts";

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
  const way = typeMeant(slot, path, node, registry);
  const place: Within = (typeof way === "object" && way.edit?.place) || { path, of: "value" };
  return issue("missing", place, `${where} has no 'type'`, way);
}

/** What to write for a part whose type stands elsewhere: `{SGD: …}`, `{name: SGD}`, or nowhere. */
function typeMeant(slot: Slot, path: Path, node: MapNode, registry: Registry): Suggestion<Within> | string | undefined {
  const names = Object.keys(registry[slot]);
  for (const [key, { value }] of node.entries) {
    const place: Within = { path: [...path, key], of: "key" };
    // Other programs write `_target_: torch.optim.SGD`.
    if (isText(value) && names.includes(value.value.split(".").at(-1) ?? "")) return rename("type", place);
    if (!names.includes(key)) continue;
    if (isUnwritten(value)) return write(`type: ${key}`, place);
    if (value.kind !== "map" || node.entries.size > 1) return `write {type: ${key}, …}`;
    const { entries } = value;
    const inner = flowNode({
      ...value,
      entries: new Map([["type", { key: value.at, value: scalar(key, value.at) }], ...entries]),
    });
    return write(inner, { path, of: "value" });
  }
  const suits = ({ params }: Part) => [...node.entries.keys()].every((key) => Object.hasOwn(params.properties, key));
  const suitable = names.filter((name) => suits(registry[slot][name] as Part));
  return choose(suitable.length > 0 ? suitable : names);
}

function meantBy(name: string, slot: Slot, registry: Registry, place: Within): Suggestion<Within> | string | undefined {
  const names = Object.keys(registry[slot]);
  const last = name.split(".").at(-1) ?? name;
  if (slot === "data" && last !== name && names.includes(last) && place.path.at(-1) !== "type") {
    const part = registry[slot][last] as Part;
    return `write {type: ${last}, path: ${name}${requiredOf(part).replace(/, path: …/, "")}}`;
  }
  if (last !== name && names.includes(last)) return write(last, place);
  if (slot === "layer" && name === "Sequential") return "a model is a list of layers: write model: [{type: …}, …]";
  if (NONE.test(name) && place.path.at(-1) !== "type") {
    if (slot === "scheduler") return write("null", place, "no scheduler at all is null");
    if (slot === "metric") return "remove the key to measure what suits the loss";
  }
  const call = callMeant(name, names);
  if (call === undefined && name.includes("(")) {
    const type = /^(?:\w+\.)*(\w+)\(/.exec(name)?.[1] ?? "";
    if (names.includes(type)) return `write {type: ${type}${requiredOf(registry[slot][type] as Part)}}`;
  }
  const known = knownAs(name, names);
  if (known !== undefined) return rename(known, place);
  const several = place.path.at(-1) === "type" ? undefined : severalMeant(name, slot, registry);
  if (several !== undefined)
    return several.includes("…") ? `write ${several}` : write(several, place, "several stand in a list");
  if (call !== undefined) return place.path.at(-1) === "type" ? `write ${call}` : write(call, place);
  const begun = names.some((own) => own.toLowerCase().startsWith(name.toLowerCase()));
  const other = (Object.keys(SLOT_NAMES) as Slot[]).find((slot) => Object.hasOwn(registry[slot], name));
  if (other !== undefined && !begun)
    return `${name} is ${article(SLOT_NAMES[other])}, not ${article(SLOT_NAMES[slot])}`;
  return oneOf(last, names, place);
}

/** A part that is known by another name; undefined for what is none. */
function knownAs(name: string, names: readonly string[]): string | undefined {
  const known = ownValue(OTHER_NAMES, name.toLowerCase().replace(/[\s_-]/g, ""));
  return known !== undefined && names.includes(known) ? known : undefined;
}

/** Places where several parts make a list. */
const LISTS: readonly Slot[] = ["layer", "scheduler", "metric"];
const WARM_UP = /^(?:linear )?warm[\s_-]?up$/i;

/** A list of the parts in a text: `Linear, ReLU`, `warmup + cosine`. Undefined where one of them is none. */
function severalMeant(text: string, slot: Slot, registry: Registry): string | undefined {
  const names = Object.keys(registry[slot]);
  const written = text.split(/\s*(?:[,;+|&/>]|->|→|\bthen\b|\band\b)\s*/).filter((one) => one !== "");
  if (!LISTS.includes(slot) || written.length < 2) return undefined;
  const parts = written.map((one) => {
    if (slot === "scheduler" && WARM_UP.test(one)) return "{type: LinearLR, start_factor: 0.1, epochs: 1}";
    const name = names.includes(one) ? one : (knownAs(one, names) ?? nearest(one, names));
    if (name === undefined) return undefined;
    const required = requiredOf(registry[slot][name] as Part);
    return required === "" ? name : `{type: ${name}${required}}`;
  });
  return parts.includes(undefined) ? undefined : `[${parts.join(", ")}]`;
}

/** The parameters that a part needs, each with a place for its value. */
function requiredOf(part: Part): string {
  const { params, totals = [] } = part as Part & Partial<Pick<SchedulerPart, "totals">>;
  const { required = [], properties } = params as unknown as ValueSchema;
  const needed = required.filter((name) => properties?.[name]?.default === undefined && !totals.includes(name));
  return needed.map((name) => `, ${name}: …`).join("");
}

/** Other programs' names for parts, lower-case letters only. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  cosine: "CosineAnnealingLR",
  cosinedecay: "CosineAnnealingLR",
  warmup: "LinearLR",
  warmrestarts: "CosineAnnealingWarmRestarts",
  constant: "ConstantLR",
  dense: "Linear",
  fc: "Linear",
  conv: "Conv2d",
  batchnorm: "BatchNorm2d",
  maxpool: "MaxPool2d",
  avgpool: "AvgPool2d",
  meansquarederror: "MSELoss",
  l2: "MSELoss",
  mae: "L1Loss",
  meanabsoluteerror: "L1Loss",
  crossentropy: "CrossEntropyLoss",
  categoricalcrossentropy: "CrossEntropyLoss",
  bce: "BCEWithLogitsLoss",
  binarycrossentropy: "BCEWithLogitsLoss",
  mnist: "idx",
  fashionmnist: "idx",
  cifar10: "cifar",
  cifar100: "cifar",
};

/** Words for null in other languages. */
const NONE = /^(null|none|nil|nothing|undefined|no|off|false|)$/i;

/** Python's `StepLR(step_size=3)` as a part. */
function callMeant(text: string, names: readonly string[]): string | undefined {
  const [, name = "", inner = ""] = /^(?:\w+\.)*(\w+)\((.*)\)$/.exec(text) ?? [];
  if (!names.includes(name)) return undefined;
  const pairs = inner.split(/,(?![^[(]*[\])])/).map((pair) => /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(pair));
  if (inner.trim() === "") return name;
  if (pairs.includes(null)) return undefined;
  const written = pairs.map((pair) => `${pair?.[1]}: ${valueInYaml(pair?.[2] ?? "")}`);
  return `{type: ${name}, ${written.join(", ")}}`;
}

/** A value of Python's. */
function valueInYaml(text: string): string {
  if (/^(True|False)$/.test(text)) return text.toLowerCase();
  if (text === "None") return "null";
  return text.replace(/^\((.*)\)$/, "[$1]");
}

const article = (noun: string) => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

/** Slots whose parts are PyTorch's, or stand beside those. */
const OF_PYTORCH: readonly Slot[] = ["layer", "loss", "optimizer", "scheduler"];

/** What to do about a parameter that PyTorch has and a part leaves out on purpose; undefined for all others. */
export function whyPartLeavesOut(key: string, slot: Slot, part: Part, registry: Registry): string | undefined {
  if (!OF_PYTORCH.includes(slot)) return undefined;
  const type = Object.keys(registry[slot]).find((name) => registry[slot][name] === part) ?? "";
  return whyLeftOut(key, type);
}

/** The suggestion for a key that a part does not have. */
export function whereKeyBelongs(
  key: string,
  place: Within,
  value: Node | undefined,
  slot: Slot,
  part: Part,
  registry: Registry,
): Suggestion<Within> | string | undefined {
  const [section, name = ""] = otherName(key)?.split(".") ?? [];
  if (isSection(section) && ownValue<Slot>(SLOTS, section) === slot && Object.hasOwn(part.params.properties, name))
    return rename(name, place);
  if (key === "metric" && Object.hasOwn(part.params.properties, "monitor")) return rename("monitor", place);
  if (slot === "scheduler" && key === "lr") return "the optimizer has the rate: set optimizer.lr";
  const others = Object.entries(registry[slot]).filter(
    ([, other]) => other !== part && Object.hasOwn(other.params.properties, key),
  );
  if (others.length > 0) return `'${key}' is a parameter of ${listed(others.slice(0, 3).map(([name]) => name))}`;
  const home = homeOf(key, registry);
  return home === undefined ? elsewhere(key) : moveTo(home, key, value);
}
