import { ownValue } from "../numbers/own.ts";

type Reasons = Readonly<Record<string, string>>;

const ONE_RESULT = "it chooses among implementations of one result";
const FOR_LINEAR = "affine: false leaves out both weight and bias";
const ROUNDED = "the size of the output is rounded down";
const OWN_INPUT = "it attends to its own input";
const OF_SEQUENCE = "keys and values are those of the sequence";

/** PyTorch's parameters that no part has, and why. */
export const NOWHERE: Reasons = {
  foreach: ONE_RESULT,
  fused: ONE_RESULT,
  capturable: "it is about CUDA graphs",
  differentiable: "it is for gradients of gradients, which nothing here asks for",
  last_epoch: "every run starts at its beginning, and resumes by itself",
  verbose: "the rates of all epochs are in epochs.csv, and preview draws them",
  inplace: "it saves memory and changes no result",
  device: "one device trains the whole run: training.device",
  dtype: "all is computed in float32",
  optimizer: "the scheduler stands beside the optimizer in the file",
  params: "an optimizer has all parameters of the model, and groups of it by match",
  parameters: "all parameters of the model are meant",
  model: "the model of the run is meant",
  size_average: "PyTorch replaced it by reduction",
  reduce: "PyTorch replaced it by reduction",
};

/** Those that single parts leave out. */
export const LEFT_OUT: Readonly<Record<string, Reasons>> = {
  AvgPool2d: { ceil_mode: ROUNDED, divisor_override: "a Linear layer behind it learns any factor" },
  MaxPool2d: { ceil_mode: ROUNDED, return_indices: "there is no MaxUnpool2d that would take them" },
  BatchNorm1d: { bias: FOR_LINEAR },
  BatchNorm2d: { bias: FOR_LINEAR },
  GroupNorm: { bias: FOR_LINEAR },
  Conv1d: { padding_mode: "padding is zeros" },
  Conv2d: { padding_mode: "padding is zeros" },
  Embedding: {
    max_norm: "it would change weights in the forward pass",
    norm_type: "it goes with max_norm, which would change weights in the forward pass",
    scale_grad_by_freq: "gradients are those of the loss",
    sparse: ONE_RESULT,
    _weight: "it is not public",
    _freeze: "it is not public",
  },
  MultiheadAttention: {
    dropout: "a Dropout layer behind it does this",
    add_bias_kv: OF_SEQUENCE,
    add_zero_attn: OF_SEQUENCE,
    kdim: OWN_INPUT,
    vdim: OWN_INPUT,
    batch_first: "the batch comes first",
  },
  BCEWithLogitsLoss: { weight: "it would weigh places in a batch, whose rows are drawn anew in every epoch" },
  clip_grad_norm: { error_if_nonfinite: "training.on_divergence says what becomes of such a run" },
  weight_averaging: { avg_fn: "method and decay choose it", multi_avg_fn: "method and decay choose it" },
};

/** Why a part lacks a parameter of PyTorch's, and what to do about it; undefined for other keys. */
export function whyLeftOut(key: string, type: string): string | undefined {
  const reason = ownValue(ownValue(LEFT_OUT, type) ?? {}, key) ?? ownValue(NOWHERE, key);
  return reason === undefined ? undefined : `remove it: ${reason}`;
}
