import type { BadFile } from "./bad-file.ts";
import { BASE, withLine } from "./experiment.ts";

/** Keys under the names that other programs give them, in the wrong place, or at the wrong depth. */
export const badKeys: readonly BadFile[] = [
  {
    title: "what to rank by as a word",
    text: `${BASE}objective: validation_loss\n`,
    says: `decay.yaml:6:12: error: objective must be a mapping, found 'validation_loss'
    6 | objective: validation_loss
      |            ^ write {metric: val_loss}`,
  },
  {
    title: "a direction as a word",
    text: `${BASE}objective: maximize\n`,
    says: `decay.yaml:6:12: error: objective must be a mapping, found 'maximize'
    6 | objective: maximize
      |            ^ write {mode: max}`,
  },
  {
    title: "keys of objective and grid at the top",
    text: `${BASE}grid: {optimizer.lr: [0.1, 0.2]}\nmode: max\nmetric: val_r2\ntarget: 0.9\nexclude: [{optimizer.lr: 0.1}]\ninclude: {optimizer.lr: 0.3}\n`,
    says: `decay.yaml:7:1: error: an experiment has no key 'mode'
    7 | mode: max
      | ^ move it to objective: mode: max
decay.yaml:8:1: error: an experiment has no key 'metric'
    8 | metric: val_r2
      | ^ move it to objective: metric: val_r2
decay.yaml:9:1: error: an experiment has no key 'target'
    9 | target: 0.9
      | ^ move it to objective: target: 0.9
decay.yaml:10:1: error: an experiment has no key 'exclude'
   10 | exclude: [{optimizer.lr: 0.1}]
      | ^ move it to grid: exclude: [{optimizer.lr: 0.1}]
decay.yaml:11:1: error: an experiment has no key 'include'
   11 | include: {optimizer.lr: 0.3}
      | ^ move it to grid: include: [{optimizer.lr: 0.3}]`,
  },
  {
    title: "parameters of parts at the top",
    text: `${BASE}gamma: 0.9\npatience: 3\nout_features: 2\ntask: classification\nvalidation: 0.3\n`,
    says: `decay.yaml:6:1: error: an experiment has no key 'gamma'
    6 | gamma: 0.9
      | ^ 'gamma' is a parameter of ExponentialLR, StepLR: write scheduler: {type: …, gamma: 0.9}
decay.yaml:7:1: error: an experiment has no key 'patience'
    7 | patience: 3
      | ^ 'patience' is a parameter of ReduceLROnPlateau: write scheduler: {type: ReduceLROnPlateau, patience: 3}
decay.yaml:8:1: error: an experiment has no key 'out_features'
    8 | out_features: 2
      | ^ 'out_features' is a parameter of Linear: move it to such a layer
decay.yaml:9:1: error: an experiment has no key 'task'
    9 | task: classification
      | ^ 'task' is a parameter of csv, and data has another type
decay.yaml:10:1: error: an experiment has no key 'validation'
   10 | validation: 0.3
      | ^ move it to data: validation: 0.3`,
  },
  {
    title: "keys of other programs that have no counterpart",
    text: `${BASE}early_stopping: 3\nwarmup_epochs: 5\nnum_workers: 4\ngradient_clip_val: 1\ngpus: 1\noutput_dir: out\n`,
    says: `decay.yaml:6:1: error: an experiment has no key 'early_stopping'
    6 | early_stopping: 3
      | ^ remove it: no run is stopped for itself; objective.at: best counts its best epoch, and prune ends those behind others
decay.yaml:7:1: error: an experiment has no key 'warmup_epochs'
    7 | warmup_epochs: 5
      | ^ a warmup is the first of several schedulers: write scheduler: [{type: LinearLR, start_factor: …, epochs: …}, …]
decay.yaml:8:1: error: an experiment has no key 'num_workers'
    8 | num_workers: 4
      | ^ remove it: sweep has the option --concurrency
decay.yaml:9:1: error: an experiment has no key 'gradient_clip_val'
    9 | gradient_clip_val: 1
      | ^ clipping stands before the optimizer: write optimizer: [{type: clip_grad_norm, max_norm: …}, …]
decay.yaml:10:1: error: an experiment has no key 'gpus'
   10 | gpus: 1
      | ^ PyTorch trains on a GPU: write training: {engine: torch, device: cuda, …}
decay.yaml:11:1: error: an experiment has no key 'output_dir'
   11 | output_dir: out
      | ^ remove it: sweep has the option --output`,
  },
  {
    title: "a search's number of runs at the top",
    text: `${BASE}n_trials: 40\n`,
    says: `decay.yaml:6:1: error: an experiment has no key 'n_trials'
    6 | n_trials: 40
      | ^ write search: {type: …, runs: 40, …}`,
  },
  {
    title: "parameters that PyTorch has for itself",
    text: `${BASE}scheduler: {type: StepLR, step_size: 3, verbose: true, last_epoch: -1}\ngrid: {optimizer.foreach: [true, false]}\n`,
    says: `decay.yaml:6:41: error: scheduler: StepLR has no parameter 'verbose'
    6 | scheduler: {type: StepLR, step_size: 3, verbose: true, last_epoch: -1}
      |                                         ^ remove it: the rates of all epochs are in epochs.csv, and preview draws them
decay.yaml:6:56: error: scheduler: StepLR has no parameter 'last_epoch'
    6 | scheduler: {type: StepLR, step_size: 3, verbose: true, last_epoch: -1}
      |                                                        ^ remove it: every run starts at its beginning, and resumes by itself
decay.yaml:7:8: error: grid.optimizer.foreach: no part has a parameter there
    7 | grid: {optimizer.foreach: [true, false]}
      |        ^ remove it: it chooses among implementations of one result`,
  },
  {
    title: "one seed",
    text: `${BASE}seed: 42\n`,
    says: `decay.yaml:6:1: error: an experiment has no key 'seed'
    6 | seed: 42
      | ^ write seeds: [42]`,
  },
  {
    title: "one seed under another name",
    text: `${BASE}random_state: 42\n`,
    says: `decay.yaml:6:1: error: an experiment has no key 'random_state'
    6 | random_state: 42
      | ^ write seeds: [42]`,
  },
  {
    title: "several seeds under one",
    text: `${BASE}seed: [1, 2]\n`,
    says: `decay.yaml:6:1: error: an experiment has no key 'seed'
    6 | seed: [1, 2]
      | ^ did you mean 'seeds'?`,
  },
  {
    title: "a number of repetitions",
    text: `${BASE}repeats: 5\n`,
    says: `decay.yaml:6:1: error: an experiment has no key 'repeats'
    6 | repeats: 5
      | ^ did you mean 'seeds'?`,
  },
  {
    title: "a seed in training",
    text: withLine("training", "{epochs: 50, seed: 42}"),
    says: `decay.yaml:5:24: error: training has no key 'seed'
    5 | training: {epochs: 50, seed: 42}
      |                        ^ move it to the top level: seeds: [42]`,
  },
  {
    title: "a seed in the optimizer",
    text: withLine("optimizer", "{type: SGD, lr: 0.1, seed: 42}"),
    says: `decay.yaml:4:33: error: optimizer: SGD has no parameter 'seed'
    4 | optimizer: {type: SGD, lr: 0.1, seed: 42}
      |                                 ^ move it to the top level: seeds: [42]`,
  },
  {
    title: "the optimizer's parameter in training",
    text: withLine("training", "{epochs: 50, momentum: 0.9}"),
    says: `decay.yaml:5:24: error: training has no key 'momentum'
    5 | training: {epochs: 50, momentum: 0.9}
      |                        ^ move it to optimizer: momentum: 0.9`,
  },
  {
    title: "a section in training",
    text: withLine("training", "{epochs: 50, loss: MSELoss}"),
    says: `decay.yaml:5:24: error: training has no key 'loss'
    5 | training: {epochs: 50, loss: MSELoss}
      |                        ^ move it to the top level: loss`,
  },
  {
    title: "the scheduler's parameter in the optimizer",
    text: withLine("optimizer", "{type: SGD, gamma: 0.5}"),
    says: `decay.yaml:4:24: error: optimizer: SGD has no parameter 'gamma'
    4 | optimizer: {type: SGD, gamma: 0.5}
      |                        ^ move it to scheduler: gamma: 0.5`,
  },
  {
    title: "epochs by another name",
    text: withLine("training", "{num_epochs: 50}"),
    says: `decay.yaml:5:12: error: training has no key 'num_epochs'
    5 | training: {num_epochs: 50}
      |            ^ did you mean 'epochs'?`,
  },
  {
    title: "a loss by another name",
    text: BASE.replace("loss:", "loss_fn:"),
    says: `decay.yaml:3:1: error: an experiment has no key 'loss_fn'
    3 | loss_fn: MSELoss
      | ^ did you mean 'loss'?`,
  },
  {
    title: "a path at the top",
    text: `${BASE}optimizer.momentum: 0.9\n`,
    says: `decay.yaml:6:1: error: an experiment has no key 'optimizer.momentum'
    6 | optimizer.momentum: 0.9
      | ^ move it to optimizer: momentum: 0.9`,
  },
  {
    title: "an axis at the top",
    text: `${BASE}optimizer.lr: [0.1, 0.01]\n`,
    says: `decay.yaml:6:1: error: an experiment has no key 'optimizer.lr'
    6 | optimizer.lr: [0.1, 0.01]
      | ^ indent it under grid: it is an axis`,
  },
  {
    title: "a part whose type is called name",
    text: withLine("optimizer", "{name: SGD, lr: 0.1}"),
    says: `decay.yaml:4:13: error: optimizer has no 'type'
    4 | optimizer: {name: SGD, lr: 0.1}
      |             ^ did you mean 'type'?`,
  },
  {
    title: "a type without its key",
    text: withLine("optimizer", "{SGD, lr: 0.1}"),
    says: `decay.yaml:4:13: error: optimizer has no 'type'
    4 | optimizer: {SGD, lr: 0.1}
      |             ^ write type: SGD`,
  },
  {
    title: "a part as Python calls it",
    text: `${BASE}scheduler: torch.optim.lr_scheduler.StepLR(step_size=3, gamma=0.5)\n`,
    says: `decay.yaml:6:12: error: scheduler: there is no scheduler 'torch.optim.lr_scheduler.StepLR(step_size=3, gamma=0.5)'
    6 | scheduler: torch.optim.lr_scheduler.StepLR(step_size=3, gamma=0.5)
      |            ^ write {type: StepLR, step_size: 3, gamma: 0.5}`,
  },
  {
    title: "parameters of a section as its axis",
    text: `${BASE}grid:\n  optimizer: {lr: [0.1, 0.01]}\n`,
    says: `decay.yaml:7:3: error: grid.optimizer varies the section as a whole, but 'lr' is one of its parameters
    7 |   optimizer: {lr: [0.1, 0.01]}
      |   ^ write optimizer.lr: [0.1, 0.01]`,
  },
  {
    title: "a parameter of training as an axis of its own",
    text: `${BASE}grid:\n  training:\n    epochs: [10, 20]\n`,
    says: `decay.yaml:7:3: error: grid.training varies the section as a whole, but 'epochs' is one of its parameters
    7 |   training:
      |   ^ write training.epochs: [10, 20]`,
  },
  {
    title: "two parameters in one axis",
    text: `${BASE}grid:\n  optimizer: {lr: [0.1, 0.01], momentum: [0, 0.9]}\n`,
    says: `decay.yaml:7:3: error: grid.optimizer varies the section as a whole, but 'lr' is one of its parameters
    7 |   optimizer: {lr: [0.1, 0.01], momentum: [0, 0.9]}
      |   ^ write optimizer.lr: [0.1, 0.01] and optimizer.momentum: [0, 0.9]`,
  },
  {
    title: "a layer's parameter without its place",
    text: `${BASE}grid:\n  model: {bias: [true, false]}\n`,
    says: `decay.yaml:7:3: error: grid.model varies the section as a whole, but 'bias' is one of its parameters
    7 |   model: {bias: [true, false]}
      |   ^ write model.0.bias: [true, false]`,
  },
  {
    title: "a key of compare at the top",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.2]\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\nconfirm: 5\n`,
    says: `decay.yaml:9:1: error: an experiment has no key 'confirm'
    9 | confirm: 5
      | ^ move it to compare: confirm: 5`,
  },
  {
    title: "a key of compare as an axis",
    text: `${BASE}grid:\n  confirm: [5, 10]\n`,
    says: `decay.yaml:7:3: error: grid.confirm: 'confirm' is not a path
    7 |   confirm: [5, 10]
      |   ^ a path begins with one of data, model, loss, metrics, optimizer, scheduler, training`,
  },
  {
    title: "null for a key that need not be there",
    text: `${BASE}compare: null\n`,
    says: `decay.yaml:6:10: error: compare must be a mapping, found null
    6 | compare: null
      |          ^ remove it`,
  },
  {
    title: "a range as W&B writes it",
    text: `${BASE}grid:\n  optimizer.lr: {min: 0.1, max: 0.5}\n`,
    says: `decay.yaml:7:17: error: grid.optimizer.lr has values named min, max, and none in between
    7 |   optimizer.lr: {min: 0.1, max: 0.5}
      |                 ^ write {linspace: [0.1, 0.5, 5]}, or write [0.1, 0.5]`,
  },
  {
    title: "values as W&B writes them",
    text: `${BASE}grid:\n  optimizer.lr: {values: [0.1, 0.5]}\n`,
    says: `decay.yaml:7:26: error: optimizer.lr must be a number ≥ 0, found a list
    7 |   optimizer.lr: {values: [0.1, 0.5]}
      |                          ^ it is under grid already; write optimizer.lr: [0.1, 0.5]
      = placed at optimizer.lr by grid.optimizer.lr.values`,
  },
  {
    title: "a metric for a plateau to follow",
    text: `${BASE}scheduler: {type: ReduceLROnPlateau, metric: val_loss}\n`,
    says: `decay.yaml:6:38: error: scheduler: ReduceLROnPlateau has no parameter 'metric'
    6 | scheduler: {type: ReduceLROnPlateau, metric: val_loss}
      |                                      ^ did you mean 'monitor'?`,
  },
];
