import type { Part, Slot } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import { typeOf } from "../grid/sections.ts";
import { didYouMean, listed } from "../issues/suggest.ts";
import { trainingSchema } from "../schema/experiment.ts";
import type { Fault } from "../schema/explain.ts";
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
export function unknownPart(slot: Slot, where: string, path: Path, node: MapNode, registry: Registry): Fault {
  const name = typeOf(node);
  const typed = node.entries.get("type");
  if (name === undefined) {
    const fault = { code: "missing", atKey: false, path } as const;
    if (typed)
      return {
        ...fault,
        code: "invalid",
        path: [...path, "type"],
        message: `${where}.type must be the name of a ${SLOT_NAMES[slot]}, found ${found(typed.value)}`,
      };
    const wrapped = [...node.entries.keys()].find((key) => Object.hasOwn(registry[slot], key));
    const remedy =
      wrapped === undefined ? `known: ${listed(Object.keys(registry[slot]))}` : `write {type: ${wrapped}, …}`;
    return { ...fault, message: `${where} has no 'type'`, remedy };
  }
  const at = node.bare ? path : [...path, "type"];
  const last = name.split(".").at(-1) ?? name;
  return {
    code: "unknown-part",
    path: at,
    atKey: false,
    message: `${where}: unknown ${SLOT_NAMES[slot]} '${name}'`,
    remedy: remedyFor(name, last, slot, registry),
  };
}

function remedyFor(name: string, last: string, slot: Slot, registry: Registry): string {
  const names = Object.keys(registry[slot]);
  if (last !== name && names.includes(last)) return `write ${last}`;
  const other = (Object.keys(SLOT_NAMES) as Slot[]).find((slot) => Object.hasOwn(registry[slot], name));
  if (other !== undefined)
    return `${name} is a ${SLOT_NAMES[other]}, not a ${SLOT_NAMES[slot]}`.replace(/ a (optimizer)/g, " an $1");
  return didYouMean(last, names) ?? `known: ${listed(names)}`;
}

/** Where a key that a part does not have belongs. */
export function whereKeyBelongs(key: string, slot: Slot, part: Part, registry: Registry): string | undefined {
  if (key === "learning_rate" && Object.hasOwn(part.params.properties, "lr")) return "it is called 'lr'";
  if (slot === "scheduler" && key === "lr") return "the rate is the optimizer's: optimizer.lr";
  const others = Object.entries(registry[slot]).filter(
    ([, other]) => other !== part && Object.hasOwn(other.params.properties, key),
  );
  if (others.length > 0) return `'${key}' belongs to ${listed(others.slice(0, 3).map(([name]) => name))}`;
  if (Object.hasOwn(trainingSchema.properties, key)) return `it belongs to training: training.${key}`;
  return undefined;
}
