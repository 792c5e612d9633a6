import type { PartConfig } from "../../src/contracts/config.ts";
import type { LayerPart } from "../../src/contracts/layer.ts";
import { Misfit, type Part, type PartsOf } from "../../src/contracts/part.ts";
import { parts } from "../../src/parts.ts";
import { bind } from "../contracts/bind.ts";

/** The types of parts that do with their defaults what is asked of them. */
function typesThat<P extends Part>(
  all: PartsOf<P>,
  suits: (part: P, config: PartConfig) => boolean,
): readonly string[] {
  return Object.entries(all).flatMap(([type, part]) => {
    const required = (part.params as { required?: readonly string[] }).required ?? [];
    if (required.some((name) => !("default" in (part.params.properties[name] as object)))) return [];
    try {
      return suits(part, bind(part, type, {})) ? [type] : [];
    } catch (error) {
      if (error instanceof Misfit) return [];
      throw error;
    }
  });
}

/** Layers between two others of six units. */
const LAYERS = typesThat<LayerPart>(parts.layer, (part, config) => part.plan(config, [6]).output.join() === "6");

/** Optimizers that update every parameter. */
const OPTIMIZERS = typesThat(
  parts.optimizer,
  (part, config) => part.role === "optimizer" && part.takes(config, { name: "0.bias", shape: [5] }),
);

/** Losses for such outputs and targets. */
const losses = (output: readonly number[], targets: readonly number[], classes?: number) =>
  typesThat(parts.loss, (part, config) => part.plan(config, output, targets, classes) !== undefined);

