/** S1: 4 schedulers × 25 rates × 10 seeds on 410 rows, batch 32, 50 epochs. */
export const S1 = `
data: {type: linear, features: 10, samples: 512, noise: 0.1}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 50, batch_size: 32}
seeds: 10
grid:
  scheduler:
    step: {type: StepLR, step_size: 10}
    exponential: {type: ExponentialLR, gamma: 0.95}
    cosine: CosineAnnealingLR
    plateau: {type: ReduceLROnPlateau, patience: 5}
  optimizer.lr: {geomspace: [0.001, 0.3, 25]}
`;

/** 100 000 runs to expand and check: 4 schedulers × 2 momenta × 1250 rates × 10 seeds. */
export const GRID = `
data: {type: linear, features: 10, samples: 512, noise: 0.1}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 50, batch_size: 32}
seeds: 10
grid:
  scheduler:
    step: {type: StepLR, step_size: 10}
    exponential: {type: ExponentialLR, gamma: 0.95}
    cosine: CosineAnnealingLR
    plateau: {type: ReduceLROnPlateau, patience: 5}
  optimizer.momentum: [0, 0.9]
  optimizer.lr: {geomspace: [0.001, 0.3, 1250]}
`;

/** The same number of runs with a single seed: every run a variant of its own. */
export const WIDE_GRID = GRID.replace("seeds: 10", "seeds: 1").replace("1250]", "12500]");
