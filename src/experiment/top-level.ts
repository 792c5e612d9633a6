import { experimentSchema, type PolicyKey, trainingSchema } from "../definition/experiment.ts";
import type { Registry } from "../definition/registry.ts";
import { didYouMean, listed } from "../definition/suggest.ts";
import { found } from "./describe.ts";
import type { Problems } from "./diagnostics.ts";
import { explain } from "./explain.ts";
import { isTopLevelNotYet } from "./not-yet.ts";
import { SLOTS } from "./sections.ts";
import { deepest, type MapNode, type Node, toJson } from "./tree.ts";
import { topLevelValidator } from "./validators.ts";

const KEYS = Object.keys(experimentSchema.properties);

/** What people coming from elsewhere call a key. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  seed: "seeds",
  layers: "model",
  network: "model",
  dataset: "data",
  criterion: "loss",
  lr_scheduler: "scheduler",
  schedule: "scheduler",
  metric: "objective.metric",
  learning_rate: "optimizer.lr",
};

/** The document's mapping, without problems in its own keys. */
export function readRoot(root: Node | undefined, registry: Registry, problems: Problems): MapNode | undefined {
  if (root?.kind !== "map") {
    const what = root === undefined ? "the file is empty" : `an experiment is a mapping, found ${found(root)}`;
    problems.add({
      code: "missing",
      at: root?.at ?? 0,
      message: what,
      remedy: "it needs data, model, loss, optimizer and training",
    });
    return undefined;
  }
  for (const [key, entry] of root.entries) {
    if (KEYS.includes(key)) continue;
    if (isTopLevelNotYet(key))
      problems.add({ code: "not-yet", at: entry.key, message: `'${key}' is not available yet` });
    else
      problems.add({
        code: "unknown-key",
        at: entry.key,
        message: `an experiment has no key '${key}'`,
        remedy: remedyFor(key, registry),
      });
  }
  return root;
}

function remedyFor(key: string, registry: Registry): string {
  const other = OTHER_NAMES[key];
  if (other !== undefined) return `it is called ${other}`;
  if (Object.hasOwn(trainingSchema.properties, key)) return `it belongs to training: training.${key}`;
  const near = didYouMean(key, KEYS);
  if (near !== undefined) return near;
  for (const [section, slot] of Object.entries(SLOTS).toReversed())
    if (Object.values(registry[slot]).some(({ params }) => Object.hasOwn(params.properties, key)))
      return `it belongs to ${section}: ${section}.${key}`;
  return `allowed: ${listed(KEYS)}`;
}

/** The value of a key with its defaults, or undefined where the file has none or a wrong one. */
export function readKey(
  root: MapNode,
  key: "name" | "description" | "seeds" | "objective" | "baseline" | PolicyKey,
  problems: Problems,
): unknown {
  const node = root.entries.get(key)?.value;
  const value: Record<string, unknown> = node === undefined ? {} : { [key]: toJson(node) };
  const errors = topLevelValidator(key)(value);
  if (errors.length === 0) return value[key];
  const subject = { node: root, where: "", owner: key, elsewhere: () => undefined };
  for (const { code, path, atKey, message, remedy } of explain(errors, subject)) {
    const owner = deepest(root, path.slice(0, -1));
    const place = atKey && owner.kind === "map" ? owner.entries.get(path.at(-1) ?? "")?.key : undefined;
    problems.add({ code: key === "name" ? "name" : code, at: place ?? deepest(root, path).at, message, remedy });
  }
  return undefined;
}
