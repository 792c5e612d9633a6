import type { BadFile } from "./bad-file.ts";
import { badKeys } from "./bad-keys.ts";
import { badNames } from "./bad-names.ts";
import { badShorthand } from "./bad-shorthand.ts";
import { badSpacing } from "./bad-spacing.ts";
import { badValues } from "./bad-values.ts";
import { BASE, withLine } from "./experiment.ts";

/** Files that must be refused, with what is said of each. */
export const badFiles: readonly BadFile[] = [
  {
    title: "a misspelt parameter",
    text: withLine("optimizer", "{type: SGD, lr: 0.1, momentun: 0.9}"),
    says: `decay.yaml:4:33: error: optimizer: SGD has no parameter 'momentun'
    4 | optimizer: {type: SGD, lr: 0.1, momentun: 0.9}
      |                                 ^ did you mean 'momentum'?`,
  },
  {
    title: "a parameter that another part has",
    text: `${BASE}scheduler: {type: StepLR, step_size: 3, T_max: 10}\n`,
    says: `decay.yaml:6:41: error: scheduler: StepLR has no parameter 'T_max'
    6 | scheduler: {type: StepLR, step_size: 3, T_max: 10}
      |                                         ^ 'T_max' is a parameter of CosineAnnealingLR`,
  },
  {
    title: "a parameter that training has",
    text: withLine("optimizer", "{type: SGD, lr: 0.1, batch_size: 8}"),
    says: `decay.yaml:4:33: error: optimizer: SGD has no parameter 'batch_size'
    4 | optimizer: {type: SGD, lr: 0.1, batch_size: 8}
      |                                 ^ move it to training: batch_size: 8`,
  },
  {
    title: "a rate given to the scheduler",
    text: `${BASE}scheduler: {type: ExponentialLR, gamma: 0.9, lr: 0.1}\n`,
    says: `decay.yaml:6:46: error: scheduler: ExponentialLR has no parameter 'lr'
    6 | scheduler: {type: ExponentialLR, gamma: 0.9, lr: 0.1}
      |                                              ^ the optimizer has the rate: set optimizer.lr`,
  },
  {
    title: "learning_rate",
    text: withLine("optimizer", "{type: SGD, learning_rate: 0.1}"),
    says: `decay.yaml:4:24: error: optimizer: SGD has no parameter 'learning_rate'
    4 | optimizer: {type: SGD, learning_rate: 0.1}
      |                        ^ did you mean 'lr'?`,
  },
  {
    title: "a parameter of a part that takes none",
    text: withLine("model", "[{type: Linear, out_features: 1}, {type: ReLU, inplace: true}]"),
    says: `decay.yaml:2:55: error: model.1: ReLU has no parameter 'inplace'
    2 | model: [{type: Linear, out_features: 1}, {type: ReLU, inplace: true}]
      |                                                       ^ remove it: it saves memory and changes no result`,
  },
  {
    title: "a misspelt section",
    text: BASE.replace("optimizer:", "optimiser:"),
    says: `decay.yaml:4:1: error: an experiment has no key 'optimiser'
    4 | optimiser: {type: SGD, lr: 0.1}
      | ^ did you mean 'optimizer'?`,
  },
  {
    title: "keys at the top that belong elsewhere",
    text: `${BASE}lr: 0.1\nepochs: 3\nbatch_size: 3\nseed: 3\nlr_scheduler: StepLR\n`,
    says: `decay.yaml:6:1: error: an experiment has no key 'lr'
    6 | lr: 0.1
      | ^ move it to optimizer: lr: 0.1
decay.yaml:7:1: error: an experiment has no key 'epochs'
    7 | epochs: 3
      | ^ move it to training: epochs: 3
decay.yaml:8:1: error: an experiment has no key 'batch_size'
    8 | batch_size: 3
      | ^ move it to training: batch_size: 3
decay.yaml:9:1: error: an experiment has no key 'seed'
    9 | seed: 3
      | ^ write seeds: [3]
decay.yaml:10:1: error: an experiment has no key 'lr_scheduler'
   10 | lr_scheduler: StepLR
      | ^ did you mean 'scheduler'?
decay.yaml:10:15: error: scheduler: StepLR needs 'step_size'
   10 | lr_scheduler: StepLR
      |               ^ write {type: StepLR, step_size: …}`,
  },
  {
    title: "a key that is nothing",
    text: `${BASE}foo: 1\n`,
    says: `decay.yaml:6:1: error: an experiment has no key 'foo'
    6 | foo: 1
      | ^ choose one of: name, description, script, imported, data, model, loss, metrics, optimizer, scheduler, training, seeds, grid, search, prune, objective, compare, baseline, order, retry, timeout, max_failures, results`,
  },
  {
    title: "a key that other programs have",
    text: `${BASE}labels: {}\n`,
    says: `decay.yaml:6:1: error: an experiment has no key 'labels'
    6 | labels: {}
      | ^ choose one of: name, description, script, imported, data, model, loss, metrics, optimizer, scheduler, training, seeds, grid, search, prune, objective, compare, baseline, order, retry, timeout, max_failures, results`,
  },
  {
    title: "an unknown key of training",
    text: withLine("training", "{epochs: 50, lr: 0.1}"),
    says: `decay.yaml:5:24: error: training has no key 'lr'
    5 | training: {epochs: 50, lr: 0.1}
      |                        ^ move it to optimizer: lr: 0.1`,
  },
  {
    title: "text for a number",
    text: withLine("optimizer", "{type: SGD, lr: fast}"),
    says: `decay.yaml:4:28: error: optimizer.lr must be a number ≥ 0, found 'fast'
    4 | optimizer: {type: SGD, lr: fast}
      |                            ^ Learning rate.`,
  },
  {
    title: "1_000",
    text: withLine("training", "{epochs: 1_000}"),
    says: `decay.yaml:5:20: error: training.epochs must be a whole number ≥ 1, found '1_000'
    5 | training: {epochs: 1_000}
      |                    ^ thousands are not separated; write 1000`,
  },
  {
    title: "a thousands comma, in quotes",
    text: withLine("training", "{epochs: '1,000'}"),
    says: `decay.yaml:5:20: error: training.epochs must be a whole number ≥ 1, found '1,000'
    5 | training: {epochs: '1,000'}
      |                    ^ numbers have no commas; write 1000`,
  },
  {
    title: "a quoted number",
    text: withLine("optimizer", "{type: SGD, lr: '0.1'}"),
    says: `decay.yaml:4:28: error: optimizer.lr must be a number ≥ 0, found '0.1'
    4 | optimizer: {type: SGD, lr: '0.1'}
      |                            ^ remove the quotes`,
  },
  {
    title: "no",
    text: withLine("training", "{epochs: 50, shuffle: no}"),
    says: `decay.yaml:5:33: error: training.shuffle must be true or false, found 'no'
    5 | training: {epochs: 50, shuffle: no}
      |                                 ^ YAML 1.2 reads no as text; write false`,
  },
  {
    title: "on",
    text: withLine("training", "{epochs: 50, drop_last: on}"),
    says: `decay.yaml:5:35: error: training.drop_last must be true or false, found 'on'
    5 | training: {epochs: 50, drop_last: on}
      |                                   ^ YAML 1.2 reads on as text; write true`,
  },
  {
    title: "a quoted true",
    text: withLine("training", "{epochs: 50, shuffle: 'true'}"),
    says: `decay.yaml:5:33: error: training.shuffle must be true or false, found 'true'
    5 | training: {epochs: 50, shuffle: 'true'}
      |                                 ^ remove the quotes`,
  },
  {
    title: "a fraction for a count",
    text: withLine("training", "{epochs: 1.5}"),
    says: `decay.yaml:5:20: error: training.epochs must be a whole number ≥ 1, found 1.5
    5 | training: {epochs: 1.5}
      |                    ^ Number of passes over the training rows.`,
  },
  {
    title: "null for a parameter",
    text: withLine("optimizer", "{type: SGD, lr: 0.1, momentum: null}"),
    says: `decay.yaml:4:43: error: optimizer.momentum must be a number ≥ 0, found null
    4 | optimizer: {type: SGD, lr: 0.1, momentum: null}
      |                                           ^ leave it out to use the default, 0`,
  },
  {
    title: "a list for a parameter",
    text: withLine("optimizer", "{type: SGD, lr: [0.1, 0.01]}"),
    says: `decay.yaml:4:28: error: optimizer.lr must be a number ≥ 0, found a list
    4 | optimizer: {type: SGD, lr: [0.1, 0.01]}
      |                            ^ to try several values, put the list under grid`,
  },
  {
    title: "a mapping for a parameter",
    text: withLine("optimizer", "{type: SGD, lr: {linspace: [0, 1, 3]}}"),
    says: `decay.yaml:4:28: error: optimizer.lr must be a number ≥ 0, found a mapping
    4 | optimizer: {type: SGD, lr: {linspace: [0, 1, 3]}}
      |                            ^ to try several values, put this under grid`,
  },
  {
    title: "several at once",
    text: withLine("optimizer", "{type: SGD, lr: -1, nesterov: 1, momentun: 0}"),
    says: `decay.yaml:4:28: error: optimizer.lr must be a number ≥ 0, found -1
    4 | optimizer: {type: SGD, lr: -1, nesterov: 1, momentun: 0}
      |                            ^ Learning rate.
decay.yaml:4:42: error: optimizer.nesterov must be true or false, found 1
    4 | optimizer: {type: SGD, lr: -1, nesterov: 1, momentun: 0}
      |                                          ^ write true
decay.yaml:4:45: error: optimizer: SGD has no parameter 'momentun'
    4 | optimizer: {type: SGD, lr: -1, nesterov: 1, momentun: 0}
      |                                             ^ did you mean 'momentum'?`,
  },
  {
    title: "1e400",
    text: withLine("optimizer", "{type: SGD, lr: 1e400}"),
    says: `decay.yaml:4:28: error: 1e400 is too large for a number
    4 | optimizer: {type: SGD, lr: 1e400}
      |                            ^ the largest is 1.7976931348623157e+308`,
  },
  {
    title: "1e-400",
    text: withLine("optimizer", "{type: SGD, lr: 1e-400, momentum: 0e-400}"),
    says: `decay.yaml:4:28: error: 1e-400 is too small for a number, and would be 0
    4 | optimizer: {type: SGD, lr: 1e-400, momentum: 0e-400}
      |                            ^ the smallest is 5e-324; or write 0`,
  },
  {
    title: "2^53 + 1 in hexadecimal",
    text: withLine("training", "{epochs: 0x20000000000001}"),
    says: `decay.yaml:5:20: error: 0x20000000000001 is too large to be exact
    5 | training: {epochs: 0x20000000000001}
      |                    ^ the largest whole number is 9007199254740991`,
  },
  {
    title: ".inf and .nan",
    text: withLine("optimizer", "{type: SGD, lr: .inf, momentum: .nan}"),
    says: `decay.yaml:4:28: error: .inf is not a finite number
    4 | optimizer: {type: SGD, lr: .inf, momentum: .nan}
      |                            ^
decay.yaml:4:44: error: .nan is not a finite number
    4 | optimizer: {type: SGD, lr: .inf, momentum: .nan}
      |                                            ^`,
  },
  {
    title: "a leading zero",
    text: withLine("training", "{epochs: 017}"),
    says: `decay.yaml:5:20: error: 017 has a leading zero
    5 | training: {epochs: 017}
      |                    ^ write 17`,
  },
  {
    title: "an integer beyond 2^53",
    text: `${BASE}seeds: [9007199254740993]\n`,
    says: `decay.yaml:6:9: error: 9007199254740993 is too large to be exact
    6 | seeds: [9007199254740993]
      |         ^ the largest whole number is 9007199254740991`,
  },
  {
    title: "out of bounds",
    text: withLine("training", "{epochs: 0}"),
    says: `decay.yaml:5:20: error: training.epochs must be a whole number ≥ 1, found 0
    5 | training: {epochs: 0}
      |                    ^ Number of passes over the training rows.`,
  },
  {
    title: "out of open bounds",
    text: withLine("data", "{type: linear, features: 10, samples: 512, validation: 1}"),
    says: `decay.yaml:1:62: error: data.validation must be a number ≥ 0 and < 1 or a mapping, found 1
    1 | data: {type: linear, features: 10, samples: 512, validation: 1}
      |                                                              ^ Share of the rows to hold out for validation. 0 holds out none. {share: 0.2, stratify: true} gives each class its share, which is the default for classes. {folds: 5, fold: 0} holds out one of five parts.`,
  },
  {
    title: "not one of the choices",
    text: `${BASE}scheduler: {type: ReduceLROnPlateau, mode: minn}\n`,
    says: `decay.yaml:6:44: error: scheduler.mode must be one of 'min', 'max', found 'minn'
    6 | scheduler: {type: ReduceLROnPlateau, mode: minn}
      |                                            ^ did you mean 'min'?`,
  },
  {
    title: "neither number nor choice",
    text: withLine("training", "{epochs: 50, batch_size: ful}"),
    says: `decay.yaml:5:36: error: training.batch_size must be a whole number ≥ 1 or 'full', found 'ful'
    5 | training: {epochs: 50, batch_size: ful}
      |                                    ^ did you mean 'full'?`,
  },
  {
    title: "engine: cuda",
    text: withLine("training", "{epochs: 50, engine: cuda}"),
    says: `decay.yaml:5:32: error: training.engine must be one of 'auto', 'portable', 'torch', found 'cuda'
    5 | training: {epochs: 50, engine: cuda}
      |                                ^ What computes. auto: the fastest way of this machine, which is machine code on x86-64 and WebAssembly elsewhere. portable: always WebAssembly. Both give the same bits. torch: PyTorch.`,
  },
  {
    title: "an unknown part",
    text: withLine("loss", "Foo"),
    says: `decay.yaml:3:7: error: loss: there is no loss 'Foo'
    3 | loss: Foo
      |       ^ choose one of: L1Loss, MSELoss`,
  },
  {
    title: "a part in lower case",
    text: withLine("optimizer", "sgd"),
    says: `decay.yaml:4:12: error: optimizer: there is no optimizer 'sgd'
    4 | optimizer: sgd
      |            ^ did you mean 'SGD'?`,
  },
  {
    title: "a misspelt part in a list",
    text: withLine("model", "[Relu6, {type: Linear, out_features: 1}]"),
    says: `decay.yaml:2:9: error: model.0: there is no layer 'Relu6'
    2 | model: [Relu6, {type: Linear, out_features: 1}]
      |         ^ did you mean 'ReLU'?`,
  },
  {
    title: "PyTorch's path to a class",
    text: withLine("optimizer", "{type: torch.optim.SGD, lr: 0.1}"),
    says: `decay.yaml:4:19: error: optimizer: there is no optimizer 'torch.optim.SGD'
    4 | optimizer: {type: torch.optim.SGD, lr: 0.1}
      |                   ^ write SGD`,
  },
  {
    title: "a part in the wrong place",
    text: withLine("optimizer", "ReLU"),
    says: `decay.yaml:4:12: error: optimizer: there is no optimizer 'ReLU'
    4 | optimizer: ReLU
      |            ^ ReLU is a layer, not an optimizer`,
  },
  {
    title: "a part without type",
    text: withLine("optimizer", "{lr: 0.1}"),
    says: `decay.yaml:4:12: error: optimizer has no 'type'
    4 | optimizer: {lr: 0.1}
      |            ^ choose one of: SGD`,
  },
  {
    title: "a part under its name",
    text: withLine("optimizer", "{SGD: {lr: 0.1}}"),
    says: `decay.yaml:4:12: error: optimizer has no 'type'
    4 | optimizer: {SGD: {lr: 0.1}}
      |            ^ write {type: SGD, lr: 0.1}`,
  },
  {
    title: "a type that is no text",
    text: withLine("loss", "{type: 3}"),
    says: `decay.yaml:3:14: error: loss.type must be the name of a loss, found 3
    3 | loss: {type: 3}
      |              ^ choose one of: L1Loss, MSELoss`,
  },
  {
    title: "a number for a part",
    text: withLine("optimizer", "3"),
    says: `decay.yaml:4:12: error: optimizer must be a part, found 3
    4 | optimizer: 3
      |            ^ write {type: …}, or just its name`,
  },
  {
    title: "a list where one part goes",
    text: withLine("loss", "[MSELoss, L1Loss]"),
    says: `decay.yaml:3:7: error: loss must be one part, found a list
    3 | loss: [MSELoss, L1Loss]
      |       ^ to try several, put the list under grid`,
  },
  {
    title: "a bare part that needs parameters",
    text: `${BASE}scheduler: StepLR\n`,
    says: `decay.yaml:6:12: error: scheduler: StepLR needs 'step_size'
    6 | scheduler: StepLR
      |            ^ write {type: StepLR, step_size: …}`,
  },
  {
    title: "a misspelt parameter that it needs",
    text: `${BASE}scheduler: {type: StepLR, stepsize: 3}\n`,
    says: `decay.yaml:6:27: error: scheduler: StepLR has no parameter 'stepsize'
    6 | scheduler: {type: StepLR, stepsize: 3}
      |                           ^ did you mean 'step_size'?`,
  },
  {
    title: "a part that lacks a parameter",
    text: `${BASE}scheduler: {type: StepLR, gamma: 0.5}\n`,
    says: `decay.yaml:6:12: error: scheduler: StepLR needs 'step_size'
    6 | scheduler: {type: StepLR, gamma: 0.5}
      |            ^ Epochs between drops.`,
  },
  {
    title: "an empty model",
    text: withLine("model", "[]"),
    says: `decay.yaml:2:8: error: model needs at least one layer
    2 | model: []
      |        ^ Layers, in order. Input sizes are inferred.`,
  },
  {
    title: "no loss",
    text: withLine("loss", undefined),
    says: `decay.yaml:1:1: error: the experiment needs 'loss'
    1 | data: {type: linear, features: 10, samples: 512}
      | ^ Loss to minimize.`,
  },
  {
    title: "an empty optimizer",
    text: withLine("optimizer", ""),
    says: `decay.yaml:4:12: error: the experiment needs 'optimizer'
    4 | optimizer:
      |            ^ How the parameters are updated: an optimizer, or a list of transforms that ends in one.`,
  },
  {
    title: "no training",
    text: withLine("training", undefined),
    says: `decay.yaml:1:1: error: training needs 'epochs'
    1 | data: {type: linear, features: 10, samples: 512}
      | ^ write training: {epochs: 50}`,
  },
  {
    title: "training without epochs",
    text: withLine("training", "{batch_size: 8}"),
    says: `decay.yaml:5:11: error: training needs 'epochs'
    5 | training: {batch_size: 8}
      |           ^ Number of passes over the training rows.`,
  },
  {
    title: "an optimizer of PyTorch's that there is not",
    text: withLine("optimizer", "{type: LBFGS, lr: 0.1}"),
    says: `decay.yaml:4:19: error: optimizer: there is no optimizer 'LBFGS'
    4 | optimizer: {type: LBFGS, lr: 0.1}
      |                   ^ choose one of: SGD`,
  },
  {
    title: "two optimizers in a chain",
    text: withLine("optimizer", "[{type: SGD, lr: 0.2}, {type: SGD, lr: 0.1}]"),
    says: `decay.yaml:4:13: error: optimizer.0: SGD is an optimizer, and stands before the last place
    4 | optimizer: [{type: SGD, lr: 0.2}, {type: SGD, lr: 0.1}]
      |             ^ one is enough`,
  },
  {
    title: "a composition of none",
    text: `${BASE}scheduler: {type: ChainedScheduler, schedulers: []}\n`,
    says: `decay.yaml:6:49: error: scheduler.schedulers must be a list of at least 1 values, found an empty list
    6 | scheduler: {type: ChainedScheduler, schedulers: []}
      |                                                 ^ The schedulers, in order.`,
  },
  {
    title: "a cycle shorter than its window",
    text: `${BASE}scheduler: {type: OneCycleLR, max_lr: 0.1, total_steps: 600}\n`,
    says: `decay.yaml:6:57: error: scheduler: the cycle takes 600 steps, and its window has 650
    6 | scheduler: {type: OneCycleLR, max_lr: 0.1, total_steps: 600}
      |                                                         ^ total_steps: 650`,
  },
  {
    title: "a value for each of more param groups than there are",
    text: `${BASE}scheduler: {type: OneCycleLR, max_lr: [0.1, 0.2]}\n`,
    says: `decay.yaml:6:39: error: scheduler: max_lr has 2 values for 1 param group
    6 | scheduler: {type: OneCycleLR, max_lr: [0.1, 0.2]}
      |                                       ^ one value for each, or one for all`,
  },
  {
    title: "a plateau by steps",
    text: `${BASE}scheduler: {type: ReduceLROnPlateau, interval: step}\n`,
    says: `decay.yaml:6:12: error: scheduler follows a metric, which is measured once an epoch
    6 | scheduler: {type: ReduceLROnPlateau, interval: step}
      |            ^ write interval: epoch`,
  },
  {
    title: "an interval and a frequency that are none",
    text: `${BASE}scheduler: {type: StepLR, step_size: 3, interval: batch, frequency: 0}\n`,
    says: `decay.yaml:6:51: error: scheduler.interval must be epoch or step, found 'batch'
    6 | scheduler: {type: StepLR, step_size: 3, interval: batch, frequency: 0}
      |                                                   ^ write step
decay.yaml:6:69: error: scheduler.frequency must be a whole number ≥ 1, found 0
    6 | scheduler: {type: StepLR, step_size: 3, interval: batch, frequency: 0}
      |                                                                     ^ Epochs (or steps) per tick. Default: 1.`,
  },
  {
    title: "a frequency that never comes",
    text: `${BASE}scheduler: {type: StepLR, step_size: 3, frequency: 51}\n`,
    says: `decay.yaml:6:12: error: scheduler lasts 650 steps, which is too short: it ticks once every 51 epochs
    6 | scheduler: {type: StepLR, step_size: 3, frequency: 51}
      |            ^ lower frequency, or make the run longer`,
  },
  {
    title: "phases in steps that are too long",
    text: `${BASE}scheduler:\n  - {type: LinearLR, steps: 10000}\n  - CosineAnnealingLR\n`,
    says: `decay.yaml:7:3: error: scheduler: the phases before the last cover 10000 of 650 steps
    7 |   - {type: LinearLR, steps: 10000}
      |   ^ shorten them: the last phase takes the rest, and nothing is left`,
  },
  {
    title: "a phase with two lengths",
    text: `${BASE}scheduler:\n  - {type: LinearLR, steps: 100, epochs: 2}\n  - CosineAnnealingLR\n`,
    says: `decay.yaml:7:22: error: scheduler.0 has both 'epochs' and 'steps'
    7 |   - {type: LinearLR, steps: 100, epochs: 2}
      |                      ^ remove one of the two`,
  },
  {
    title: "a misspelt parameter within compositions",
    text: `${BASE}scheduler:\n  type: SequentialLR\n  milestones: [5]\n  schedulers:\n    - LinearLR\n    - {type: ChainedScheduler, schedulers: [{type: StepLR, step_size: 3, gama: 0.5}, Cosine]}\n`,
    says: `decay.yaml:11:74: error: scheduler.schedulers.1.schedulers.0: StepLR has no parameter 'gama'
   11 |     - {type: ChainedScheduler, schedulers: [{type: StepLR, step_size: 3, gama: 0.5}, Cosine]}
      |                                                                          ^ did you mean 'gamma'?
decay.yaml:11:86: error: scheduler.schedulers.1.schedulers.1: there is no scheduler 'Cosine'
   11 |     - {type: ChainedScheduler, schedulers: [{type: StepLR, step_size: 3, gama: 0.5}, Cosine]}
      |                                                                                      ^ did you mean 'CosineAnnealingLR'?`,
  },
  {
    title: "a child that would tick by itself",
    text: `${BASE}scheduler: {type: ChainedScheduler, schedulers: [{type: StepLR, step_size: 3, interval: step}]}\n`,
    says: `decay.yaml:6:79: error: scheduler.schedulers.0 is part of a composition, so it has no 'interval'
    6 | scheduler: {type: ChainedScheduler, schedulers: [{type: StepLR, step_size: 3, interval: step}]}
      |                                                                               ^ remove it: it ticks when the composition does`,
  },
  {
    title: "milestones that do not match",
    text: `${BASE}scheduler: {type: SequentialLR, milestones: [5, 10], schedulers: [LinearLR, CosineAnnealingLR]}\n`,
    says: `decay.yaml:6:45: error: scheduler: 2 milestones for 2 schedulers, not 1
    6 | scheduler: {type: SequentialLR, milestones: [5, 10], schedulers: [LinearLR, CosineAnnealingLR]}
      |                                             ^ one for each scheduler but the first`,
  },
  {
    title: "epochs on a single scheduler",
    text: `${BASE}scheduler: {type: CosineAnnealingLR, epochs: 50}\n`,
    says: `decay.yaml:6:38: error: scheduler is not in a list, so it has no 'epochs'
    6 | scheduler: {type: CosineAnnealingLR, epochs: 50}
      |                                      ^ remove it, or write a list of phases: a single scheduler covers the whole run`,
  },
  {
    title: "phases that are too short",
    text: `${BASE}scheduler:\n  - {type: LinearLR, epochs: 10}\n  - {type: CosineAnnealingLR, epochs: 30}\n`,
    says: `decay.yaml:7:3: error: scheduler: the phases cover 40 of 50 epochs
    7 |   - {type: LinearLR, epochs: 10}
      |   ^ leave out epochs of the last phase: it takes the rest`,
  },
  {
    title: "phases that leave nothing for the last",
    text: `${BASE}scheduler:\n  - {type: LinearLR, epochs: 50}\n  - CosineAnnealingLR\n`,
    says: `decay.yaml:7:3: error: scheduler: the phases before the last cover 50 of 50 epochs
    7 |   - {type: LinearLR, epochs: 50}
      |   ^ shorten them: the last phase takes the rest, and nothing is left`,
  },
  {
    title: "a phase without a length",
    text: `${BASE}scheduler:\n  - LinearLR\n  - CosineAnnealingLR\n`,
    says: `decay.yaml:7:5: error: scheduler.0 needs 'epochs' or 'steps'
    7 |   - LinearLR
      |     ^ only the last phase may leave its length out`,
  },
  {
    title: "a phase of no epochs",
    text: `${BASE}scheduler:\n  - {type: LinearLR, epochs: 0}\n  - CosineAnnealingLR\n`,
    says: `decay.yaml:7:30: error: scheduler.0.epochs must be a whole number ≥ 1, found 0
    7 |   - {type: LinearLR, epochs: 0}
      |                              ^ Length of this phase in epochs. The last phase may leave it out and takes the rest.`,
  },
  {
    title: "phases that fit only some of the grid",
    text: `${BASE}scheduler:\n  - {type: LinearLR, epochs: 5}\n  - {type: CosineAnnealingLR, epochs: 45}\ngrid:\n  training.epochs: [50, 60]\n`,
    says: `decay.yaml:7:3: error: scheduler: the phases cover 50 of 60 epochs
    7 |   - {type: LinearLR, epochs: 5}
      |   ^ leave out epochs of the last phase: it takes the rest
      = with grid.training.epochs[1]`,
  },
  {
    title: "val_loss without validation",
    text: `${withLine("data", "{type: linear, features: 10, samples: 512, validation: 0}")}scheduler: {type: ReduceLROnPlateau, monitor: val_loss}\nobjective: {metric: val_loss}\n`,
    says: `decay.yaml:6:47: error: scheduler.monitor is val_loss, but no rows are held out for validation
    6 | scheduler: {type: ReduceLROnPlateau, monitor: val_loss}
      |                                               ^ set data.validation, or monitor train_loss
decay.yaml:7:21: error: objective.metric is val_loss, but no rows are held out for validation
    7 | objective: {metric: val_loss}
      |                     ^ set data.validation, or use train_loss`,
  },
  {
    title: "an unknown metric",
    text: `${BASE}scheduler: {type: ReduceLROnPlateau, monitor: valloss}\nobjective: {metric: loss, by: mean}\n`,
    says: `decay.yaml:6:47: error: scheduler.monitor: there is no metric 'valloss'
    6 | scheduler: {type: ReduceLROnPlateau, monitor: valloss}
      |                                               ^ did you mean 'val_loss'?
decay.yaml:7:21: error: objective.metric must be one of 'train_loss', 'val_loss', 'grad_norm' or a metric such as val_accuracy, found 'loss'
    7 | objective: {metric: loss, by: mean}
      |                     ^ did you mean 'val_loss'?
decay.yaml:7:27: error: objective has no key 'by'
    7 | objective: {metric: loss, by: mean}
      |                           ^ choose one of: mode, at, target`,
  },
  {
    title: "options that do not go together",
    text: withLine("optimizer", "{type: SGD, lr: 0.1, nesterov: true}"),
    says: `decay.yaml:4:43: error: optimizer: Nesterov needs momentum, found momentum 0
    4 | optimizer: {type: SGD, lr: 0.1, nesterov: true}
      |                                           ^ write momentum: 0.9`,
  },
  {
    title: "layers that do not fit",
    text: withLine("model", "[{type: Linear, out_features: 3}, {type: Linear, in_features: 4, out_features: 1}]"),
    says: `decay.yaml:2:70: error: model.1: in_features is 4, but the input has 3 features
    2 | model: [{type: Linear, out_features: 3}, {type: Linear, in_features: 4, out_features: 1}]
      |                                                                      ^ write 3, or leave in_features out: it is inferred`,
  },
  {
    title: "a model that does not fit its targets",
    text: withLine("model", "[{type: Linear, out_features: 2}]"),
    says: `decay.yaml:3:7: error: loss: the model's output has the shape [2], the targets [1]
    3 | loss: MSELoss
      |       ^ let the model end in out_features: 1`,
  },
  {
    title: "a layer that fits only some data",
    text: `${withLine("model", "[{type: Linear, in_features: 10, out_features: 1}]")}grid:\n  data.features: [10, 20]\n`,
    says: `decay.yaml:2:37: error: model.0: in_features is 10, but the input has 20 features
    2 | model: [{type: Linear, in_features: 10, out_features: 1}]
      |                                     ^ write 20, or leave in_features out: it is inferred
      = with grid.data.features[1]`,
  },
  {
    title: "a model out of the grid that does not fit",
    text: `${BASE}grid:\n  model:\n    small: [{type: Linear, out_features: 1}]\n    wide: [{type: Linear, out_features: 8}]\n`,
    says: `decay.yaml:3:7: error: loss: the model's output has the shape [8], the targets [1]
    3 | loss: MSELoss
      |       ^ let the model end in out_features: 1
      = with grid.model.wide`,
  },
  {
    title: "the same key twice",
    text: `${BASE}loss: L1Loss\n`,
    says: `decay.yaml:6:1: error: the same key is given twice in one mapping
    6 | loss: L1Loss
      | ^ remove one of the two`,
  },
  {
    title: "the same key twice in braces",
    text: withLine("optimizer", "{type: SGD, lr: 0.1, lr: 0.2}"),
    says: `decay.yaml:4:33: error: the same key is given twice in one mapping
    4 | optimizer: {type: SGD, lr: 0.1, lr: 0.2}
      |                                 ^ remove one of the two`,
  },
  {
    title: "a tab",
    text: withLine("training", "\n\tepochs: 50"),
    says: `decay.yaml:6:1: error: a tab is used for indentation
    6 |  epochs: 50
      | ^ indent with spaces`,
  },
  {
    title: "an anchor bomb",
    text: Array.from(
      "bcdefgh",
      (name, i) => `${name}: &${name} [${Array(10).fill(`*${"abcdefgh"[i]}`).join(", ")}]\n`,
    ).reduce((text, line) => text + line, "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"),
    says: `decay.yaml:6:7: error: this has more than 1000000 values once its aliases are expanded
    6 | f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
      |       ^`,
  },
  {
    title: "an alias within itself",
    text: "a: &a [*a]\n",
    says: `decay.yaml:1:8: error: an alias refers to a value that contains it
    1 | a: &a [*a]
      |        ^`,
  },
  {
    title: "an alias of nothing",
    text: withLine("loss", "*nothing"),
    says: `decay.yaml:3:7: error: there is no anchor &nothing before this alias
    3 | loss: *nothing
      |       ^`,
  },
  {
    title: "a merge key",
    text: withLine("loss", "{<<: {type: MSELoss}}"),
    says: `decay.yaml:3:8: error: merge keys (<<) are not supported
    3 | loss: {<<: {type: MSELoss}}
      |        ^ repeat the keys here`,
  },
  {
    title: "a tag",
    text: withLine("loss", "!!str MSELoss"),
    says: `decay.yaml:3:7: error: tags are not supported
    3 | loss: !!str MSELoss
      |       ^ remove the tag (!…)`,
  },
  {
    title: "a tag of its own",
    text: withLine("loss", "!loss MSELoss"),
    says: `decay.yaml:3:7: error: tags are not supported
    3 | loss: !loss MSELoss
      |       ^ remove the tag (!…)`,
  },
  {
    title: "several documents",
    text: `${BASE}---\n${BASE}`,
    says: `decay.yaml:6:1: error: a second document begins here
    6 | ---
      | ^ a file holds one experiment: move this one to a file of its own`,
  },
  {
    title: "YAML 1.1",
    text: `%YAML 1.1\n---\n${BASE}`,
    says: `decay.yaml:1:1: error: YAML 1.1 is not supported
    1 | %YAML 1.1
      | ^ remove the line %YAML`,
  },
  {
    title: "a list that is not closed",
    text: withLine("model", "[{type: Linear, out_features: 1}"),
    says: `decay.yaml:2:8: error: the '[' is not closed
    2 | model: [{type: Linear, out_features: 1}
      |        ^ write model: [{type: Linear, out_features: 1}]`,
  },
  {
    title: "text with a colon",
    text: `description: lr: 0.1\n${BASE}`,
    says: `decay.yaml:1:14: error: there is a second ': ' on this line
    1 | description: lr: 0.1
      |              ^ write description: "lr: 0.1"`,
  },
  {
    title: "a key without a colon",
    text: `${BASE}seeds 5\n`,
    says: `decay.yaml:6:6: error: a colon is missing after the key
    6 | seeds 5
      |      ^ write seeds: 5`,
  },
  {
    title: "a bracket nest",
    text: `a: ${"[".repeat(20_000)}`,
    says: `decay.yaml:1:1: error: the values are nested too deeply
    1 | a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
      | ^`,
  },
  {
    title: "an empty file",
    text: "",
    says: `decay.yaml:1:1: error: the file is empty
      = add data, model, loss, optimizer and training`,
  },
  {
    title: "nothing but a comment",
    text: "# later\n",
    says: `decay.yaml:1:1: error: the file is empty
    1 | # later
      | ^ add data, model, loss, optimizer and training`,
  },
  {
    title: "a list for a file",
    text: "- data\n",
    says: `decay.yaml:1:1: error: an experiment is a mapping, found a list
    1 | - data
      | ^ add data, model, loss, optimizer and training`,
  },
  {
    title: "a binary file",
    text: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0xff),
    says: `decay.yaml:1:1: error: this is not a text file
      = save the experiment as YAML in UTF-8`,
  },
  {
    title: "a file in UTF-16",
    text: new Uint8Array(Buffer.from("\ufeffdata: 1\n", "utf16le")),
    says: `decay.yaml:1:1: error: this is not a text file
      = save the experiment as YAML in UTF-8`,
  },
  {
    title: "a byte order mark and CRLF",
    text: `\ufefffoo: 1\r\n${BASE.replaceAll("\n", "\r\n")}`,
    says: `decay.yaml:1:1: error: an experiment has no key 'foo'
    1 | foo: 1
      | ^ choose one of: name, description, script, imported, data, model, loss, metrics, optimizer, scheduler, training, seeds, grid, search, prune, objective, compare, baseline, order, retry, timeout, max_failures, results`,
  },
  {
    title: "a long line",
    text: `${BASE}objective: {metric: train_loss${" ".repeat(200)}, mode: max, at: once${" ".repeat(200)}}\n`,
    says: `decay.yaml:6:248: error: objective.at must be one of 'final', 'best', found 'once'
    6 | …                                           , mode: max, at: once                                                        …
      |                                                              ^ Which epoch of a run counts: its last or its best.`,
  },
  {
    title: "a name with ../",
    text: `${BASE}name: ../results\n`,
    says: `decay.yaml:6:7: error: name '../results' cannot name a folder
    6 | name: ../results
      |       ^ use at most 64 letters, digits, '.', '_' and '-', and begin with a letter or digit; write results`,
  },
  {
    title: "a name that is no text",
    text: `${BASE}name: 3\n`,
    says: `decay.yaml:6:7: error: without quotes this is not text
    6 | name: 3
      |       ^ write name: "3"`,
  },
  {
    title: "a file whose name is no name",
    text: BASE,
    options: { file: "my experiment!.yaml" },
    says: `my experiment!.yaml:1:1: error: the file's name 'my experiment!' cannot name a folder of results
    1 | data: {type: linear, features: 10, samples: 512}
      | ^ add the key name: use at most 64 letters, digits, '.', '_' and '-', and begin with a letter or digit`,
  },
  {
    title: "no seeds",
    text: `${BASE}seeds: 0\n`,
    says: `decay.yaml:6:8: error: seeds must be a whole number ≥ 1 or a list of at least 1 distinct whole numbers ≥ 0 or a mapping, found 0
    6 | seeds: 0
      |        ^ write [0]`,
  },
  {
    title: "a seed twice",
    text: `${BASE}seeds: [3, 3]\n`,
    says: `decay.yaml:6:12: error: seeds has the same value twice
    6 | seeds: [3, 3]
      |            ^ remove one of them`,
  },
  {
    title: "a negative seed",
    text: `${BASE}seeds: [-1]\n`,
    says: `decay.yaml:6:9: error: seeds.0 must be a whole number ≥ 0, found -1
    6 | seeds: [-1]
      |         ^`,
  },
  {
    title: "a value of the grid",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, fast]\n`,
    says: `decay.yaml:7:23: error: optimizer.lr must be a number ≥ 0, found 'fast'
    7 |   optimizer.lr: [0.1, fast]
      |                       ^ Learning rate.
      = placed at optimizer.lr by grid.optimizer.lr[1]`,
  },
  {
    title: "a key in a named variant",
    text: `${BASE}grid:\n  scheduler:\n    cosine: {type: CosineAnnealingLR, Tmax: 10}\n`,
    says: `decay.yaml:8:39: error: scheduler: CosineAnnealingLR has no parameter 'Tmax'
    8 |     cosine: {type: CosineAnnealingLR, Tmax: 10}
      |                                       ^ did you mean 'T_max'?
      = placed at scheduler by grid.scheduler.cosine`,
  },
  {
    title: "a generated value",
    text: `${BASE}grid:\n  training.batch_size: {logspace: [-1, 1, 3]}\n`,
    says: `decay.yaml:7:35: error: training.batch_size must be a whole number ≥ 1 or 'full', found 0.1
    7 |   training.batch_size: {logspace: [-1, 1, 3]}
      |                                   ^ Rows per optimizer step. full means all rows, as does a number larger than that.
      = placed at training.batch_size by grid.training.batch_size logspace[0] = 0.1`,
  },
  {
    title: "an error in an alias, once",
    text: `${BASE}grid:\n  scheduler:\n    a: &a {type: StepLR, step_size: x}\n    b: *a\n`,
    says: `decay.yaml:8:37: error: scheduler.step_size must be a whole number ≥ 1, found 'x'
    8 |     a: &a {type: StepLR, step_size: x}
      |                                     ^ Epochs between drops.
      = placed at scheduler by grid.scheduler.a`,
  },
  {
    title: "an axis that names nothing",
    text: `${BASE}grid:\n  optimizer.momentumm: [0, 0.9]\n`,
    says: `decay.yaml:7:3: error: grid.optimizer.momentumm: no part has a parameter there
    7 |   optimizer.momentumm: [0, 0.9]
      |   ^ did you mean 'optimizer.momentum'?`,
  },
  {
    title: "axes of nothing at all",
    text: `${BASE}grid:\n  optimiser.lr: [1]\n  lr: [1]\n  epochs: [3]\n  seed: [1]\n  foo.bar: [1]\n  a..b: [1]\n`,
    says: `decay.yaml:7:3: error: grid.optimiser.lr: 'optimiser.lr' is not a path
    7 |   optimiser.lr: [1]
      |   ^ did you mean 'optimizer.lr'?
