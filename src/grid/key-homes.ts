import type { Part, PartsOf } from "../contracts/part.ts";
import type { Registry } from "../contracts/registry.ts";
import { listed } from "../issues/suggest.ts";
import { ownValue } from "../numbers/own.ts";
import { compareSchema, experimentSchema, gridSchema, objectiveSchema, trainingSchema } from "../schema/experiment.ts";
import { flowNode } from "../source/flow.ts";
import type { MapNode, Node } from "../source/tree.ts";
import { isSection, type PartSection, SLOTS, typeOf } from "./sections.ts";

/** The keys of an experiment. */
export const TOP_LEVEL = Object.keys(experimentSchema.properties);

/** Other programs' names for a single seed. */
export const ONE_SEED = ["seed", "random_seed", "random_state", "manual_seed", "rng_seed"];

/** Names from other programs, and the path each has here. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(ONE_SEED.map((name) => [name, "seeds"])),
  n_seeds: "seeds",
  num_seeds: "seeds",
  repeats: "seeds",
  repetitions: "seeds",
  layers: "model",
  network: "model",
  net: "model",
  architecture: "model",
  dataset: "data",
  criterion: "loss",
  loss_fn: "loss",
  loss_function: "loss",
  optim: "optimizer",
  lr_scheduler: "scheduler",
  lr_scheduler_type: "scheduler",
  schedule: "scheduler",
  metric: "metrics",
  sweep: "grid",
  param_grid: "grid",
  matrix: "grid",
  n_epochs: "training.epochs",
  num_epochs: "training.epochs",
  max_epochs: "training.epochs",
  num_train_epochs: "training.epochs",
  trainer: "training",
  batchsize: "training.batch_size",
  train_batch_size: "training.batch_size",
  per_device_train_batch_size: "training.batch_size",
  learning_rate: "optimizer.lr",
  test_size: "data.test",
  test_split: "data.test",
  normalize: "data.standardize",
  normalise: "data.standardize",
  label_column: "data.target",
  target_column: "data.target",
  sep: "data.delimiter",
  separator: "data.delimiter",
  filename: "data.path",
  file_path: "data.path",
  n_trials: "search.runs",
  num_trials: "search.runs",
  max_trials: "search.runs",
  direction: "objective.mode",
  wd: "optimizer.weight_decay",
  val_split: "data.validation",
  validation_split: "data.validation",
  val_size: "data.validation",
};

/** The path here of a key known under another name; undefined for unknown names. */
export function otherName(key: string): string | undefined {
  return ownValue(OTHER_NAMES, key);
}

/** What other programs have keys for, and this one has none. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["clip_grad_norm", "max_grad_norm", "gradient_clip_val", "gradient_clip_norm", "grad_clip", "clip"].map((name) => [
      name,
      "clipping stands before the optimizer: write optimizer: [{type: clip_grad_norm, max_norm: …}, …]",
    ]),
  ),
  ...Object.fromEntries(
    ["warmup", "warmup_epochs", "warmup_steps", "num_warmup_steps", "warmup_ratio"].map((name) => [
      name,
      "a warmup is the first of several schedulers: write scheduler: [{type: LinearLR, start_factor: …, epochs: …}, …]",
    ]),
  ),
  ...Object.fromEntries(
    ["early_stopping", "early_stopping_patience", "early_stop"].map((name) => [
      name,
      "remove it: no run is stopped for itself; objective.at: best counts its best epoch, and prune ends those behind others",
    ]),
  ),
  ...Object.fromEntries(
    ["n_jobs", "num_workers", "workers", "max_workers", "concurrency", "parallel"].map((name) => [
      name,
      "remove it: sweep has the option --concurrency",
    ]),
  ),
  ...Object.fromEntries(
    ["gpus", "num_gpus", "gpu", "use_gpu", "use_cuda", "cuda", "accelerator"].map((name) => [
      name,
      "PyTorch trains on a GPU: write training: {engine: torch, device: cuda, …}",
    ]),
  ),
  ...Object.fromEntries(
    ["output", "output_dir", "out_dir", "save_dir", "log_dir", "results_dir"].map((name) => [
      name,
      "remove it: sweep has the option --output",
    ]),
  ),
};

/** What to do about a key of another program that has no counterpart here. */
export const elsewhere = (key: string): string | undefined => ownValue(ELSEWHERE, key);

