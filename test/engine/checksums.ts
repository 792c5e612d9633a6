// Trains a handful of models and prints SHA-256 of what they end with. `--write` makes them the ones to hold on to.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PartConfig } from "../../src/contracts/config.ts";
import type { DataShape, Samples } from "../../src/contracts/dataset.ts";
import { Machine } from "../../src/engine/machine.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import { parts } from "../../src/parts.ts";
import { normal, stream } from "../../src/random/rng.ts";
import { complete, configure } from "../configuration.ts";
import { root } from "../root.ts";

export const CHECKSUMS = `${root}test/golden/checksums.json`;

interface Model {
  readonly model: readonly PartConfig[];
  readonly features: readonly number[];
  readonly loss?: PartConfig;
  readonly optimizer?: PartConfig | readonly PartConfig[];
  readonly classes?: number;
  readonly indices?: number;
}

const linear = (out_features: number): PartConfig => ({ type: "Linear", out_features });
const CLASSES = { loss: { type: "CrossEntropyLoss" }, classes: 5 };
const MLP = { model: [linear(24), { type: "Tanh" }, linear(3)], features: [11] };

const attention = [
  { type: "LayerNorm", normalized_shape: 12 },
  { type: "MultiheadAttention", num_heads: 3, causal: true },
];
const feedForward = [{ type: "LayerNorm", normalized_shape: 12 }, linear(24), { type: "GELU" }, linear(12)];

/** One of each family of models. None is small enough for lanes, but for the last. */
const MODELS: Readonly<Record<string, Model>> = {
  mlp: { model: [linear(32), { type: "ReLU" }, linear(16), { type: "SiLU" }, linear(5)], features: [12], ...CLASSES },
  "cnn with batch norm": {
    model: [
      { type: "Conv2d", out_channels: 6, kernel_size: 3, padding: 1 },
      { type: "BatchNorm2d" },
      { type: "ReLU" },
      { type: "MaxPool2d", kernel_size: 2 },
      { type: "Conv2d", out_channels: 8, kernel_size: 3, groups: 2 },
      { type: "Mish" },
      { type: "AdaptiveAvgPool2d", output_size: 2 },
      { type: "Flatten" },
      linear(5),
    ],
    features: [2, 9, 9],
    ...CLASSES,
  },
  transformer: {
    model: [
      { type: "Embedding", embedding_dim: 12 },
      { type: "Residual", layers: attention },
      { type: "Residual", layers: feedForward },
      { type: "Flatten" },
      linear(5),
    ],
    features: [7],
    indices: 9,
    ...CLASSES,
    optimizer: [{ type: "clip_grad_norm", max_norm: 1 }, { type: "AdamW" }],
  },
  dropout: { model: [linear(40), { type: "Dropout", p: 0.3 }, { type: "Softplus" }, linear(3)], features: [10] },
  average: { ...MLP, optimizer: [{ type: "weight_averaging" }, { type: "SGD", lr: 0.1, momentum: 0.9 }] },
  ...Object.fromEntries(
    Object.keys(optimizers).map((type) => {
      const inner = type === "Lookahead" ? { optimizer: complete("optimizers", { type: "Adam" }) } : {};
      const rest = type === "Muon" ? { rest: complete("optimizers", { type: "SGD" }) } : {};
      return [type, { ...MLP, optimizer: { type, ...inner, ...rest } }];
    }),
  ),
  "in lanes": { model: [linear(1)], features: [10], optimizer: { type: "SGD", lr: 0.05, momentum: 0.9 } },
};

const ROWS = 70;
const EPOCHS = 4;

function samplesOf({ features, classes, indices }: Model, outputs: number): Samples {
  const rng = stream("checksums");
  const size = features.reduce((product, own) => product * own, 1);
  const x = Float32Array.from({ length: ROWS * size }, () => normal(rng));
  const y = Float32Array.from({ length: ROWS * outputs }, () => normal(rng));
  const whole = (values: Float32Array, count: number) =>
    values.map((value) => Math.floor(Math.abs(value) * 97) % count);
  return { rows: ROWS, x: indices ? whole(x, indices) : x, y: classes ? whole(y, classes) : y };
}

function checksumOf(own: Model, machine: Machine, epochs: number): string {
  const { model, features, loss, optimizer, classes, indices } = own;
  const outputs = classes ? 1 : ((model.at(-1) as PartConfig).out_features as number);
  const samples = samplesOf(own, outputs);
  const targets = { targets: [outputs], ...(classes && { classes }), ...(indices && { indices }) };
  const shape: DataShape = { features, ...targets, training: ROWS, validation: ROWS };
  const config = configure({ model, ...(loss && { loss }), ...(optimizer && { optimizer }), batch_size: 16 });
  machine.load(samples, samples, shape);
  const run = machine.prepare([config]);
  run.initialise(3);
  const order = Int32Array.from({ length: ROWS }, (_, row) => (row * 29) % ROWS);
  const hash = createHash("sha256");
  for (let epoch = 0; epoch < epochs; epoch++) {
    const lr = run.baseRates(0).lr.map((rate) => rate / (1 + epoch));
    const [figures] = run.trainEpoch(order, Math.ceil(ROWS / 16), [{ lr }]);
    hash.update(JSON.stringify([figures, run.evaluate(), run.trainingMetrics(0), run.validationMetrics(0)]));
  }
  const { parameters, buffers } = run.snapshot();
  return hash.update(parameters).update(buffers).digest("hex");
}

/**
 * @param machine trains each model
 * @param names of models. Default: all
 * @param epochs fewer give other checksums
 */
export function checksums(
  machine = () => new Machine(parts),
  names: readonly string[] = Object.keys(MODELS),
  epochs = EPOCHS,
): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, checksumOf(MODELS[name] as Model, machine(), epochs)]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = `${JSON.stringify(checksums(), null, 2)}\n`;
  if (process.argv.includes("--write")) writeFileSync(CHECKSUMS, text);
  else process.stdout.write(text);
}
