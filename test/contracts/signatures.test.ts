import { assert } from "chai";
import type { Part, PartsOf } from "../../src/contracts/part.ts";
import { parts } from "../../src/parts.ts";
import { golden } from "../golden.ts";

const { parameters } = golden<{ readonly parameters: Readonly<Record<string, readonly string[]>> }>("signatures.json");

type Reasons = Readonly<Record<string, string>>;

/** PyTorch's parameters that no part has, and why. */
const NOWHERE: Reasons = {
  foreach: "It chooses among implementations of one result.",
  fused: "It chooses among implementations of one result.",
  capturable: "It is about CUDA graphs.",
  differentiable: "It is for gradients of gradients, which nothing here asks for.",
  last_epoch: "Every run starts at its beginning, and resumes by itself.",
  verbose: "It prints.",
  inplace: "It saves memory and changes no result.",
  device: "There is one.",
  dtype: "It is float32.",
  optimizer: "The scheduler stands beside it in the file.",
  params: "match and groups name them.",
  parameters: "All of the model's.",
  model: "The run's.",
  size_average: "Deprecated: reduction.",
  reduce: "Deprecated: reduction.",
};

/** Those that single parts leave out. */
const LEFT_OUT: Readonly<Record<string, Reasons>> = {
  AvgPool2d: {
    ceil_mode: "The size of the output is always rounded down.",
    divisor_override: "A Linear layer behind it learns any factor.",
  },
  MaxPool2d: {
    ceil_mode: "The size of the output is always rounded down.",
    return_indices: "There is no MaxUnpool2d that would take them.",
  },
  BatchNorm1d: { bias: "New in 2.13: affine stands for both." },
  BatchNorm2d: { bias: "New in 2.13: affine stands for both." },
  GroupNorm: { bias: "New in 2.13: affine stands for both." },
  Conv1d: { padding_mode: "Padding is zeros." },
  Conv2d: { padding_mode: "Padding is zeros." },
  Embedding: {
    max_norm: "It changes weights in the forward pass.",
    norm_type: "It goes with max_norm.",
    scale_grad_by_freq: "Gradients are those of the loss.",
    sparse: "It chooses among implementations of one result.",
    _weight: "Not public.",
    _freeze: "Not public.",
  },
  MultiheadAttention: {
    dropout: "A Dropout layer follows it.",
    add_bias_kv: "Keys and values are those of the sequence.",
    add_zero_attn: "Keys and values are those of the sequence.",
    kdim: "It attends to its own input.",
    vdim: "It attends to its own input.",
    batch_first: "The batch always comes first.",
  },
  BCEWithLogitsLoss: { weight: "It weighs single elements of a batch, which are drawn anew every epoch." },
  clip_grad_norm: { error_if_nonfinite: "on_divergence says what becomes of such a run." },
  weight_averaging: { avg_fn: "method and decay choose it.", multi_avg_fn: "method and decay choose it." },
};

/** Parameters that are not PyTorch's, and what for. */
const OWN: Readonly<Record<string, string>> = {
  frozen: "What eval() on this layer does.",
  init: "What functions of torch.nn.init do.",
  causal: "What attn_mask does.",
  match: "What passing some parameters does.",
  rest: "What a second optimizer does.",
  method: "What avg_fn does.",
  decay: "What multi_avg_fn does.",
  interval: "When update_parameters is called.",
  start: "When update_parameters is called.",
  update_bn: "What update_bn does.",
  torch_compatible: "PyTorch's rates where they are a bug.",
  monitor: "What step() is given.",
  gamma: "CosineAnnealingWarmRestarts: often asked of PyTorch.",
};

const all = Object.entries(parts as unknown as Readonly<Record<string, PartsOf<Part>>>)
  .filter(([slot]) => slot !== "data")
  .flatMap(([, ofSlot]) => Object.entries(ofSlot))
  .flatMap(([type, part]) => {
    const name = /^torch\.[\w.]+/.exec(part.source)?.[0];
    return name === undefined ? [] : [{ type, part, name }];
  });

describe("parameters of PyTorch's parts", () => {
  it("are recorded, for every part and no other", () => {
    assert.sameMembers([...new Set(all.map(({ name }) => name))], Object.keys(parameters));
  });

  for (const { type, part, name } of all) {
    it(`of ${type} are there, or left out for a reason`, () => {
      const own = Object.keys(part.params.properties);
      const theirs = parameters[name] ?? [];
      const reasons = { ...NOWHERE, ...LEFT_OUT[type] };
      assert.deepEqual(
        theirs.filter((parameter) => !own.includes(parameter) && !(parameter in reasons)),
        [],
      );
      assert.deepEqual(
        own.filter((parameter) => !theirs.includes(parameter) && !(parameter in OWN)),
        [],
      );
      // A reason for what is there, or is not PyTorch's, has outlived its time.
      assert.deepEqual(
        Object.keys(LEFT_OUT[type] ?? {}).filter((parameter) => own.includes(parameter) || !theirs.includes(parameter)),
        [],
      );
    });
  }
});
