import type { HeededParts, Unheeded } from "./table.ts";

const STEP = { type: "StepLR", step_size: 1, gamma: 0.5 };
const EXPONENTIAL = { type: "ExponentialLR", gamma: 0.9 };
const ONE_CYCLE = { max_lr: 0.1 };
/** PyTorch's OneCycleLR takes the base rate away from the others. */
const REBASED = {
  schedulers: [
    { type: "OneCycleLR", ...ONE_CYCLE },
    { type: "LambdaLR", lr_lambda: "0.9" },
  ],
};
const CYCLIC = { base_lr: 0.01, max_lr: 0.1, step_size_up: 3 };
/** Learning makes it worse, so that a plateau comes. */
const WORSE = { optimizer: { type: "SGD", lr: 0.01, momentum: 0.9, maximize: true } };

export const schedulers: HeededParts = {
  ChainedScheduler: {
    base: { schedulers: [STEP, EXPONENTIAL] },
    changes: {
      schedulers: [[STEP], [EXPONENTIAL]],
      torch_compatible: [false, true, REBASED],
    },
  },
  ConstantLR: { changes: { factor: [0.5, 0.25], total_iters: [1, 2] } },
  CosineAnnealingLR: { changes: { T_max: [3, 4], eta_min: [0, 0.01] } },
  CosineAnnealingWarmRestarts: {
    base: { T_0: 1 },
    changes: { T_0: [2, 3], T_mult: [1, 2], eta_min: [0, 0.01, { T_0: 3 }], gamma: [0.5, 0.25] },
  },
  CosineHoldLR: { base: { hold: 1 }, changes: { hold: [1, 2], T_max: [3, 4], eta_min: [0, 0.01] } },
  CyclicLR: {
    base: CYCLIC,
    changes: {
      base_lr: [0.01, 0.02],
      max_lr: [0.1, 0.2],
      step_size_up: [2, 3],
      step_size_down: [2, 4],
      mode: ["triangular", "triangular2"],
      gamma: [0.9, 0.8, { mode: "exp_range" }],
      scale_fn: ["0.9 ** x", "0.8 ** x"],
      scale_mode: ["cycle", "iterations", { scale_fn: "0.9 ** x" }],
      cycle_momentum: [true, false],
      base_momentum: [0.8, 0.7],
      max_momentum: [0.9, 0.95],
    },
  },
  ExponentialLR: { changes: { gamma: [0.9, 0.8] } },
  InverseSquareRootLR: { changes: { warmup: [1, 2] } },
  LambdaLR: { changes: { lr_lambda: ["0.9 ** epoch", [1, 0.5, 0.25, 0.1]] } },
  LinearLR: { changes: { start_factor: [0.5, 0.25], end_factor: [1, 0.9], total_iters: [2, 3] } },
  MultiStepLR: { base: { milestones: [1] }, changes: { milestones: [[1], [2]], gamma: [0.5, 0.1] } },
  MultiplicativeLR: { changes: { lr_lambda: ["0.9", "0.8"] } },
  OneCycleLR: {
    base: ONE_CYCLE,
    changes: {
      max_lr: [0.1, 0.2],
      total_steps: [16, 20],
      epochs: [4, 5, { steps_per_epoch: 4 }],
      steps_per_epoch: [4, 5, { epochs: 4 }],
      pct_start: [0.3, 0.5],
      anneal_strategy: ["cos", "linear"],
      cycle_momentum: [true, false],
      base_momentum: [0.85, 0.7],
      max_momentum: [0.95, 0.9],
      div_factor: [25, 10],
      final_div_factor: [1e4, 10],
      three_phase: [false, true],
    },
  },
  PolynomialLR: { changes: { total_iters: [3, 4], power: [1, 2] } },
  REXLR: { changes: { total_iters: [3, 4] } },
  ReduceLROnPlateau: {
    base: { patience: 0 },
    around: WORSE,
    changes: {
      mode: ["min", "max"],
      factor: [0.1, 0.5],
      patience: [0, 1],
      threshold: [0, 100, { threshold_mode: "abs", mode: "max" }],
      threshold_mode: ["rel", "abs", { mode: "max", threshold: 5 }],
      cooldown: [0, 1],
      min_lr: [0, 0.005],
      eps: [0, 0.5],
      monitor: ["train_loss", "val_r2"],
    },
  },
  SWALR: {
    base: { swa_lr: 0.1 },
    changes: { swa_lr: [0.1, 0.2], anneal_epochs: [2, 3], anneal_strategy: ["cos", "linear", { anneal_epochs: 3 }] },
  },
  SequentialLR: {
    base: { schedulers: [STEP, EXPONENTIAL], milestones: [2] },
    changes: {
      schedulers: [
        [STEP, EXPONENTIAL],
        [EXPONENTIAL, STEP],
      ],
      milestones: [[1], [2]],
      torch_compatible: [false, true, REBASED],
    },
  },
  StepLR: { base: { step_size: 1 }, changes: { step_size: [1, 2], gamma: [0.1, 0.5] } },
  WarmupStableDecayLR: {
    base: { decay: 2 },
    changes: {
      warmup: [0, 2],
      decay: [2, 3],
      decay_type: ["linear", "1-sqrt", { decay: 3 }],
      min_factor: [0, 0.5],
      total_iters: [3, 4],
    },
  },
  table: {
    changes: {
      rates: [
        [0.1, 0.05, 0.02, 0.01],
        [0.1, 0.05, 0.02, 0.03],
      ],
      path: ["rates.csv", "others.csv"],
      column: ["lr", "other", { path: "rates.csv" }],
    },
  },
};

