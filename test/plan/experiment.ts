import { Misfit } from "../../src/contracts/part.ts";
import type { Registry } from "../../src/contracts/registry.ts";
import { csv, linear, noise } from "../../src/datasets/index.ts";
import * as distribution from "../../src/distributions/index.ts";
import type { OwnPlan, Plan } from "../../src/experiment/plan.ts";
import { Linear, ReLU, Sigmoid, Tanh } from "../../src/layers/index.ts";
import { L1Loss, MSELoss } from "../../src/losses/index.ts";
import { accuracy, mae, r2, top_k_accuracy } from "../../src/metrics/index.ts";
import { SGD } from "../../src/optimizers/index.ts";
import * as prune from "../../src/pruners/index.ts";
import * as scheduler from "../../src/schedulers/index.ts";
import * as search from "../../src/searches/index.ts";
import type { Loading } from "../plan-of.ts";
import * as loader from "../plan-of.ts";

const { ConstantLR, CosineAnnealingLR, ExponentialLR, LinearLR, ReduceLROnPlateau, StepLR } = scheduler;
const { ChainedScheduler, OneCycleLR, SequentialLR } = scheduler;

/** Not all parts: the lists of names in messages stay as they are when a part is added. */
export const parts: Registry = {
  data: { csv, linear, noise },
  layer: { Linear, ReLU, Sigmoid, Tanh },
  loss: { L1Loss, MSELoss },
  metric: { accuracy, mae, r2, top_k_accuracy },
  optimizer: { SGD },
  scheduler: {
    ConstantLR,
    CosineAnnealingLR,
    ExponentialLR,
    LinearLR,
    ReduceLROnPlateau,
    StepLR,
    ChainedScheduler,
    OneCycleLR,
    SequentialLR,
  },
  search,
  prune,
  distribution,
};

/** The least that runs. */
export const BASE = `data: {type: linear, features: 10, samples: 512}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 50}
`;

/** BASE with the line of a key replaced, or left out. */
export function withLine(key: string, value: string | undefined): string {
  const lines = BASE.split("\n");
  const at = lines.findIndex((line) => line.startsWith(`${key}:`));
  return lines.toSpliced(at, 1, ...(value === undefined ? [] : [`${key}: ${value}`])).join("\n");
}

const FILES: Readonly<Record<string, string>> = {
  "good.csv": "height,weight,name,age\n1,2,x,3\n2,3,y,4\n3,5,z,5\n",
  "ragged.csv": "height,weight\n1,2\n2\n",
  "text.csv": "height,weight\n1,2\n2,heavy\n3,4\n",
  "empty-cell.csv": "height,weight\n1,2\n,3\n3,4\n",
  "one-row.csv": "height,weight\n1,2\n",
  "empty.csv": "",
};

function readFile(path: string): Uint8Array {
  const text = FILES[path];
  if (text === undefined) throw Misfit.unreadable("path", `cannot read ${path}: there is no such file`);
  return new TextEncoder().encode(text);
}

/** Loading with these parts and files. */
export const FEW = { file: "decay.yaml", parts, readFile } satisfies Loading;

export const planOf = (text: string, options?: Loading): OwnPlan => loader.planOf(text, { ...FEW, ...options });

export const errorsOf = (text: string | Uint8Array, options?: Loading): string =>
  loader.errorsOf(text, { ...FEW, ...options });

export const warningsOf = (text: string, options?: Loading): string => loader.warningsOf(text, { ...FEW, ...options });

/** The cells of all variants, in plan order. */
export function cellsOf(plan: Plan) {
  return Array.from({ length: plan.variants }, (_, index) => plan.variant(index).cells);
}
