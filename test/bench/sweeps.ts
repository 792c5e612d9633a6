/**
 * A linear regression on 410 rows in batches of 32, at ten seeds: 4 schedulers × `more`.
 * @param more further axes of the grid, a line each
 */
function regression({ epochs, fourth, more }: { epochs: number; fourth: string; more: readonly string[] }): string {
  return `
data: {type: linear, features: 10, samples: 512, noise: 0.1}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: ${epochs}, batch_size: 32}
seeds: 10
grid:
  scheduler:
    step: {type: StepLR, step_size: 10}
    exponential: {type: ExponentialLR, gamma: 0.95}
    cosine: CosineAnnealingLR
    ${fourth}
${more.map((axis) => `  ${axis}\n`).join("")}`;
}

const PLATEAU = "plateau: {type: ReduceLROnPlateau, patience: 5}";
const MOMENTA = "optimizer.momentum: [0, 0.9]";
const rates = (count: number) => `optimizer.lr: {geomspace: [0.001, 0.3, ${count}]}`;

/** S1: 4 schedulers × 25 rates × 10 seeds on 410 rows, batch 32, 50 epochs. */
export const S1 = regression({ epochs: 50, fourth: PLATEAU, more: [rates(25)] });

/** Ten times as many rates: 10 000 runs. */
export const S1_TENFOLD = regression({ epochs: 50, fourth: PLATEAU, more: [rates(250)] });

/** 100 000 runs to expand and check: 4 schedulers × 2 momenta × 1250 rates × 10 seeds. */
export const GRID = regression({ epochs: 50, fourth: PLATEAU, more: [MOMENTA, rates(1250)] });

/** The same number of runs with a single seed: every run a variant of its own. */
export const WIDE_GRID = GRID.replace("seeds: 10", "seeds: 1").replace("1250]", "12500]");

/** Runs of one epoch: 4 × 2 × `count` variants at ten seeds. */
export const oneEpoch = (count: number) =>
  regression({ epochs: 1, fourth: "constant: null", more: [MOMENTA, rates(count)] });

/** 24 runs of an MLP that keep workers busy for some seconds: 6 rates × 4 seeds, 1000 epochs of 64 batches. */
export const BUSY = `
data: {type: friedman, samples: 2560, validation: 0.2}
model: [{type: Linear, out_features: 64}, ReLU, {type: Linear, out_features: 64}, ReLU, {type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: Adam, lr: 0.001}
training: {epochs: 1000, batch_size: 32}
seeds: 4
grid:
  optimizer.lr: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.02]
`;