export const idleSchedulers: readonly Unheeded[] = [
  { type: "CyclicLR", parameter: "gamma", change: [0.9, 0.8, CYCLIC] },
  { type: "CyclicLR", parameter: "gamma", change: [0.9, 0.8, { ...CYCLIC, mode: "triangular2" }] },
  { type: "CyclicLR", parameter: "mode", change: ["triangular", "triangular2", { ...CYCLIC, scale_fn: "0.9 ** x" }] },
  { type: "CyclicLR", parameter: "scale_mode", change: ["cycle", "iterations", CYCLIC] },
  { type: "CyclicLR", parameter: "base_momentum", change: [0.8, 0.7, { ...CYCLIC, cycle_momentum: false }] },
  { type: "CyclicLR", parameter: "max_momentum", change: [0.8, 0.7, { ...CYCLIC, cycle_momentum: false }] },
  { type: "OneCycleLR", parameter: "base_momentum", change: [0.8, 0.7, { ...ONE_CYCLE, cycle_momentum: false }] },
  { type: "OneCycleLR", parameter: "max_momentum", change: [0.8, 0.7, { ...ONE_CYCLE, cycle_momentum: false }] },
  { type: "OneCycleLR", parameter: "epochs", change: [4, 9, { ...ONE_CYCLE, total_steps: 16 }] },
  { type: "OneCycleLR", parameter: "steps_per_epoch", change: [4, 9, { ...ONE_CYCLE, total_steps: 16 }] },
  { type: "LinearLR", parameter: "end_factor", change: [1, 0.5, { total_iters: 0 }] },
  { type: "PolynomialLR", parameter: "power", change: [1, 2, { total_iters: 0 }] },
  { type: "SWALR", parameter: "anneal_strategy", change: ["cos", "linear", { swa_lr: 0.01, anneal_epochs: 1 }] },
  { type: "WarmupStableDecayLR", parameter: "decay_type", change: ["linear", "cosine", { decay: 0 }] },
  { type: "WarmupStableDecayLR", parameter: "decay_type", change: ["linear", "cosine", { decay: 1 }] },
  {
    type: "ReduceLROnPlateau",
    parameter: "threshold_mode",
    change: ["rel", "abs", { patience: 0, threshold: 0 }],
    around: WORSE,
  },
];