decay.yaml:8:3: error: grid.lr: 'lr' is not a path
    8 |   lr: [1]
      |   ^ did you mean 'optimizer.lr'?
decay.yaml:9:3: error: grid.epochs: 'epochs' is not a path
    9 |   epochs: [3]
      |   ^ did you mean 'training.epochs'?
decay.yaml:10:3: error: grid.seed: 'seed' is not a path
   10 |   seed: [1]
      |   ^ seeds are not an axis: use the top-level key seeds
decay.yaml:11:3: error: grid.foo.bar: 'foo.bar' is not a path
   11 |   foo.bar: [1]
      |   ^ a path begins with one of data, model, loss, metrics, optimizer, scheduler, training
decay.yaml:12:3: error: grid.a..b is not a path
   12 |   a..b: [1]
      |   ^ join keys with '.', as in optimizer.lr`,
  },
  {
    title: "an axis that fits no part",
    text: `${BASE}scheduler: {type: StepLR, step_size: 3}\ngrid:\n  scheduler.T_max: [1, 2]\n  model.1.bias: [true, false]\n  scheduler.0.gamma: [0.1]\n`,
    says: `decay.yaml:8:3: error: grid.scheduler.T_max: no part has a parameter there
    8 |   scheduler.T_max: [1, 2]
      |   ^ parameters there: scheduler.step_size, scheduler.gamma
