import { assert } from "chai";
import type { OptimizerPart } from "../../src/contracts/optimizer.ts";
import type { Registry } from "../../src/contracts/registry.ts";
import * as losses from "../../src/losses/index.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import * as schedulers from "../../src/schedulers/index.ts";
import { weight_averaging } from "../../src/transforms/weight_averaging.ts";
import { FEW } from "../plan/experiment.ts";
import { errorsOf, warningsOf } from "../plan-of.ts";

const TEXT = `data: {type: linear, features: 2, samples: 20}
model: {type: Linear, out_features: 1}
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 50}
`;

/** The warnings of an experiment with these lines, as they are printed. */
const warned = (lines: string, parts?: Partial<Registry>): string =>
  warningsOf(TEXT + lines, { ...FEW, parts: { ...FEW.parts, ...parts } });

describe("warnings", () => {
  it("tell of rates below 0", () => {
    const all = { scheduler: schedulers };
    assert.equal(
      warned('scheduler: {type: LambdaLR, lr_lambda: "1 - epoch"}\n', all),
      `decay.yaml:6:12: warning: scheduler: the rate is below 0 in epoch 3
    6 | scheduler: {type: LambdaLR, lr_lambda: "1 - epoch"}
      |            ^ parameters that keep it above 0`,
    );
    assert.include(warned("scheduler: {type: ExponentialLR, gamma: -0.9}\n"), "is below 0 in epoch 2");
    const phases = "[{type: StepLR, step_size: 1, epochs: 5}, {type: ExponentialLR, gamma: -0.9, interval: step}]";
    assert.include(warned(`scheduler: ${phases}\n`), "the rate is below 0 in step 2");
    assert.equal(warned('scheduler: {type: LambdaLR, lr_lambda: "1 - epoch / 50"}\n', all), "");
  });

  it("tell of whole values that hide replicates", () => {
    const says = (values: string) => warningsOf(`${TEXT}grid: {data.validation: [${values}]}\n`, FEW);
    assert.equal(
      says("{folds: 2, fold: 0}, {folds: 2, fold: 1}"),
      `decay.yaml:6:8: warning: grid.data.validation makes variants of values that differ in nothing but data.validation.fold, which as an axis makes replicates
    6 | grid: {data.validation: [{folds: 2, fold: 0}, {folds: 2, fold: 1}]}
      |        ^ write data.validation.fold: [0, 1], and the rest of data.validation outside of the grid`,
    );
    assert.equal(says("{folds: 2, fold: 0}, {folds: 3, fold: 0}"), "");
    assert.equal(says("0.2, 0.3"), "");
  });

  it("tell of per seed beside an axis of the data's seeds", () => {
    const text = TEXT.replace("20}", "20, seed: per seed}");
    assert.equal(
      warningsOf(`${text}grid: {data.seed: [1, 2]}\n`, FEW),
      `decay.yaml:1:54: warning: data.seed: per seed has no effect: grid.data.seed gives every variant a number in its place
    1 | data: {type: linear, features: 2, samples: 20, seed: per seed}
      |                                                      ^ remove it, or the axis data.seed`,
    );
  });

  it("tell of a cosine that climbs back", () => {
    assert.equal(
      warned("scheduler: {type: CosineAnnealingLR, T_max: 20}\n"),
      `decay.yaml:6:45: warning: scheduler: the rate climbs back after T_max = 20 of 50 epochs
    6 | scheduler: {type: CosineAnnealingLR, T_max: 20}
      |                                             ^ T_max: 50, or CosineAnnealingWarmRestarts if it is to start over`,
    );
    // At its minimum in the last epoch, or just before.
    assert.equal(warned("scheduler: {type: CosineAnnealingLR, T_max: 49}\n"), "");
    assert.equal(warned("scheduler: CosineAnnealingLR\n"), "");
    assert.include(warned("scheduler: {type: CosineAnnealingLR, T_max: 48}\n"), "T_max = 48 of 50");
  });

  it("tell of a warm-up that is cut, and count each phase's own epochs", () => {
    const phases = (total_iters: number, T_max: number) => `scheduler:
  - {type: LinearLR, total_iters: ${total_iters}, epochs: 5}
  - {type: CosineAnnealingLR, T_max: ${T_max}}
`;
    assert.equal(
      warned(phases(10, 40)),
      `decay.yaml:7:35: warning: scheduler.0: the warm-up takes total_iters = 10 epochs, and is cut after 5
    7 |   - {type: LinearLR, total_iters: 10, epochs: 5}
      |                                   ^ total_iters: 5, or more epochs for it
decay.yaml:8:38: warning: scheduler.1: the rate climbs back after T_max = 40 of 45 epochs
    8 |   - {type: CosineAnnealingLR, T_max: 40}
      |                                      ^ T_max: 45, or CosineAnnealingWarmRestarts if it is to start over`,
    );
    assert.equal(warned(phases(5, 45)), "");
    // The run may end in a warm-up, if no longer one is written.
    assert.equal(warned("scheduler: {type: LinearLR, total_iters: 50}\n"), "");
    assert.include(warned("scheduler: {type: LinearLR, total_iters: 100}\n"), "and the run ends after 50");
  });

  it("tell of patience that no epochs are left for", () => {
    assert.equal(
      warned("scheduler: {type: ReduceLROnPlateau, patience: 60}\n"),
      `decay.yaml:6:48: warning: scheduler: patience = 60 is too long for 50 epochs: the rate is lowered after 62 at the earliest
    6 | scheduler: {type: ReduceLROnPlateau, patience: 60}
      |                                                ^ at most 47`,
    );
    assert.equal(warned("scheduler: {type: ReduceLROnPlateau, patience: 47}\n"), "");
    assert.include(warned("scheduler: {type: ReduceLROnPlateau, patience: 48}\n"), "lowered after 50 at the earliest");
  });

  it("tell of a relative threshold where the metric can be below 0", () => {
    const loss = { ...losses, MSELoss: { ...losses.MSELoss, canBeNegative: true } };
    const withLoss = (lines: string) => warned(lines, { loss });
    assert.equal(
      withLoss("scheduler: {type: ReduceLROnPlateau, monitor: train_loss, patience: 5}\n"),
      `decay.yaml:6:12: warning: scheduler: a relative threshold goes wrong where train_loss is below 0, as it can be here
    6 | scheduler: {type: ReduceLROnPlateau, monitor: train_loss, patience: 5}
      |            ^ threshold_mode: abs`,
    );
    assert.equal(withLoss("scheduler: {type: ReduceLROnPlateau, threshold_mode: abs}\n"), "");
    assert.equal(withLoss("scheduler: {type: ReduceLROnPlateau, threshold: 0}\n"), "");
    assert.equal(withLoss("scheduler: {type: ReduceLROnPlateau, monitor: grad_norm}\n"), "");
    assert.equal(warned("scheduler: {type: ReduceLROnPlateau}\n"), "");
    const r2 = "metrics: [r2]\nscheduler: {type: ReduceLROnPlateau, monitor: val_r2, mode: max, patience: 5}\n";
    assert.include(warned(r2), "a relative threshold goes wrong where val_r2 is below 0, as it can be here");
    assert.equal(warned(r2.replace("patience", "threshold_mode: abs, patience")), "");
  });

  it("tell of an optimizer that ignores the rate", () => {
    const ignoresRate = "it takes the rate for its first step only";
    const optimizer = { ...optimizers, SGD: { ...optimizers.SGD, ignoresRate } as OptimizerPart };
    const withOptimizer = (lines: string) => warned(lines, { optimizer });
    assert.equal(
      withOptimizer("scheduler: {type: StepLR, step_size: 9}\n"),
      `decay.yaml:6:12: warning: scheduler: the schedule does nothing under SGD: it takes the rate for its first step only
    6 | scheduler: {type: StepLR, step_size: 9}
      |            ^ choose another optimizer, or remove the scheduler`,
    );
    assert.equal(withOptimizer(""), "");
    const scheduler = "scheduler: {type: StepLR, step_size: 9}\n";
    const inside = "grid: {optimizer: [{type: Lookahead, optimizer: Rprop}]}\n";
    const reason = "the schedule does nothing under Rprop: it takes the rate for its first step only";
    assert.include(warned(scheduler + inside, { optimizer: optimizers }), reason);
  });

  it("come once for all variants, with the value of the grid that they are about", () => {
    assert.equal(
      warned(`scheduler: {type: CosineAnnealingLR, T_max: 50}
grid:
  optimizer.lr: [0.1, 0.2]
  scheduler.T_max: [50, 20]
`),
      `decay.yaml:9:25: warning: scheduler: the rate climbs back after T_max = 20 of 50 epochs
    9 |   scheduler.T_max: [50, 20]
      |                         ^ T_max: 50, or CosineAnnealingWarmRestarts if it is to start over
      = placed at scheduler.T_max by grid.scheduler.T_max[1]`,
    );
    assert.include(
      warned("scheduler: {type: CosineAnnealingLR, T_max: 50}\ngrid: {training.epochs: [50, 60]}\n"),
      "T_max = 50 of 60 epochs\n    6 | scheduler: {type: CosineAnnealingLR, T_max: 50}\n      |                                             ^ T_max: 60, or CosineAnnealingWarmRestarts if it is to start over\n      = with grid.training.epochs[1]",
    );
  });

  it("tell of a cycle that is longer than the run, in steps", () => {
    const cycle = (total_steps: number) =>
      `scheduler: {type: OneCycleLR, max_lr: 1, cycle_momentum: false, total_steps: ${total_steps}}\n`;
    assert.equal(warned(cycle(50)), "");
    assert.equal(
      warned(cycle(60)),
      `decay.yaml:6:78: warning: scheduler: the cycle takes 60 steps, and there are 50: the rate does not come down
    6 | scheduler: {type: OneCycleLR, max_lr: 1, cycle_momentum: false, total_steps: 60}
      |                                                                              ^ total_steps: 50`,
    );
  });

  it("take the length of a cycle as it is written, in steps or in epochs", () => {
    const cycle = (keys: string) => `scheduler: {type: OneCycleLR, max_lr: 1, cycle_momentum: false, ${keys}}\n`;
    assert.equal(warned(cycle("epochs: 50, steps_per_epoch: 1")), "");
    const long = warned(cycle("epochs: 10, steps_per_epoch: 6"));
    assert.include(long, "decay.yaml:6:94: warning: scheduler: the cycle takes 60 steps, and there are 50");
    assert.include(long, "^ steps_per_epoch: 5");
    const bad = (keys: string) => errorsOf(TEXT + cycle(keys), FEW);
    assert.include(bad("epochs: 10, steps_per_epoch: 4"), "the cycle takes 40 steps, and its window has 50");
    assert.include(bad("epochs: 10, steps_per_epoch: 4"), "^ steps_per_epoch: 5");
    assert.include(bad("epochs: 49, steps_per_epoch: 1"), "^ total_steps: 50 in place of epochs and steps_per_epoch");
    assert.include(bad("epochs: 50"), "scheduler: epochs needs steps_per_epoch: only together");
    assert.include(bad("steps_per_epoch: 1"), "scheduler: steps_per_epoch needs epochs: only together");
    assert.include(warned(cycle("total_steps: 50, epochs: 7")), "scheduler: epochs has no effect beside total_steps");
  });

  it("take a phase's epochs for its length, and for a cycle's beside steps_per_epoch", () => {
    const phases = (keys: string) => `scheduler:
  - {type: OneCycleLR, max_lr: 1, cycle_momentum: false, ${keys}}
  - {type: ExponentialLR, gamma: 0.9}
`;
    assert.equal(warned(phases("epochs: 20")), "");
    assert.equal(warned(phases("epochs: 20, steps_per_epoch: 1")), "");
    assert.include(warned(phases("epochs: 20, steps_per_epoch: 2")), "the cycle takes 40 steps, and there are 20");
    assert.include(errorsOf(TEXT + phases("steps: 20, steps_per_epoch: 2"), FEW), "steps_per_epoch needs epochs");
  });

  it("tell of a param group's parameter that has no effect, and of an optimizer's if it has none in any group", () => {
    const groups = (own: string, group: string) =>
      warned(`grid: {optimizer: [{type: SGD, ${own}, groups: [{match: "*.bias", ${group}}]}]}\n`);
    assert.include(groups("lr: 0.1", "dampening: 0.5"), "optimizer.groups.0: dampening has no effect without momentum");
    assert.include(groups("dampening: 0.5", "lr: 0.1"), "optimizer: dampening has no effect without momentum");
    assert.equal(groups("dampening: 0.5", "momentum: 0.9"), "");
    assert.equal(groups("momentum: 0.9", "dampening: 0.5"), "");
  });

  it("tell of an average that begins after the run", () => {
    const averaged = (own: string) =>
      warned(`grid: {optimizer: [[{type: weight_averaging, ${own}}, {type: SGD, lr: 0.1}]]}\n`, {
        optimizer: { ...optimizers, weight_averaging },
      });
    assert.include(
      averaged("method: swa, start: 1000"),
      "optimizer.0: the average never begins: a run has 50 updates, and start skips 1000",
    );
    assert.include(averaged("start: 100000"), "the average never begins");
    assert.equal(averaged("method: swa, start: 49"), "");
  });

  it("tell of a scheduler in a chain that a later one makes void, and of no other", () => {
    const chain = (...types: readonly string[]) =>
      warned(`scheduler: {type: ChainedScheduler, schedulers: [${types.join(", ")}]}\n`);
    const step = "{type: StepLR, step_size: 3}";
    const cycle = "{type: OneCycleLR, max_lr: 0.1, cycle_momentum: false}";
    const found = chain(step, cycle);
    assert.include(found, "scheduler.schedulers: StepLR has no effect: OneCycleLR after it sets the rate by itself\n");
    assert.include(found, "^ remove it, or let them follow one another as a list of phases");
    const lambda = '{type: LambdaLR, lr_lambda: "0.9 ** epoch"}';
    const all = { scheduler: { ...FEW.parts?.scheduler, ...schedulers } };
    const withLambda = (...types: readonly string[]) =>
      warned(`scheduler: {type: ChainedScheduler, schedulers: [${types.join(", ")}]}\n`, all);
    assert.include(withLambda(step, "{type: ExponentialLR, gamma: 0.9}", lambda), "ExponentialLR has no effect");
    assert.equal(chain(cycle, step), "");
    assert.equal(chain(step, "{type: ExponentialLR, gamma: 0.9}", "CosineAnnealingLR"), "");
    assert.equal(chain("{type: LinearLR, total_iters: 5}", "ReduceLROnPlateau"), "");
  });

  it("tell of an ignored class that the data do not have", () => {
    const ignoring = (index: number, loss = "CrossEntropyLoss") =>
      warningsOf(
        `data: {type: blobs, samples: 60, centers: 3}
model: [{type: Linear, out_features: 3}${loss === "NLLLoss" ? ", LogSoftmax" : ""}]
loss: {type: ${loss}, ignore_index: ${index}}
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 4}
`,
      );
    for (const loss of ["CrossEntropyLoss", "NLLLoss"]) {
      for (const index of [3, -1])
        assert.include(
          ignoring(index, loss),
          `loss: ignore_index has no effect where no class is ${index}: they are 0 to 2`,
        );
      for (const index of [0, 2, -100]) assert.equal(ignoring(index, loss), "");
    }
  });

  it("tell of an optimizer under Muon's rest that has nothing to update", () => {
    const muon = (bias: boolean) =>
      warningsOf(`data: {type: linear, samples: 60, features: 4}
model: [{type: Linear, out_features: 1, bias: ${bias}}]
loss: MSELoss
optimizer: {type: Muon, lr: 0.1, rest: {type: AdamW, lr: 0.01}}
training: {epochs: 4}
`);
    assert.include(muon(false), "optimizer: rest has no effect where Muon updates every parameter");
    assert.equal(muon(true), "");
  });

  it("count ticks, of whatever a tick is made", () => {
    const cosine = (timing: string) => warned(`scheduler: {type: CosineAnnealingLR, T_max: 20, ${timing}}\n`);
    assert.include(cosine("interval: step"), "T_max = 20 of 50 steps");
    assert.include(cosine("frequency: 2"), "T_max = 20 of 25 ticks");
    assert.equal(cosine("frequency: 3"), "");
  });

  it("reach into compositions, and know who is followed there", () => {
    const warm = "{type: LinearLR, total_iters: 10}";
    const cosine = "{type: CosineAnnealingLR, T_max: 20}";
    assert.equal(
      warned(`scheduler:
  type: SequentialLR
  milestones: [5]
  schedulers:
    - ${warm}
    - ${cosine}
`),
      `decay.yaml:10:37: warning: scheduler.schedulers.0: the warm-up takes total_iters = 10 epochs, and is cut after 5
   10 |     - {type: LinearLR, total_iters: 10}
      |                                     ^ total_iters: 5, or more epochs for it
decay.yaml:11:40: warning: scheduler.schedulers.1: the rate climbs back after T_max = 20 of 45 epochs
   11 |     - {type: CosineAnnealingLR, T_max: 20}
      |                                        ^ T_max: 45, or CosineAnnealingWarmRestarts if it is to start over`,
    );
    const chain = `{type: ChainedScheduler, schedulers: [${warm}, ${warm}], epochs: 5}`;
    const followed = warned(`scheduler: [${chain}, {type: StepLR, step_size: 9}]\n`);
    assert.include(followed, "scheduler.0.schedulers.0: the warm-up takes");
    assert.include(followed, "scheduler.0.schedulers.1: the warm-up takes");
    const unfollowed = `scheduler: [{type: StepLR, step_size: 9, epochs: 45}, ${chain}]\n`;
    assert.include(
      warned(unfollowed),
      "scheduler.1.schedulers.1: the warm-up takes total_iters = 10 epochs, and the run ends",
    );
  });
});
