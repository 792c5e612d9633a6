import type { Change, HeededParts, Unheeded } from "./table.ts";

const maximize: Change = [false, true];
const lr: Change = [0.1, 0.2];
const weight_decay: Change = [0, 0.1];
const eps: Change = [1e-8, 0.1];
const decoupled_weight_decay: Change = [false, true, { weight_decay: 0.1 }];
const moments = {
  lr,
  betas: [
    [0.9, 0.999],
    [0.8, 0.99],
  ] as Change,
  eps,
  weight_decay,
  maximize,
};
const INNER = { type: "SGD", lr: 0.1 };
const NORMED = {
  model: [{ type: "Linear", out_features: 3 }, { type: "BatchNorm1d" }, { type: "Linear", out_features: 1 }],
};

export const optimizers: HeededParts = {
  ASGD: { changes: { lr, lambd: [1e-4, 0.1], alpha: [0.75, 10, { lambd: 0.1 }], weight_decay, maximize } },
  Adadelta: { changes: { lr, rho: [0.9, 0.5], eps: [1e-6, 0.1], weight_decay, maximize } },
  Adafactor: {
    changes: {
      lr,
      beta2_decay: [-0.8, -0.1],
      eps: [
        [null, 1e-3],
        [null, 2],
      ],
      d: [1, 0.1],
      weight_decay: [0, 0.5],
      maximize,
    },
  },
  Adagrad: {
    changes: { lr, lr_decay: [0, 0.5], weight_decay, initial_accumulator_value: [0, 1], eps: [1e-10, 0.1], maximize },
  },
  Adam: { changes: { ...moments, amsgrad: [false, true, { betas: [0, 0.1] }], decoupled_weight_decay } },
  AdamW: { changes: { ...moments, weight_decay: [0.01, 0.1], amsgrad: [false, true, { betas: [0, 0.1] }] } },
  Adamax: { changes: moments },
  Lion: {
    changes: {
      lr,
      betas: [
        [0.9, 0.99],
        [0.1, 0.2],
      ],
      weight_decay,
      maximize,
    },
  },
  Lookahead: { base: { optimizer: INNER }, changes: { optimizer: [INNER, "Adam"], k: [2, 3], alpha: [0.5, 0.8] } },
  Muon: {
    base: { rest: INNER },
    changes: {
      lr,
      weight_decay: [0, 0.1],
      momentum: [0.95, 0.5],
      nesterov: [true, false],
      ns_coefficients: [
        [3.4445, -4.775, 2.0315],
        [2, -1.5, 0.5],
      ],
      eps: [1e-7, 100],
      ns_steps: [5, 1],
      adjust_lr_fn: ["original", "match_rms_adamw"],
      match: ["*", "0.*"],
      rest: [INNER, { type: "SGD", lr: 0.2 }],
    },
  },
  NAdam: { changes: { ...moments, momentum_decay: [0.004, 1], decoupled_weight_decay } },
  RAdam: { changes: { ...moments, eps: [1e-8, 10], decoupled_weight_decay } },
  RMSprop: {
    changes: { lr, alpha: [0.99, 0.5], eps, weight_decay, momentum: [0, 0.9], centered: [false, true], maximize },
  },
  Rprop: {
    changes: {
      lr: [0.01, 0.02],
      etas: [
        [0.5, 1.2],
        [0.4, 1.5],
      ],
      step_sizes: [
        [1e-6, 50],
        [0.01, 0.011],
      ],
      maximize,
    },
  },
  SGD: {
    changes: {
      lr,
      momentum: [0, 0.9],
      dampening: [0, 0.5, { momentum: 0.9 }],
      weight_decay,
      nesterov: [false, true, { momentum: 0.9 }],
      maximize,
    },
  },
};

/** Before an SGD. */
export const transforms: HeededParts = {
  clip_grad_norm: { base: { max_norm: 0.1 }, changes: { max_norm: [0.1, 0.2], norm_type: [2, "inf"] } },
  clip_grad_value: { changes: { clip_value: [0.1, 0.2] } },
  weight_averaging: {
    around: NORMED,
    changes: {
      method: ["ema", "swa"],
      decay: [0.9, 0.5],
      interval: ["step", "epoch"],
      start: [0, 5],
      use_buffers: [false, true],
      update_bn: [false, true],
    },
  },
};

const CYCLED = { scheduler: { type: "OneCycleLR", max_lr: 0.1 } };

export const idleOptimizers: readonly Unheeded[] = [
  { type: "ASGD", parameter: "t0", change: [1e6, 1] },
  { type: "SGD", parameter: "dampening", change: [0, 0.5] },
  { type: "Adam", parameter: "decoupled_weight_decay", change: [false, true] },
  { type: "NAdam", parameter: "decoupled_weight_decay", change: [false, true, { weight_decay: 0 }] },
  { type: "RAdam", parameter: "decoupled_weight_decay", change: [false, true] },
  { type: "Muon", parameter: "nesterov", change: [true, false, { momentum: 0, rest: INNER }] },
  {
    type: "Muon",
    parameter: "ns_coefficients",
    change: [[3.4445, -4.775, 2.0315], [2, -1.5, 0.5], { ns_steps: 0, rest: INNER }],
  },
  { type: "weight_averaging", parameter: "decay", change: [0.9, 0.5, { method: "swa" }], around: NORMED },
  { type: "weight_averaging", parameter: "use_buffers", change: [false, true] },
  { type: "weight_averaging", parameter: "update_bn", change: [false, true] },
];

/** What the schedule cycles counts again. */
export const cycledOptimizers: HeededParts = {
  SGD: { base: { momentum: 0 }, around: CYCLED, changes: { dampening: [0, 0.5] } },
};
