import type { Json, PartConfig } from "../contracts/config.ts";
import { type Part, requiredOf } from "./part-schema.ts";

/** Values that examples give to parameters without a default, by the parameter's name. */
const BY_PARAMETER: Readonly<Record<string, Json>> = {
  samples: 500,
  features: 10,
  path: "data/rows.csv",
  target: "price",
  labels: "data/labels-idx1-ubyte",
  out_features: 16,
  out_channels: 16,
  kernel_size: 3,
  output_size: 1,
  num_groups: 4,
  num_heads: 4,
  embedding_dim: 32,
  layers: [{ type: "Linear", out_features: 8 }, "Tanh"],
  optimizer: { type: "Adam", lr: 0.01 },
  k: 5,
  max_norm: 1,
  clip_value: 0.5,
  schedulers: [{ type: "LinearLR", start_factor: 0.1, total_iters: 5 }, "CosineAnnealingLR"],
  milestones: [20, 40],
  step_size: 10,
  gamma: 0.95,
  hold: 25,
  T_0: 10,
  warmup: 50,
  base_lr: 0.01,
  max_lr: 0.1,
  swa_lr: 0.02,
  lr_lambda: "0.95 ** epoch",
};

/** Parameters of types whose names alone do not show what they are for, or whose parameters depend on each other. */
const BY_TYPE: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  cifar: { path: "data/data_batch_1.bin" },
  idx: { path: "data/images-idx3-ubyte" },
  npy: { path: "data/x.npy", target: "data/y.npy" },
  npz: { path: "data/rows.npz" },
  text: { path: "data/book.txt" },
  noise: { samples: 32 },
  top_k_accuracy: { k: 2 },
  Muon: { lr: 0.02 },
  SGD: { lr: 0.1, momentum: 0.9 },
  weight_averaging: { decay: 0.99 },
  SequentialLR: { milestones: [5] },
  ReduceLROnPlateau: { factor: 0.5, patience: 5 },
  WarmupStableDecayLR: { warmup: 5, decay: 0.2 },
  MultiplicativeLR: { lr_lambda: "0.9 + 0.05 * (epoch % 2)" },
  CyclicLR: { step_size_up: 50 },
  table: { path: "data/rates.csv" },
};

/** A configuration that works, as a user writes it: the parameters without a default, and little more. */
export function exampleOf(type: string, part: Part): PartConfig {
  const own = BY_TYPE[type] ?? {};
  const needed = requiredOf(part).map((name) => [name, own[name] ?? BY_PARAMETER[name] ?? leastOf(part, name)]);
  return { type, ...Object.fromEntries(needed), ...own };
}

/** The least value that a parameter may have: for a new part whose parameter has a name of its own. */
function leastOf(part: Part, name: string): Json {
  const { minimum, exclusiveMinimum, type } = part.params.properties[name] as {
    minimum?: number;
    exclusiveMinimum?: number;
    type?: string;
  };
  if (type === "string") return name;
  return minimum ?? (exclusiveMinimum === undefined ? 1 : exclusiveMinimum + 1);
}