/** Sections of an experiment with fixed keys, besides training. */
const SETTINGS = { compare: compareSchema, objective: objectiveSchema, grid: gridSchema };

/**
 * The path of a key that is misplaced or known under another name; undefined for unknown keys.
 * @param root the document, where what is written in it may decide among several
 */
export function homeOf(key: string, registry: Registry, root?: MapNode): string | undefined {
  const other = otherName(key);
  if (other !== undefined) return other;
  if (TOP_LEVEL.includes(key)) return key;
  if (Object.hasOwn(trainingSchema.properties, key)) return `training.${key}`;
  // The last of several, as `lr` is more often the optimizer's.
  const count = (section: PartSection) => ownersOf(key, registry[SLOTS[section]]).length;
  const sections = (Object.keys(SLOTS) as PartSection[])
    .toReversed()
    .filter((section) => count(section) > 0)
    .sort((a, b) => (root === undefined ? 0 : count(b) - count(a)));
  const written = sections.find((section) => root && hasParameter(root, section, key, registry));
  const settings = Object.entries(SETTINGS).find(([, { properties }]) => Object.hasOwn(properties, key))?.[0];
  const tuning = (["search", "prune"] as const).find((section) => ownersOf(key, registry[section]).length > 0);
  const found = written ?? (root === undefined ? (sections[0] ?? settings) : (settings ?? sections[0])) ?? tuning;
  return found === undefined ? undefined : `${found}.${key}`;
}

/** The types of a slot that have a parameter. */
function ownersOf(key: string, parts: PartsOf<Part>): readonly string[] {
  return Object.keys(parts).filter((type) => Object.hasOwn(parts[type]?.params.properties ?? {}, key));
}

/** Whether the part that is written in a section has a parameter. */
function hasParameter(root: MapNode, section: PartSection, key: string, registry: Registry): boolean {
  const node = root.entries.get(section)?.value;
  const type = node?.kind === "scalar" ? String(node.value) : typeOf(node);
  return type !== undefined && ownersOf(key, registry[SLOTS[section]]).includes(type);
}

/** Longer values are not written once more. */
const LONGEST_VALUE = 60;

/** How to move a key to where it belongs. @param value its value at the place where it was found */
export function moveTo(home: string, key: string, value: Node | undefined): string {
  const [section, ...rest] = home.split(".");
  if (rest.length === 0) return `move it to the top level: ${withSeeds(key, value) ?? home}`;
  const written = value === undefined ? "" : flowNode(value);
  const text = section === "grid" && value?.kind === "map" ? `[${written}]` : written;
  const isShown = text !== "" && text !== "null" && text.length <= LONGEST_VALUE;
  return `move it to ${section}: ${rest.join(".")}${isShown ? `: ${text}` : ""}`;
}

/** The same for a key at the top level, where the part that should have it may not be written. */
export function moveFromTop(home: string, key: string, value: Node, root: MapNode, registry: Registry): string {
  const [section, name = ""] = home.split(".");
  if ((section === "search" || section === "prune") && !root.entries.has(section))
    return `write ${section}: {type: …, ${name}: ${flowNode(value)}, …}`;
  if (!isSection(section) || !(section in SLOTS)) return moveTo(home, key, value);
  const slot = section as PartSection;
  if (hasParameter(root, slot, name, registry)) return moveTo(home, key, value);
  const owners = ownersOf(name, registry[SLOTS[slot]]);
  const shown = `'${name}' is a parameter of ${listed(owners.slice(0, 3))}${owners.length > 3 ? " and others" : ""}`;
  if (slot === "model") return `${shown}: move it to such a layer`;
  if (root.entries.has(slot)) return `${shown}, and ${slot} has another type`;
  const own = `${name}: ${flowNode(value)}`;
  return `${shown}: write ${slot}: {type: ${owners.length === 1 ? owners[0] : "…"}, ${own}}`;
}

/** `seeds: [42]` for one seed: the number alone would be a count. */
export function withSeeds(key: string, value: Node | undefined): string | undefined {
  const isSeed = ONE_SEED.includes(key) && value?.kind === "scalar" && typeof value.value === "number";
  return isSeed ? `seeds: [${value.value}]` : undefined;
}
