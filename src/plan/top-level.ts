import type { Registry } from "../contracts/registry.ts";
import { isSection, SLOTS } from "../grid/sections.ts";
import type { Problems } from "../issues/issue.ts";
import { didYouMean, listed, nearest } from "../issues/suggest.ts";
import { experimentSchema, type PolicyKey, trainingSchema } from "../schema/experiment.ts";
import { explain, type Subject } from "../schema/explain.ts";
import { topLevelValidator } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { deepest, isText, type MapNode, type Node, toJson } from "../source/tree.ts";

export const NAME_RULE = "use letters, digits, '.', '_' and '-', a letter or digit first, at most 64";

/** Whether results can be filed under it. */
export const isExperimentName = (text: string) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);

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
  metric: "metrics",
  learning_rate: "optimizer.lr",
};

/** The document's mapping. A misspelt section is told, and taken for what it is meant to be. */
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
    problems.add({
      code: "unknown-key",
      at: entry.key,
      message: `an experiment has no key '${key}'`,
      remedy: remedyFor(key, registry),
    });
  }
  return withMeant(root);
}

function withMeant(root: MapNode): MapNode {
  const entries = new Map(root.entries);
  for (const [key, entry] of root.entries) {
    const meant = OTHER_NAMES[key] ?? nearest(key, KEYS);
    if (!KEYS.includes(key) && isSection(meant) && !entries.has(meant)) entries.set(meant, entry);
  }
  return { ...root, entries };
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
  const subject: Subject = {
    node: root,
    where: "",
    owner: key,
    keys: "key",
    varies: false,
    elsewhere: () => undefined,
  };
  if (key === "name" && isText(node)) {
    problems.add({ code: "name", at: node.at, message: `name ${found(node)} cannot name a folder`, remedy: NAME_RULE });
    return undefined;
  }
  if (key === "name" && node) {
    problems.add({
      code: "invalid",
      at: node.at,
      message: `name must be text, found ${found(node)}`,
      remedy: NAME_RULE,
    });
    return undefined;
  }
  for (const { code, path, atKey, message, remedy } of explain(errors, subject)) {
    const owner = deepest(root, path.slice(0, -1));
    const place = atKey && owner.kind === "map" ? owner.entries.get(path.at(-1) ?? "")?.key : undefined;
    problems.add({ code, at: place ?? deepest(root, path).at, message, remedy });
  }
  return undefined;
}