/** Experiments that together hold every part there is, in the places that are written differently. */
export const ZOO: Readonly<Record<string, string>> = {
  images: `
data: {type: glyphs, samples: 60}
model: [{type: Conv2d, out_channels: 4, kernel_size: 3}, Flatten, {type: Linear, out_features: 10}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.01}
training: {epochs: 2, batch_size: 16}
grid:
  model:
    pools:
      - {type: Conv2d, out_channels: 4, kernel_size: [3, 5], stride: 2, padding: [1, 2], bias: false}
      - {type: BatchNorm2d, momentum: null}
      - {type: PReLU, num_parameters: 4}
      - {type: MaxPool2d, kernel_size: 2, stride: 1, padding: 1}
      - {type: AvgPool2d, kernel_size: 2, count_include_pad: false, padding: 1}
      - {type: GroupNorm, num_groups: 2}
      - {type: AdaptiveAvgPool2d, output_size: [2, 3]}
      - {type: Flatten}
      - {type: Linear, out_features: 10, bias: false}
    groups:
      - {type: Conv2d, out_channels: 4, kernel_size: 3, padding: same}
      - {type: Conv2d, out_channels: 8, kernel_size: 3, groups: 2, dilation: 2}
      - {type: Dropout, p: 0.3}
      - {type: Flatten, start_dim: 2}
      - {type: Residual, layers: [{type: Conv1d, out_channels: 8, kernel_size: 3, padding: 1}, {type: Dropout}, {type: BatchNorm1d, frozen: true}]}
      - {type: RMSNorm, eps: 0.00001}
      - Flatten
      - {type: Linear, out_features: 10, init: {type: normal, std: 0.02}}
`,
  activations: `
data: {type: two_moons, samples: 60}
model: [{type: Linear, out_features: 6}, ReLU, {type: Linear, out_features: 1}]
loss: {type: BCEWithLogitsLoss, pos_weight: [2]}
optimizer: {type: Adam, lr: 0.01}
training: {epochs: 2, batch_size: 16, drop_last: true}
grid:
  model.1:
    ${LAYERS.map((type) => `${type}: ${type}`).join("\n    ")}
    tanh: {type: GELU, approximate: tanh}
    affine: {type: LayerNorm, elementwise_affine: false}
    untracked: {type: BatchNorm1d, track_running_stats: false}
`,
  text: `
data: {type: text, path: text.txt, context: 6}
model:
  - {type: Embedding, embedding_dim: 4, padding_idx: 0}
  - {type: MultiheadAttention, num_heads: 2}
  - {type: MultiheadAttention, num_heads: 2, causal: true, bias: false}
  - {type: Linear, out_features: 8}
loss: {type: CrossEntropyLoss, ignore_index: 3, label_smoothing: 0.1}
optimizer: {type: AdamW, lr: 0.01}
training: {epochs: 2, batch_size: 8}
metrics: [accuracy, {type: top_k_accuracy, k: 2}, perplexity]
`,
  classes: `
data: {type: blobs, samples: 60}
model: [{type: Linear, out_features: 3}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.05}
training: {epochs: 2, batch_size: 16}
grid:
  loss:
    ${losses([3], [1], 3)
      .map((type) => `${type} as it is: ${type}`)
      .join("\n    ")}
    weighted: {type: CrossEntropyLoss, weight: [1, 2, 3]}
    summed: {type: NLLLoss, reduction: sum}
    margin: {type: MultiMarginLoss, p: 2, margin: 0.5}
`,
  numbers: `
data: {type: friedman, samples: 60}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.005}
training: {epochs: 2, batch_size: full, shuffle: false}
grid:
  loss:
    ${losses([1], [1])
      .map((type) => `${type} as it is: ${type}`)
      .join("\n    ")}
    L1Loss: {type: L1Loss, reduction: sum}
    HuberLoss: {type: HuberLoss, delta: 0.5}
    SmoothL1Loss: {type: SmoothL1Loss, beta: 0.3}
`,
  optimizers: `
data: {type: linear, features: 4, samples: 60, noise: 0.1}
model: [{type: Linear, out_features: 5}, BatchNorm1d, Tanh, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.01}
training: {epochs: 3, batch_size: 16}
grid:
  optimizer:
    groups: {type: SGD, lr: 0.01, momentum: 0.9, groups: [{match: "*.bias", lr: 0.1}, {match: "0.*", name: first, weight_decay: 0.1}]}
    clipped: [{type: clip_grad_norm, max_norm: 0.1, norm_type: inf}, {type: clip_grad_value, clip_value: 0.05}, {type: RMSprop, centered: true, momentum: 0.5}]
    averaged: [{type: weight_averaging, start: 2, use_buffers: true}, {type: Adam, amsgrad: true}]
    swa: [{type: weight_averaging, method: swa, start: 1, update_bn: true}, {type: NAdam, momentum_decay: 0.01}]
    muon: {type: Lookahead, k: 2, optimizer: {type: Muon, nesterov: false, adjust_lr_fn: match_rms_adamw, rest: {type: Lion, groups: [{match: "0.bias", lr: 0.001}]}}}
    ${OPTIMIZERS.map((type) => `${type}: ${type}`).join("\n    ")}
`,
  schedules: `
data: {type: linear, features: 4, samples: 60, noise: 0.1}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.05, momentum: 0.9, groups: [{match: "*.bias", lr: 0.02}]}
training: {epochs: 12, batch_size: 16}
metrics: [r2, mae]
grid:
  scheduler:
    functions: {type: LambdaLR, lr_lambda: ["max(0.1, 1 - epoch / 10)", "epoch < 5 && !(epoch == 2) ? -(-0.9 ** epoch) : 0.1 * exp(-epoch % 3) + pow(epoch // 2, 0.5) / 90"]}
    factors: {type: MultiplicativeLR, lr_lambda: "cos(epoch / 20)"}
    table: {type: table, rates: [[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05], [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]]}
    every third: {type: StepLR, step_size: 1, gamma: 0.5, frequency: 3}
    every third step: {type: ExponentialLR, gamma: 0.97, interval: step, frequency: 3}
    lists: {type: ReduceLROnPlateau, patience: 0, threshold: 0.2, min_lr: [0.01, 0.005], monitor: grad_norm}
    in PyTorch's way: {type: SequentialLR, milestones: [4], torch_compatible: true, schedulers: [{type: StepLR, step_size: 2}, {type: ExponentialLR, gamma: 0.9}]}
    handovers:
      type: SequentialLR
      milestones: [0, 3, 5, 7, 9]
      schedulers:
        - {type: StepLR, step_size: 2}
        - {type: OneCycleLR, max_lr: 0.1, total_steps: 40}
        - {type: MultiplicativeLR, lr_lambda: "0.8"}
        - {type: ConstantLR, factor: 0.5, total_iters: 0}
        - {type: CyclicLR, base_lr: 0.01, max_lr: [0.05, 0.1], step_size_up: 2, mode: exp_range, gamma: 0.9}
        - {type: SWALR, swa_lr: 0.01, anneal_epochs: 2, anneal_strategy: linear}
    together:
      type: ChainedScheduler
      schedulers:
        - {type: OneCycleLR, max_lr: 0.1, total_steps: 40, three_phase: true}
        - {type: LinearLR, start_factor: 0.5}
        - {type: ReduceLROnPlateau, patience: 0, monitor: train_loss}
        - {type: PolynomialLR, total_iters: 20, power: 2}
    phases of all kinds:
      - {type: LinearLR, start_factor: 0.1, steps: 5}
      - {type: InverseSquareRootLR, warmup: 2, epochs: 2, frequency: 2, interval: step}
      - {type: ReduceLROnPlateau, patience: 0, threshold: 0.5, epochs: 3}
      - {type: WarmupStableDecayLR, warmup: 0.2, decay_type: cosine, min_factor: 0.1}
    closed forms:
      - {type: CosineHoldLR, hold: 2, eta_min: 0.01, epochs: 4}
      - {type: REXLR, epochs: 4}
      - {type: CosineAnnealingWarmRestarts, T_0: 2}
    milestones: {type: MultiStepLR, milestones: [2, 2, 5]}
    cosine: {type: CosineAnnealingLR, T_max: 4, eta_min: 0.001}
`,
  fresh: `
data: {type: noise, features: 3, samples: 20}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 3, batch_size: 8}
`,
  diverging: `
data: {type: linear, features: 3, samples: 20}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 1.0e+20}
training: {epochs: 3, batch_size: 8}
`,
};

/** For the experiment on text: 8 different characters. */
export const TEXT = "abc def ga. ".repeat(20).replaceAll(".", "");