decay.yaml:9:3: error: grid.model.1.bias: no part has a parameter there
    9 |   model.1.bias: [true, false]
      |   ^ did you mean 'model.0.bias'?
decay.yaml:10:3: error: grid.scheduler.0.gamma: no part has a parameter there
   10 |   scheduler.0.gamma: [0.1]
      |   ^ did you mean 'scheduler.gamma'?`,
  },
  {
    title: "an axis without a scheduler",
    text: `${BASE}grid:\n  scheduler.gamma: [0.1, 0.5]\n`,
    says: `decay.yaml:7:3: error: grid.scheduler.gamma: no part has a parameter there
    7 |   scheduler.gamma: [0.1, 0.5]
      |   ^ there is no scheduler`,
  },
  {
    title: "half of a joined axis",
    text: `${BASE}grid:\n  optimizer.lr + optimizer.rho: [[0.1, 1], [0.2, 2]]\n`,
    says: `decay.yaml:7:3: error: grid.optimizer.lr + optimizer.rho: no part has a parameter at optimizer.rho
    7 |   optimizer.lr + optimizer.rho: [[0.1, 1], [0.2, 2]]
      |   ^ parameters there: optimizer.lr, optimizer.momentum, optimizer.dampening, optimizer.weight_decay, optimizer.nesterov, optimizer.maximize`,
  },
  {
    title: "empty axes",
    text: `${BASE}grid:\n  optimizer.lr: []\n  optimizer.momentum: {}\n`,
    says: `decay.yaml:7:17: error: grid.optimizer.lr has no values
    7 |   optimizer.lr: []
      |                 ^ list at least one value
