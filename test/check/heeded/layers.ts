import type { Change, HeededParts, Unheeded, Values } from "./table.ts";

const init: Change = ["zeros", "ones"];
const eps: Change = [1e-5, 0.5];
const IMAGES: Values = { data: { type: "npy", path: "images.npy", target: "numbers.npy" }, before: [] };
/** Of images of one channel. */
const SEQUENCES: Values = {
  data: { type: "npy", path: "sequences.npy", target: "numbers.npy" },
  before: [{ type: "Flatten", end_dim: 2 }],
};
const TEXT: Values = {
  data: { type: "text", path: "text.txt", context: 4 },
  loss: "CrossEntropyLoss",
  before: [],
  after: [{ type: "Linear", out_features: 5 }],
};
const INNER = { type: "Linear", out_features: 4 };
const normed: HeededParts[string] = {
  changes: {
    num_features: [4, 5],
    eps,
    momentum: [0.1, 0.9],
    affine: [true, false],
    track_running_stats: [true, false],
    frozen: [false, true],
  },
};
const pooled: HeededParts[string]["changes"] = {
  kernel_size: [2, 3],
  stride: [1, 2],
  padding: [0, 1, { kernel_size: 3 }],
};
const convolved: HeededParts[string]["changes"] = {
  out_channels: [2, 4],
  groups: [1, 2],
  bias: [true, false],
  init,
  kernel_size: [2, 3],
  stride: [1, 2],
  padding: [0, 1],
  dilation: [1, 2],
};
const slopes = (changes: HeededParts[string]["changes"]) => ({ changes });

/** Each after a Linear of 4 features and before one that gives what the loss compares. */
export const layers: HeededParts = {
  AdaptiveAvgPool2d: { around: IMAGES, changes: { output_size: [1, 2] } },
  AvgPool2d: {
    around: IMAGES,
    base: { kernel_size: 2 },
    changes: { ...pooled, count_include_pad: [true, false, { kernel_size: 3, padding: 1 }] },
  },
  BatchNorm1d: normed,
  BatchNorm2d: { ...normed, around: IMAGES, changes: { ...normed.changes, num_features: [2, 3] } },
  Conv1d: {
    around: SEQUENCES,
    base: { out_channels: 2, kernel_size: 2 },
    changes: { ...convolved, in_channels: [2, 3] },
  },
  Conv2d: {
    around: IMAGES,
    base: { out_channels: 2, kernel_size: 2 },
    changes: { ...convolved, in_channels: [2, 3] },
  },
  Dropout: { changes: { p: [0.5, 0.2] } },
  ELU: slopes({ alpha: [1, 2] }),
  Embedding: {
    around: TEXT,
    base: { embedding_dim: 3 },
    changes: { num_embeddings: [30, 2], embedding_dim: [3, 4], padding_idx: [null, 0], init },
  },
  Flatten: { around: IMAGES, changes: { start_dim: [1, 2], end_dim: [-1, 2] } },
  GELU: slopes({ approximate: ["none", "tanh"] }),
  GroupNorm: {
    base: { num_groups: 2 },
    changes: { num_groups: [1, 2], num_channels: [4, 5], eps, affine: [true, false] },
  },
  LayerNorm: {
    around: SEQUENCES,
    changes: { normalized_shape: [4, [2, 4]], eps, elementwise_affine: [true, false], bias: [true, false] },
  },
  LeakyReLU: slopes({ negative_slope: [0.01, 0.5] }),
  Linear: {
    base: { out_features: 4 },
    changes: { out_features: [4, 5], bias: [true, false], in_features: [4, 5], init },
  },
  LogSoftmax: { around: SEQUENCES, changes: { dim: [-1, 1] } },
  MaxPool2d: { around: IMAGES, base: { kernel_size: 2 }, changes: { ...pooled, dilation: [1, 2] } },
  MultiheadAttention: {
    around: SEQUENCES,
    base: { num_heads: 2 },
    changes: { num_heads: [1, 2], embed_dim: [4, 5], causal: [false, true], bias: [true, false] },
  },
  PReLU: slopes({ num_parameters: [1, 4], init: [0.25, 0.5] }),
  RMSNorm: {
    around: SEQUENCES,
    changes: { normalized_shape: [4, [2, 4]], eps: [1e-5, 0.5], elementwise_affine: [true, false] },
  },
  Residual: { changes: { layers: [[INNER], [INNER, "Tanh"]] } },
  Softmax: { around: SEQUENCES, changes: { dim: [-1, 1] } },
  Softplus: slopes({ beta: [1, 2], threshold: [20, 0.1] }),
};

const still: Values = { track_running_stats: false };

export const idleLayers: readonly Unheeded[] = [
  { type: "BatchNorm1d", parameter: "momentum", change: [0.1, 0.9, still] },
  { type: "BatchNorm1d", parameter: "frozen", change: [false, true, still] },
  { type: "BatchNorm1d", parameter: "momentum", change: [0.1, 0.9, { frozen: true }] },
  { type: "BatchNorm2d", parameter: "momentum", change: [0.1, 0.9, still], around: IMAGES },
  { type: "AvgPool2d", parameter: "count_include_pad", change: [true, false, { kernel_size: 2 }], around: IMAGES },
  { type: "MaxPool2d", parameter: "dilation", change: [1, 2, { kernel_size: 1, stride: 2 }], around: IMAGES },
  { type: "Conv2d", parameter: "dilation", change: [1, 2, { out_channels: 2, kernel_size: 1 }], around: IMAGES },
  { type: "Conv1d", parameter: "dilation", change: [1, 2, { out_channels: 2, kernel_size: 1 }], around: SEQUENCES },
  { type: "LayerNorm", parameter: "bias", change: [true, false, { elementwise_affine: false }] },
  {
    type: "Linear",
    parameter: "init.a",
    change: [1, 2, { out_features: 4, init: { type: "kaiming_uniform", nonlinearity: "relu" } }],
  },
];
