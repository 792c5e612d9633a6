import type { Registry } from "../contracts/registry.ts";
import { ownValue } from "../numbers/own.ts";
import { compareSchema, experimentSchema, objectiveSchema, trainingSchema } from "../schema/experiment.ts";
import type { Node } from "../source/tree.ts";
import { SLOTS } from "./sections.ts";

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
  wd: "optimizer.weight_decay",
  val_split: "data.validation",
  validation_split: "data.validation",
  val_size: "data.validation",
};

/** The path here of a key known under another name; undefined for unknown names. */
export function otherName(key: string): string | undefined {
  return ownValue(OTHER_NAMES, key);
}

/** The path of a key that is misplaced or known under another name; undefined for unknown keys. */
export function homeOf(key: string, registry: Registry): string | undefined {
  const other = otherName(key);
  if (other !== undefined) return other;
  if (TOP_LEVEL.includes(key)) return key;
  if (Object.hasOwn(trainingSchema.properties, key)) return `training.${key}`;
  // The last of several, as `lr` is more often the optimizer's.
  for (const [section, slot] of Object.entries(SLOTS).toReversed())
    if (Object.values(registry[slot]).some(({ params }) => Object.hasOwn(params.properties, key)))
      return `${section}.${key}`;
  for (const [section, { properties }] of Object.entries({ compare: compareSchema, objective: objectiveSchema }))
    if (Object.hasOwn(properties, key)) return `${section}.${key}`;
  return undefined;
}

/** How to move a key to where it belongs. @param value its value at the place where it was found */
export function moveTo(home: string, key: string, value: Node | undefined): string {
  const [section, ...rest] = home.split(".");
  if (rest.length > 0) return `move it to ${section}: ${home}`;
  return `move it to the top level: ${withSeeds(key, value) ?? home}`;
}

/** `seeds: [42]` for one seed: the number alone would be a count. */
export function withSeeds(key: string, value: Node | undefined): string | undefined {
  const isSeed = ONE_SEED.includes(key) && value?.kind === "scalar" && typeof value.value === "number";
  return isSeed ? `seeds: [${value.value}]` : undefined;
}