decay.yaml:8:23: error: grid.optimizer.momentum has no values
    8 |   optimizer.momentum: {}
      |                       ^ list at least one value`,
  },
  {
    title: "an axis of a single value",
    text: `${BASE}grid:\n  optimizer.lr: 0.1\n`,
    says: `decay.yaml:7:17: error: grid.optimizer.lr must be a list, a mapping of named variants or a generator, found 0.1
    7 |   optimizer.lr: 0.1
      |                 ^ write [0.1]`,
  },
  {
    title: "an axis of a single part",
    text: `${BASE}grid:\n  scheduler: {type: StepLR, step_size: 3}\n`,
    says: `decay.yaml:7:14: error: grid.scheduler is a single part, but an axis needs a list or named variants
    7 |   scheduler: {type: StepLR, step_size: 3}
      |              ^ write a list, [{type: …}], or name it, {name: {type: …}}`,
  },
  {
    title: "a value twice",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 1e-1]\n`,
    says: `decay.yaml:7:23: error: grid.optimizer.lr has 0.1 twice
    7 |   optimizer.lr: [0.1, 1e-1]
      |                       ^ remove one of the two`,
  },
  {
    title: "two axes on one path",
    text: `${BASE}grid:\n  optimizer.lr: [0.1]\n  optimizer.lr + training.batch_size: [[0.2, 8]]\n`,
    says: `decay.yaml:8:3: error: two axes of the grid vary optimizer.lr
    8 |   optimizer.lr + training.batch_size: [[0.2, 8]]
      |   ^ list all its values in one axis`,
  },
  {
    title: "a joined axis with too few values",
    text: `${BASE}grid:\n  optimizer.lr + training.batch_size: [[0.2, 8], [0.1], 3]\n`,
    says: `decay.yaml:7:50: error: grid.optimizer.lr + training.batch_size[1] must be a list of 2 values, one for each path, found a list of 1
    7 |   optimizer.lr + training.batch_size: [[0.2, 8], [0.1], 3]
      |                                                  ^
decay.yaml:7:57: error: grid.optimizer.lr + training.batch_size[2] must be a list of 2 values, one for each path, found 3
    7 |   optimizer.lr + training.batch_size: [[0.2, 8], [0.1], 3]
      |                                                         ^`,
  },
  {
    title: "generators gone wrong",
    text: `${BASE}grid:\n  optimizer.lr: {linspace: [0, 1]}\n  optimizer.momentum: {geomspace: [0, 1, 3]}\n  training.epochs: {range: [5, 1, 1]}\n  training.batch_size: {linspace: [1, 2, 1.5]}\n`,
    says: `decay.yaml:7:28: error: grid.optimizer.lr.linspace must be a list of 3 numbers, found a list of 2
    7 |   optimizer.lr: {linspace: [0, 1]}
      |                            ^ [first, last, count]: evenly spaced values, including both ends.
decay.yaml:8:35: error: grid.optimizer.momentum.geomspace: the ends must both be positive or both negative
    8 |   optimizer.momentum: {geomspace: [0, 1, 3]}
      |                                   ^ [first, last, count]: values with a constant ratio, including both ends.
decay.yaml:9:28: error: grid.training.epochs.range: there is no value from the first to the end in these steps
    9 |   training.epochs: {range: [5, 1, 1]}
      |                            ^ [first, end, step]: first, first + step and so on, up to but not including end.
decay.yaml:10:35: error: grid.training.batch_size.linspace: the count must be a whole number ≥ 1, found 1.5
   10 |   training.batch_size: {linspace: [1, 2, 1.5]}
      |                                   ^ [first, last, count]: evenly spaced values, including both ends.`,
  },
  {
    title: "a misspelt generator",
    text: `${BASE}grid:\n  optimizer.lr: {linspce: [0.1, 1, 3]}\n`,
    says: `decay.yaml:7:18: error: grid.optimizer.lr: there is no generator 'linspce'
    7 |   optimizer.lr: {linspce: [0.1, 1, 3]}
      |                  ^ did you mean 'linspace'?`,
  },
  {
    title: "a generator that names a variant",
    text: `${BASE}grid:\n  optimizer.lr: {linspace: [0, 1, 3], high: 2}\n`,
    says: `decay.yaml:7:18: error: 'linspace' cannot name a variant in grid.optimizer.lr
    7 |   optimizer.lr: {linspace: [0, 1, 3], high: 2}
      |                  ^ a generator must be the only key; write a list of all values instead`,
  },
  {
    title: "a grid that is a list",
    text: `${BASE}grid: [optimizer.lr]\n`,
    says: `decay.yaml:6:7: error: grid must be a mapping of paths to values, found a list
    6 | grid: [optimizer.lr]
      |       ^ write optimizer.lr: [0.1, 0.01] under it`,
  },
  {
    title: "an include of nothing",
    text: `${BASE}grid:\n  optimizer.lr: [0.1]\n  include: []\n`,
    says: `decay.yaml:8:12: error: grid.include must be a list of points, found an empty list
    8 |   include: []
      |            ^ write - {optimizer.lr: 0.1, scheduler: step}`,
  },
  {
    title: "includes gone wrong",
    text: `${BASE}grid:\n  scheduler: {step: {type: StepLR, step_size: 3}}\n  include: [{foo: 1}, {scheduler: stp}, 3, {}]\n`,
    says: `decay.yaml:8:14: error: grid.include[0]: 'foo' is not a path
    8 |   include: [{foo: 1}, {scheduler: stp}, 3, {}]
      |              ^ a path begins with one of data, model, loss, metrics, optimizer, scheduler, training
decay.yaml:8:35: error: grid.include[1]: no variant of scheduler is named 'stp'
    8 |   include: [{foo: 1}, {scheduler: stp}, 3, {}]
      |                                   ^ did you mean 'step'?
decay.yaml:8:41: error: grid.include[2] must be a mapping of paths to values, found 3
    8 |   include: [{foo: 1}, {scheduler: stp}, 3, {}]
      |                                         ^ write - {optimizer.lr: 0.1, scheduler: step}
decay.yaml:8:44: error: grid.include[3] must be a mapping of paths to values, found an empty one
    8 |   include: [{foo: 1}, {scheduler: stp}, 3, {}]
      |                                            ^ write - {optimizer.lr: 0.1, scheduler: step}`,
  },
  {
    title: "an include that applies nowhere",
    text: `${BASE}grid:\n  optimizer.lr: [0.1]\n  include: [{optimizer.betas: 3}]\n`,
    says: `decay.yaml:8:14: error: grid.include[0].optimizer.betas: no part has a parameter there
    8 |   include: [{optimizer.betas: 3}]
      |              ^ parameters there: optimizer.lr, optimizer.momentum, optimizer.dampening, optimizer.weight_decay, optimizer.nesterov, optimizer.maximize`,
  },
  {
    title: "a value of an include",
    text: `${BASE}grid:\n  optimizer.lr: [0.1]\n  include: [{training.epochs: many}]\n`,
    says: `decay.yaml:8:31: error: training.epochs must be a whole number ≥ 1, found 'many'
    8 |   include: [{training.epochs: many}]
      |                               ^ Number of passes over the training rows.
      = placed at training.epochs by grid.include[0].training.epochs`,
  },
  {
    title: "excludes gone wrong",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.2]\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\n  exclude: [{optimizer.lr: 0.3}, {lr: 0.1}, {scheduler: constnt}]\n`,
    says: `decay.yaml:9:28: error: grid.exclude[0]: the axis optimizer.lr has no value 0.3
    9 |   exclude: [{optimizer.lr: 0.3}, {lr: 0.1}, {scheduler: constnt}]
      |                            ^ choose one of: 0.1, 0.2
