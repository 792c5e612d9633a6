import type { Registry } from "../contracts/registry.ts";
import { isSection, SLOTS } from "../grid/sections.ts";
import type { Issues } from "../issues/collector.ts";
import { issue, type Span, type Suggestion } from "../issues/issue.ts";
import { choose, nearest, rename } from "../issues/suggest.ts";
import { experimentSchema, type PolicyKey, trainingSchema } from "../schema/experiment.ts";
import { explain, type Subject } from "../schema/explain.ts";
import { topLevelValidator } from "../schema/validators.ts";
import { found } from "../source/describe.ts";
import { inText, START } from "../source/places.ts";
import { isText, type MapNode, type Node, toJson } from "../source/tree.ts";

export const NAME_RULE = "use at most 64 letters, digits, '.', '_' and '-', and begin with a letter or digit";

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
export function readRoot(root: Node | undefined, registry: Registry, issues: Issues): MapNode | undefined {
  if (root?.kind !== "map") {
    const what = root === undefined ? "the file is empty" : `an experiment is a mapping, found ${found(root)}`;
    issues.add(issue("missing", root?.at ?? START, what, "add data, model, loss, optimizer and training"));
    return undefined;
  }
  for (const [key, entry] of root.entries) {
    if (KEYS.includes(key)) continue;
    issues.add(
      issue("unknown-key", entry.key, `an experiment has no key '${key}'`, keyMeant(key, entry.key, registry)),
    );
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

function keyMeant(key: string, place: Span, registry: Registry): Suggestion<Span> | string | undefined {
  const other = OTHER_NAMES[key];
  if (other !== undefined) return other.includes(".") ? `set ${other}` : rename(other, place);
  if (Object.hasOwn(trainingSchema.properties, key)) return `move it to training: training.${key}`;
  const near = nearest(key, KEYS);
  if (near !== undefined) return rename(near, place);
  for (const [section, slot] of Object.entries(SLOTS).toReversed())
    if (Object.values(registry[slot]).some(({ params }) => Object.hasOwn(params.properties, key)))
      return `move it to ${section}: ${section}.${key}`;
  return choose(KEYS);
}

/** The value of a key with its defaults, or undefined where the file has none or a wrong one. */
export function readKey(
  root: MapNode,
  key: "name" | "description" | "seeds" | "objective" | "baseline" | PolicyKey,
  issues: Issues,
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
  if (key === "name" && node) {
    const isWritten = isText(node);
    const message = isWritten ? `name ${found(node)} cannot name a folder` : `name must be text, found ${found(node)}`;
    issues.add(issue(isWritten ? "name" : "invalid", node.at, message, NAME_RULE));
    return undefined;
  }
  for (const found of explain(errors, subject)) issues.add(inText(found, root));
  return undefined;
}
