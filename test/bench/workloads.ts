import type { PartConfig, RunConfig } from "../../src/contracts/config.ts";
import type { DataShape, Samples } from "../../src/contracts/dataset.ts";
import { normal, type Rng, stream, uniform } from "../../src/random/rng.ts";
import { elements, type Shape } from "../../src/tape/shape.ts";
import { configure } from "../configuration.ts";

/** A model to train, the same in peer_torch.py and peer_jax.py. Figures are optimizer steps or samples a second. */
export interface Workload {
  readonly title: string;
  readonly unit: "steps" | "samples";
  /** Rows of data; an epoch goes through all of them. */
  readonly rows: number;
  readonly batch: number;
  readonly config: RunConfig;
  readonly shape: DataShape;
}

const linear = (out_features: number): PartConfig => ({ type: "Linear", out_features });
const ReLU: PartConfig = { type: "ReLU" };
const MaxPool2d: PartConfig = { type: "MaxPool2d", kernel_size: 2 };
const convolution = (out_channels: number): PartConfig => ({ type: "Conv2d", out_channels, kernel_size: 3 });
const residual = (...layers: readonly PartConfig[]): PartConfig => ({ type: "Residual", layers });
const classes: PartConfig = { type: "CrossEntropyLoss" };
const momentum: PartConfig = { type: "SGD", lr: 0.01, momentum: 0.9 };
const adam: PartConfig = { type: "Adam", lr: 0.001 };

const block: readonly PartConfig[] = [
  residual({ type: "LayerNorm" }, { type: "MultiheadAttention", num_heads: 4, causal: true }),
  residual({ type: "LayerNorm" }, linear(256), { type: "GELU" }, linear(64)),
];
const normalised: readonly PartConfig[] = [linear(128), { type: "BatchNorm1d" }, ReLU, { type: "Dropout", p: 0.2 }];

/** Characters of W5's text, and how many of them it sees at once. */
const [CHARACTERS, CONTEXT] = [64, 64];

function workload(
  own: Pick<Workload, "title" | "unit" | "rows" | "batch"> & {
    readonly model: readonly PartConfig[];
    readonly loss: PartConfig;
    readonly optimizer: PartConfig;
    readonly data: Pick<DataShape, "features" | "targets" | "classes" | "indices">;
  },
): Workload {
  const { title, unit, rows, batch, model, loss, optimizer, data } = own;
  const config = configure({ model, loss, optimizer, batch_size: batch });
  return { title, unit, rows, batch, config, shape: { ...data, training: rows, validation: 0 } };
}

export const WORKLOADS = {
  W2: workload({
    title: "MLP 10-64-64-1, batch 32, Adam",
    unit: "steps",
    rows: 8192,
    batch: 32,
    model: [linear(64), ReLU, linear(64), ReLU, linear(1)],
    loss: { type: "MSELoss" },
    optimizer: adam,
    data: { features: [10], targets: [1] },
  }),
  W3: workload({
    title: "MLP 784-256-10, batch 128, momentum, cross-entropy",
    unit: "samples",
    rows: 8192,
    batch: 128,
    model: [linear(256), ReLU, linear(10)],
    loss: classes,
    optimizer: momentum,
    data: { features: [784], targets: [1], classes: 10 },
  }),
  W4: workload({
    title: "CNN 8@3x3-16@3x3-10 on 28x28, batch 64, momentum",
    unit: "samples",
    rows: 4096,
    batch: 64,
    model: [convolution(8), ReLU, MaxPool2d, convolution(16), ReLU, MaxPool2d, { type: "Flatten" }, linear(10)],
    loss: classes,
    optimizer: momentum,
    data: { features: [1, 28, 28], targets: [1], classes: 10 },
  }),
  W5: workload({
    title: "causal transformer, 2 layers, d 64, 4 heads, context 64, batch 16, Adam",
    unit: "samples",
    rows: 256,
    batch: 16,
    model: [{ type: "Embedding", embedding_dim: 64 }, ...block, ...block, { type: "LayerNorm" }, linear(CHARACTERS)],
    loss: classes,
    optimizer: adam,
    data: { features: [CONTEXT], targets: [CONTEXT], classes: CHARACTERS, indices: CHARACTERS },
  }),
  W6: workload({
    title: "MLP 64-128-128-10 with BatchNorm and Dropout, batch 64, Adam",
    unit: "samples",
    rows: 8192,
    batch: 64,
    model: [...normalised, ...normalised, linear(10)],
    loss: classes,
    optimizer: adam,
    data: { features: [64], targets: [1], classes: 10 },
  }),
} as const satisfies Readonly<Record<string, Workload>>;

export type WorkloadName = keyof typeof WORKLOADS;

/** Random rows of a workload's shape: what a step costs does not depend on the numbers. */
export function drawSamples({ rows, shape }: Workload): Samples {
  const rng = stream(0, "bench");
  const { indices, classes: kinds } = shape;
  return {
    rows,
    x: draw(rng, rows, shape.features, indices),
    y: draw(rng, rows, shape.targets, kinds),
  };
}

function draw(rng: Rng, rows: number, shape: Shape, kinds: number | undefined): Float32Array {
  const value = kinds === undefined ? () => normal(rng) : () => Math.floor(uniform(rng, 0, kinds));
  return Float32Array.from({ length: rows * elements(shape) }, value);
}