decay.yaml:9:35: error: grid.exclude[1]: the grid has no axis 'lr'
    9 |   exclude: [{optimizer.lr: 0.3}, {lr: 0.1}, {scheduler: constnt}]
      |                                   ^ choose one of: optimizer.lr, scheduler
decay.yaml:9:57: error: grid.exclude[2]: the axis scheduler has no value 'constnt'
    9 |   exclude: [{optimizer.lr: 0.3}, {lr: 0.1}, {scheduler: constnt}]
      |                                                         ^ did you mean 'constant'?`,
  },
  {
    title: "an exclude that matches nothing",
    text: `${BASE}grid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\n  scheduler.gamma: [0.1, 0.5]\n  exclude: [{scheduler: constant, scheduler.gamma: 0.1}]\n`,
    says: `decay.yaml:9:13: error: grid.exclude[0] matches no point of the grid
    9 |   exclude: [{scheduler: constant, scheduler.gamma: 0.1}]
      |             ^ remove it`,
  },
  {
    title: "an exclude of everything",
    text: `${BASE}grid:\n  optimizer.lr: [0.1]\n  exclude: [{optimizer.lr: 0.1}]\n`,
    says: `decay.yaml:6:1: error: grid.exclude leaves no variant
    6 | grid:
      | ^ remove an entry of exclude`,
  },
  {
    title: "a baseline that is none",
    text: `${BASE}grid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\nbaseline: {schedule: constant, scheduler: stp}\n`,
    says: `decay.yaml:8:12: error: baseline.schedule: the grid has no such axis
    8 | baseline: {schedule: constant, scheduler: stp}
      |            ^ did you mean 'scheduler'?
decay.yaml:8:43: error: baseline.scheduler: the axis has no value 'stp'
    8 | baseline: {schedule: constant, scheduler: stp}
      |                                           ^ did you mean 'step'?`,
  },
  {
    title: "a baseline without a grid",
    text: `${BASE}baseline: {scheduler: constant}\n`,
    says: `decay.yaml:6:12: error: baseline.scheduler: the grid has no such axis
    6 | baseline: {scheduler: constant}
      |            ^ remove it, or add a grid`,
  },
  {
    title: "a baseline that was excluded",
    text: `${BASE}grid:\n  optimizer.lr: [1, 2]\n  training.epochs: [3, 4]\n  exclude: [{optimizer.lr: 1, training.epochs: 3}]\nbaseline: {optimizer.lr: 1, training.epochs: 3}\n`,
    says: `decay.yaml:10:11: error: no variant of the grid has the values of the baseline
   10 | baseline: {optimizer.lr: 1, training.epochs: 3}
      |           ^`,
  },
  {
    title: "a comparison of an axis that is none",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.2]\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\ncompare: {axis: schedulr}\n`,
    says: `decay.yaml:9:17: error: compare.axis: the grid has no axis 'schedulr'
    9 | compare: {axis: schedulr}
      |                 ^ did you mean 'scheduler'?`,
  },
  {
    title: "a margin that is a share of what may be 0",
    text: `${BASE}metrics: r2\nobjective: {metric: val_r2}\ncompare: {margin: 0.02}\n`,
    says: `decay.yaml:8:19: error: compare.margin is a share of the baseline's val_r2, which may be 0 or less
    8 | compare: {margin: 0.02}
      |                   ^ write margin: {absolute: 0.02}`,
  },
  {
    title: "ratios of what may be 0",
    text: `${BASE}metrics: r2\nobjective: {metric: val_r2}\ncompare: {scale: log, margin: {absolute: 0.02}}\n`,
    says: `decay.yaml:8:18: error: compare.scale is log, but val_r2 may be 0 or less
    8 | compare: {scale: log, margin: {absolute: 0.02}}
      |                  ^ write scale: linear`,
  },
  {
    title: "ratios with an absolute margin",
    text: `${BASE}compare: {scale: log, margin: {absolute: 0.02}}\n`,
    says: `decay.yaml:6:31: error: compare.margin is absolute, but ratios are compared
    6 | compare: {scale: log, margin: {absolute: 0.02}}
      |                               ^ write 0.01`,
  },
  {
    title: "a comparison of one of two axes that vary schedules",
    text: `${BASE}scheduler: [{type: LinearLR, epochs: 5}, CosineAnnealingLR]\ngrid:\n  scheduler.0: [{type: LinearLR, epochs: 5}, {type: ConstantLR, epochs: 5}]\n  scheduler.1: [CosineAnnealingLR, {type: StepLR, step_size: 3}]\ncompare: {baseline: {scheduler.1: CosineAnnealingLR}}\n`,
    says: `decay.yaml:10:10: error: several axes vary schedules (scheduler.0, scheduler.1), so compare has to name one
   10 | compare: {baseline: {scheduler.1: CosineAnnealingLR}}
      |          ^ write axis: scheduler.0`,
  },
  {
    title: "an axis to tune that is none, and one that is compared",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.2]\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\ncompare: {tune: [optimizer.r, scheduler]}\n`,
    says: `decay.yaml:9:18: error: compare.tune: the grid has no axis 'optimizer.r'
    9 | compare: {tune: [optimizer.r, scheduler]}
      |                  ^ did you mean 'optimizer.lr'?
decay.yaml:9:31: error: compare.tune: 'scheduler' is the axis compared
    9 | compare: {tune: [optimizer.r, scheduler]}
      |                               ^ remove it`,
  },
  {
    title: "seeds that are added where nothing is compared",
    text: `${BASE}seeds: {at_least: 5, at_most: 40}\ngrid:\n  optimizer.lr: [0.1, 0.2]\n`,
    says: `decay.yaml:6:1: error: seeds are added to comparisons that have no answer, and nothing is compared
    6 | seeds: {at_least: 5, at_most: 40}
      | ^ remove it, or name a baseline`,
  },
  {
    title: "seeds that are added where the only schedule is the baseline",
    text: `${BASE}seeds: {at_least: 5, at_most: 40}\ngrid:\n  optimizer.lr: [0.1, 0.2]\n  scheduler: {step: {type: StepLR, step_size: 3}}\n`,
    says: `decay.yaml:6:1: error: seeds are added to comparisons that have no answer, and nothing is compared
    6 | seeds: {at_least: 5, at_most: 40}
      | ^ remove it, or add a value to the axis of the baseline`,
  },
  {
    title: "the only schedule to confirm",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.2]\n  scheduler: {step: {type: StepLR, step_size: 3}}\ncompare: {confirm: 10}\n`,
    says: `decay.yaml:9:11: error: compare.confirm needs schedules to compare, and the grid has only one
    9 | compare: {confirm: 10}
      |           ^ remove it, or add another value to the axis that is compared`,
  },
  {
    title: "seeds that are added up to less than there are",
    text: `${BASE}seeds: {at_least: 5, at_most: 5}\ngrid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\n`,
    says: `decay.yaml:6:31: error: seeds.at_most must be above at_least, found 5
    6 | seeds: {at_least: 5, at_most: 5}
      |                               ^ write 10`,
  },
  {
    title: "seeds that are added without an end",
    text: `${BASE}seeds: {at_least: 5}\ngrid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\n`,
    says: `decay.yaml:6:8: error: seeds needs 'at_most'
    6 | seeds: {at_least: 5}
      |        ^ The most seeds of a variant. The number doubles from round to round, up to this.`,
  },
  {
    title: "a test that looks once, where seeds are added",
    text: `${BASE}seeds: {at_least: 5, at_most: 40}\ngrid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\ncompare: {test: wilcoxon}\n`,
    says: `decay.yaml:9:11: error: compare.test is wilcoxon, but with seeds: {at_least, at_most} it is the t-test that looks several times
    9 | compare: {test: wilcoxon}
      |           ^ remove it, or write t`,
  },
  {
    title: "seeds that are added to what is searched and pruned",
    text: `${BASE}seeds: {at_least: 5, at_most: 40}\ngrid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\nsearch: {type: random, runs: 2, space: {optimizer.momentum: {uniform: [0, 0.9]}}}\nprune: median\n`,
    says: `decay.yaml:6:1: error: seeds: {at_least, at_most} and search do not go together
    6 | seeds: {at_least: 5, at_most: 40}
      | ^ write seeds: 5, or remove search
decay.yaml:6:1: error: seeds: {at_least, at_most} and prune do not go together
    6 | seeds: {at_least: 5, at_most: 40}
      | ^ write seeds: 5, or remove prune`,
  },
  {
    title: "seeds that may be more runs than are allowed",
    text: `${BASE}seeds: {at_least: 5, at_most: 40000}\ngrid:\n  scheduler: {constant: null, a: ExponentialLR, b: LinearLR}\n`,
    says: `decay.yaml:7:1: error: the grid makes 120000 runs (3 variants × 40000 seeds), more than 100000
    7 | grid:
      | ^ remove values, or raise --max-runs`,
  },
  {
    title: "something to confirm where nothing is compared",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.2]\ncompare: {confirm: 10}\n`,
    says: `decay.yaml:8:11: error: compare.confirm needs an axis to compare
    8 | compare: {confirm: 10}
      |           ^ remove it, or write axis: optimizer.lr`,
  },
  {
    title: "something to confirm where nothing is chosen",
    text: `${BASE}grid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\ncompare: {confirm: 10}\n`,
    says: `decay.yaml:8:11: error: compare.confirm needs points to choose among, and no schedule has more than one
    8 | compare: {confirm: 10}
      |           ^ remove it, or add an axis such as optimizer.lr: [0.1, 0.3]`,
  },
  {
    title: "a confirmation of what a search found, and of what was pruned",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.2]\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\nsearch: {type: random, runs: 2, space: {optimizer.momentum: {uniform: [0, 0.9]}}}\nprune: median\ncompare: {confirm: 10}\n`,
    says: `decay.yaml:11:11: error: compare.confirm and search do not go together
   11 | compare: {confirm: 10}
      |           ^ remove it, or search
decay.yaml:11:11: error: compare.confirm and prune do not go together
   11 | compare: {confirm: 10}
      |           ^ remove it, or prune`,
  },
  {
    title: "a confirmation by fresh seeds where data sets are compared",
    text: `${BASE}grid:\n  data.seed: [0, 1]\n  optimizer.lr: [0.1, 0.2]\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\ncompare: {confirm: 10}\n`,
    says: `decay.yaml:10:11: error: compare.confirm and the axis data.seed do not go together: it adds no data sets, splits or folds
   10 | compare: {confirm: 10}
      |           ^ remove it, or data.seed`,
  },
  {
    title: "a confirmation by a single seed",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.2]\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\ncompare: {confirm: 1}\n`,
    says: `decay.yaml:9:20: error: compare.confirm must be a whole number ≥ 2, found 1
    9 | compare: {confirm: 1}
      |                    ^ Fresh seeds for a last test. After all other runs, each schedule is trained at its best point with so many more seeds, the whole numbers after the largest of seeds, and compared by them alone. Default: none.`,
  },
  {
    title: "a confirmation by more runs than are allowed",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.2]\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\ncompare: {confirm: 100000}\n`,
    says: `decay.yaml:9:11: error: the grid makes 4 runs and compare.confirm 200000, more than 100000
    9 | compare: {confirm: 100000}
      |           ^ remove it, or raise --max-runs`,
  },
  {
    title: "something to tune where nothing is compared",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.2]\ncompare: {tune: [optimizer.lr]}\n`,
    says: `decay.yaml:8:17: error: compare.tune needs an axis to compare
    8 | compare: {tune: [optimizer.lr]}
      |                 ^ remove it`,
  },
  {
    title: "a replicate as the baseline",
    text: `${BASE}grid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\n  data.seed: [0, 1]\nbaseline: {data.seed: 1}\n`,
    says: `decay.yaml:9:12: error: baseline.data.seed: it draws data and is a replicate, like a seed, so no value of it is a baseline
    9 | baseline: {data.seed: 1}
      |            ^ remove it`,
  },
  {
    title: "a replicate in the baseline of a comparison",
    text: `${BASE}grid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\n  data.seed: [0, 1]\ncompare: {baseline: {scheduler: constant, data.seed: 1}}\n`,
    says: `decay.yaml:9:43: error: compare.baseline.data.seed: it draws data and is a replicate, like a seed, so no value of it is a baseline
    9 | compare: {baseline: {scheduler: constant, data.seed: 1}}
      |                                           ^ remove it`,
  },
  {
    title: "a replicate as the axis that is compared",
    text: `${BASE}grid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\n  data.seed: [0, 1]\ncompare: {axis: data.seed}\n`,
    says: `decay.yaml:9:17: error: compare.axis: 'data.seed' draws data and is a replicate, like a seed
    9 | compare: {axis: data.seed}
      |                 ^ remove it`,
  },
  {
    title: "a replicate to tune",
    text: `${BASE}grid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\n  data.seed: [0, 1]\ncompare: {tune: [data.seed]}\n`,
    says: `decay.yaml:9:18: error: compare.tune: 'data.seed' draws data and is a replicate, like a seed
    9 | compare: {tune: [data.seed]}
      |                  ^ remove it`,
  },
  {
    title: "a rate that varies with the data set",
    text: `${BASE}grid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\n  data.seed + optimizer.lr: [[0, 0.1], [1, 0.2]]\n`,
    says: `decay.yaml:8:3: error: grid.data.seed + optimizer.lr: data.seed draws data and is a replicate, like a seed, so nothing else can vary with it
    8 |   data.seed + optimizer.lr: [[0, 0.1], [1, 0.2]]
      |   ^ give optimizer.lr an axis without data.seed`,
  },
  {
    title: "per seed beside data that all seeds share",
    text: `${BASE}grid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\n  data.seed: [0, per seed]\n`,
    says: `decay.yaml:8:18: error: grid.data.seed mixes per seed, where each seed draws its own data, with data that all seeds share
    8 |   data.seed: [0, per seed]
      |                  ^ remove it`,
  },
  {
    title: "pruning between data sets",
    text: `${BASE}grid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\n  data.seed: [0, 1]\nprune: median\n`,
    says: `decay.yaml:9:1: error: prune decides by single variants, but grid.data.seed makes replicates, whose figures are pooled
    9 | prune: median
      | ^ remove it, or the axis data.seed`,
  },
  {
    title: "a search that learns from single data sets",
    text: `${BASE}grid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\n  data.seed: [0, 1]\nsearch: {type: tpe, runs: 5, space: {optimizer.lr: {uniform: [0.1, 0.2]}}}\n`,
    says: `decay.yaml:9:1: error: search decides by single variants, but grid.data.seed makes replicates, whose figures are pooled
    9 | search: {type: tpe, runs: 5, space: {optimizer.lr: {uniform: [0.1, 0.2]}}}
      | ^ remove it, or the axis data.seed`,
  },
  {
    title: "a search for a data set",
    text: `${BASE}grid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\nsearch: {type: random, runs: 5, space: {data.seed: {int_uniform: [0, 9]}, optimizer.lr: {uniform: [0.1, 0.2]}}}\n`,
    says: `decay.yaml:8:41: error: search.space.data.seed draws data: it is a replicate, like a seed, and nothing to search for
    8 | search: {type: random, runs: 5, space: {data.seed: {int_uniform: [0, 9]}, optimizer.lr: {uniform: [0.1, 0.2]}}}
      |                                         ^ remove it`,
  },
  {
    title: "wilcoxon over folds, which share rows",
    text: `${withLine("data", "{type: linear, features: 10, samples: 512, validation: {folds: 3}}")}grid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\n  data.validation.fold: [0, 1, 2]\ncompare: {test: wilcoxon}\n`,
    says: `decay.yaml:9:17: error: compare.test: folds of one data set share rows, for which only Nadeau and Bengio's corrected t-test allows
    9 | compare: {test: wilcoxon}
      |                 ^ write test: auto`,
  },
  {
    title: "permutation over folds, which share rows",
    text: `${withLine("data", "{type: linear, features: 10, samples: 512, validation: {folds: 3}}")}grid:\n  scheduler: {constant: null, step: {type: StepLR, step_size: 3}}\n  data.validation.fold: [0, 1, 2]\ncompare: {test: permutation}\n`,
    says: `decay.yaml:9:17: error: compare.test: folds of one data set share rows, for which only Nadeau and Bengio's corrected t-test allows
    9 | compare: {test: permutation}
      |                 ^ write test: auto`,
  },
  {
    title: "a baseline in two places",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.2]\nbaseline: {optimizer.lr: 0.1}\ncompare: {baseline: {optimizer.lr: 0.2}}\n`,
    says: `decay.yaml:8:1: error: the baseline is given twice, here and by compare.baseline
    8 | baseline: {optimizer.lr: 0.1}
      | ^ remove one of them`,
  },
  {
    title: "a baseline of a comparison that is none",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.2]\ncompare: {baseline: {optimizer.lr: 0.3}}\n`,
    says: `decay.yaml:8:36: error: compare.baseline.optimizer.lr: the axis has no value 0.3
    8 | compare: {baseline: {optimizer.lr: 0.3}}
      |                                    ^ choose one of: 0.1, 0.2`,
  },
  {
    title: "too many runs",
    text: `${BASE}seeds: 101\ngrid:\n  optimizer.lr: {linspace: [0.1, 1, 1000]}\n`,
    says: `decay.yaml:7:1: error: the grid makes 101000 runs (1000 variants × 101 seeds), more than 100000
    7 | grid:
      | ^ remove values, or raise --max-runs`,
  },
  {
    title: "more runs than --max-runs",
    text: `${BASE}grid:\n  optimizer.lr: [1, 2, 3]\n`,
    options: { maxRuns: 2 },
    says: `decay.yaml:6:1: error: the grid makes 3 runs, more than 2
    6 | grid:
      | ^ remove values, or raise --max-runs`,
  },
  {
    title: "a grid beyond counting",
    text: `${BASE}grid:\n  optimizer.lr: {linspace: [0.1, 1, 100000]}\n  optimizer.momentum: {linspace: [0.1, 1, 100000]}\n`,
    says: `decay.yaml:6:1: error: the grid makes 10000000000 runs, more than 100000
    6 | grid:
      | ^ remove values, or raise --max-runs`,
  },
  {
    title: "a CSV file that is missing",
    text: withLine("data", "{type: csv, path: nowhere.csv, target: weight}"),
    says: `decay.yaml:1:25: error: data: cannot read nowhere.csv: there is no such file
    1 | data: {type: csv, path: nowhere.csv, target: weight}
      |                         ^`,
  },
  {
    title: "a ragged row",
    text: withLine("data", "{type: csv, path: ragged.csv, target: weight}"),
    says: `decay.yaml:1:25: error: data: ragged.csv:3: 1 field, the header has 2
    1 | data: {type: csv, path: ragged.csv, target: weight}
      |                         ^ one field for each column`,
  },
  {
    title: "text in a number column",
    text: withLine("data", "{type: csv, path: text.csv, target: weight}"),
    says: `decay.yaml:1:43: error: data: text.csv:3: column "weight" holds "heavy", not a number
    1 | data: {type: csv, path: text.csv, target: weight}
      |                                           ^ mend the file, or predict another column`,
  },
  {
    title: "an unknown target",
    text: withLine("data", "{type: csv, path: good.csv, target: wieght}"),
    says: `decay.yaml:1:43: error: data: good.csv has no column "wieght"
    1 | data: {type: csv, path: good.csv, target: wieght}
      |                                           ^ did you mean 'weight'?`,
  },
  {
    title: "text columns in use",
    text: withLine("data", "{type: csv, path: good.csv, target: weight}"),
    says: `decay.yaml:1:25: error: data: good.csv:2: column "name" holds "x", not a number
    1 | data: {type: csv, path: good.csv, target: weight}
      |                         ^ mend the file, or drop: ["name"]`,
  },
  {
    title: "an empty cell",
    text: withLine("data", "{type: csv, path: empty-cell.csv, target: weight}"),
    says: `decay.yaml:1:25: error: data: empty-cell.csv:3: column "height" is empty
    1 | data: {type: csv, path: empty-cell.csv, target: weight}
      |                         ^ mend the file, or missing: mean, or drop: ["height"]`,
  },
  {
    title: "one row",
    text: withLine("data", "{type: csv, path: one-row.csv, target: weight}"),
    says: `decay.yaml:1:25: error: data: one-row.csv has 1 row beneath its header
    1 | data: {type: csv, path: one-row.csv, target: weight}
      |                         ^ 2 rows or more`,
  },
  {
    title: "an empty CSV file",
    text: withLine("data", "{type: csv, path: empty.csv, target: weight}"),
    says: `decay.yaml:1:25: error: data: empty.csv is empty
    1 | data: {type: csv, path: empty.csv, target: weight}
      |                         ^ a header and at least 2 rows`,
  },
  {
    title: "a setting that is none",
    text: BASE,
    options: { set: ["optimizer.lr"] },
    says: `decay.yaml:1:1: error: --set optimizer.lr: write path=value`,
  },
  {
    title: "a setting of a bad value",
    text: BASE,
    options: { set: ["optimizer.lr=fast"] },
    says: `decay.yaml:4:28: error: optimizer.lr must be a number ≥ 0, found 'fast'
    4 | optimizer: {type: SGD, lr: fast}
      |                            ^ Learning rate.
      = set by --set optimizer.lr=fast`,
  },
  {
    title: "a setting that is no YAML",
    text: BASE,
    options: { set: ["optimizer.lr=[1"] },
    says: `decay.yaml:1:1: error: --set optimizer.lr=[1: a ']' is missing`,
  },
  {
    title: "a setting of nothing",
    text: BASE,
    options: { set: ["optimizer.momentun=0.9", "model.3.bias=true"] },
    says: `decay.yaml:1:1: error: --set model.3.bias=true: model has no element '3'`,
  },
  {
    title: "a setting and an error below it",
    text: BASE.replace("training: {epochs: 50}", "training: {epochs: x}"),
    options: { set: ["seeds=3"] },
    says: `decay.yaml:5:20: error: training.epochs must be a whole number ≥ 1, found 'x'
    5 | training: {epochs: x}
      |                    ^ Number of passes over the training rows.`,
  },
  ...badKeys,
  ...badNames,
  ...badShorthand,
  ...badSpacing,
  ...badValues,
];
