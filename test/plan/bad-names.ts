import type { BadFile } from "./bad-file.ts";
import { BASE, withLine } from "./experiment.ts";

/** Names of variants, metrics, parts and experiments that are not what they should be, and words for nothing. */
export const badNames: readonly BadFile[] = [
  {
    title: "Python's None for no scheduler",
    text: `${BASE}scheduler: None\n`,
    says: `decay.yaml:6:12: error: scheduler: there is no scheduler 'None'
    6 | scheduler: None
      |            ^ no scheduler at all is null; write null`,
  },
  {
    title: "false for no scheduler",
    text: `${BASE}scheduler: false\n`,
    says: `decay.yaml:6:12: error: scheduler must be a part, found false
    6 | scheduler: false
      |            ^ no scheduler at all is null; write null`,
  },
  {
    title: "None among the values of an axis",
    text: `${BASE}grid:\n  scheduler: [None, {type: StepLR, step_size: 3}]\n`,
    says: `decay.yaml:7:15: error: scheduler: there is no scheduler 'None'
    7 |   scheduler: [None, {type: StepLR, step_size: 3}]
      |               ^ no scheduler at all is null; write null
      = placed at scheduler by grid.scheduler[0]`,
  },
  {
    title: "None for no metrics",
    text: `${BASE}metrics: None\n`,
    says: `decay.yaml:6:10: error: metrics: there is no metric 'None'
    6 | metrics: None
      |          ^ remove the key to measure what suits the loss`,
  },
  {
    title: "none for no pruning",
    text: `${BASE}prune: none\n`,
    says: `decay.yaml:6:8: error: prune: there is no type 'none'
    6 | prune: none
      |        ^ write null`,
  },
  {
    title: "a longer name than a variant's in an include",
    text: `${BASE}grid:\n  scheduler:\n    cos: {type: CosineAnnealingLR}\n    step: {type: StepLR, step_size: 3}\n  include: [{scheduler: cosine, optimizer.lr: 0.2}]\n`,
    says: `decay.yaml:10:25: error: grid.include[0]: no variant of scheduler is named 'cosine'
   10 |   include: [{scheduler: cosine, optimizer.lr: 0.2}]
      |                         ^ did you mean 'cos'?`,
  },
  {
    title: "a name that no variant has in an include",
    text: `${BASE}grid:\n  scheduler:\n    cos: {type: CosineAnnealingLR}\n    step: {type: StepLR, step_size: 3}\n  include: [{scheduler: linear, optimizer.lr: 0.2}]\n`,
    says: `decay.yaml:10:25: error: grid.include[0]: no variant of scheduler is named 'linear'
   10 |   include: [{scheduler: linear, optimizer.lr: 0.2}]
      |                         ^ choose one of: cos, step`,
  },
  {
    title: "a longer name than a variant's in an exclude",
    text: `${BASE}grid:\n  scheduler:\n    cos: {type: CosineAnnealingLR}\n    step: {type: StepLR, step_size: 3}\n  exclude: [{scheduler: cosine}]\n`,
    says: `decay.yaml:10:25: error: grid.exclude[0]: the axis scheduler has no value 'cosine'
   10 |   exclude: [{scheduler: cosine}]
      |                         ^ did you mean 'cos'?`,
  },
  {
    title: "a longer name than a variant's in the baseline",
    text: `${BASE}grid:\n  scheduler:\n    cos: {type: CosineAnnealingLR}\n    step: {type: StepLR, step_size: 3}\nbaseline: {scheduler: cosine}\n`,
    says: `decay.yaml:10:23: error: baseline.scheduler: the axis has no value 'cosine'
   10 | baseline: {scheduler: cosine}
      |                       ^ did you mean 'cos'?`,
  },
  {
    title: "validation_loss",
    text: `${BASE}objective: {metric: validation_loss}\n`,
    says: `decay.yaml:6:21: error: objective.metric must be one of 'train_loss', 'val_loss', 'grad_norm' or a metric such as val_accuracy, found 'validation_loss'
    6 | objective: {metric: validation_loss}
      |                     ^ did you mean 'val_loss'?`,
  },
  {
    title: "a metric as people say it",
    text: `${BASE}objective: {metric: Val Loss}\n`,
    says: `decay.yaml:6:21: error: objective.metric must be one of 'train_loss', 'val_loss', 'grad_norm' or a metric such as val_accuracy, found 'Val Loss'
    6 | objective: {metric: Val Loss}
      |                     ^ did you mean 'val_loss'?`,
  },
  {
    title: "a metric of neither rows",
    text: `${BASE}objective: {metric: accuracy}\n`,
    says: `decay.yaml:6:21: error: objective.metric must be one of 'train_loss', 'val_loss', 'grad_norm' or a metric such as val_accuracy, found 'accuracy'
    6 | objective: {metric: accuracy}
      |                     ^ did you mean 'val_accuracy'?`,
  },
  {
    title: "validation_loss to monitor",
    text: `${BASE}scheduler: {type: ReduceLROnPlateau, monitor: validation_loss}\n`,
    says: `decay.yaml:6:47: error: scheduler.monitor: there is no metric 'validation_loss'
    6 | scheduler: {type: ReduceLROnPlateau, monitor: validation_loss}
      |                                               ^ did you mean 'val_loss'?`,
  },
  {
    title: "a metric that there is not",
    text: `${BASE}objective: {metric: val_f1}\n`,
    says: `decay.yaml:6:21: error: objective.metric is val_f1, but no run measures it
    6 | objective: {metric: val_f1}
      |                     ^ use train_loss, val_loss, grad_norm`,
  },
  {
    title: "a name of digits",
    text: `${BASE}name: 007\n`,
    says: `decay.yaml:6:7: error: without quotes this is not text
    6 | name: 007
      |       ^ write name: "007"`,
  },
  {
    title: "a name like a version",
    text: `${BASE}name: 1.10\n`,
    says: `decay.yaml:6:7: error: without quotes this is not text
    6 | name: 1.10
      |       ^ write name: "1.10"`,
  },
  {
    title: "a description that is a number",
    text: `${BASE}description: 1\n`,
    says: `decay.yaml:6:14: error: without quotes this is not text
    6 | description: 1
      |              ^ write description: "1"`,
  },
  {
    title: "a name with a space",
    text: `${BASE}name: my experiment\n`,
    says: `decay.yaml:6:7: error: name 'my experiment' cannot name a folder
    6 | name: my experiment
      |       ^ use at most 64 letters, digits, '.', '_' and '-', and begin with a letter or digit; write my-experiment`,
  },
  {
    title: "a time with its unit",
    text: `${BASE}timeout: 5 min\n`,
    says: `decay.yaml:6:10: error: timeout must be a number > 0, found '5 min'
    6 | timeout: 5 min
      |          ^ time is counted in seconds; write 300`,
  },
  {
    title: "a type before its keys",
    text: `${BASE}scheduler: StepLR, step_size: 10\n`,
    says: `decay.yaml:6:12: error: a part with parameters stands in braces, with its type
    6 | scheduler: StepLR, step_size: 10
      |            ^ write scheduler: {type: StepLR, step_size: 10}`,
  },
  {
    title: "a type as a key on one line",
    text: `${BASE}scheduler: StepLR: {step_size: 10}\n`,
    says: `decay.yaml:6:12: error: a part with parameters stands in braces, with its type
    6 | scheduler: StepLR: {step_size: 10}
      |            ^ write scheduler: {type: StepLR, step_size: 10}`,
  },
  {
    title: "a type beside its braces",
    text: `${BASE}scheduler: StepLR {step_size: 10}\n`,
    says: `decay.yaml:6:12: error: a part with parameters stands in braces, with its type
    6 | scheduler: StepLR {step_size: 10}
      |            ^ write scheduler: {type: StepLR, step_size: 10}`,
  },
  {
    title: "a type with equals signs",
    text: `${BASE}scheduler: StepLR step_size=10\n`,
    says: `decay.yaml:6:12: error: a part with parameters stands in braces, with its type
    6 | scheduler: StepLR step_size=10
      |            ^ write scheduler: {type: StepLR, step_size: 10}`,
  },
  {
    title: "a part as a call with values alone",
    text: `${BASE}scheduler: StepLR(10)\n`,
    says: `decay.yaml:6:12: error: scheduler: there is no scheduler 'StepLR(10)'
    6 | scheduler: StepLR(10)
      |            ^ write {type: StepLR, step_size: …}`,
  },
  {
    title: "parameters under a type's name",
    text: `${BASE}scheduler: {StepLR: {step_size: 10}}\n`,
    says: `decay.yaml:6:12: error: scheduler has no 'type'
    6 | scheduler: {StepLR: {step_size: 10}}
      |            ^ write {type: StepLR, step_size: 10}`,
  },
  {
    title: "cosine",
    text: `${BASE}scheduler: cosine\n`,
    says: `decay.yaml:6:12: error: scheduler: there is no scheduler 'cosine'
    6 | scheduler: cosine
      |            ^ did you mean 'CosineAnnealingLR'?`,
  },
  {
    title: "mean_squared_error",
    text: withLine("loss", "mean_squared_error"),
    says: `decay.yaml:3:7: error: loss: there is no loss 'mean_squared_error'
    3 | loss: mean_squared_error
      |       ^ did you mean 'MSELoss'?`,
  },
  {
    title: "a distribution without brackets",
    text: `${BASE}search:\n  type: random\n  runs: 3\n  space:\n    optimizer.lr: {uniform: 0.1, 1}\n`,
    says: `decay.yaml:10:19: error: search.space.optimizer.lr.uniform must be a list
   10 |     optimizer.lr: {uniform: 0.1, 1}
      |                   ^ a list stands in brackets; write {uniform: [0.1, 1]}`,
  },
  {
    title: "a generator of a text",
    text: `${BASE}grid:\n  optimizer.lr: {linspace: 0.1 1 3}\n`,
    says: `decay.yaml:7:28: error: grid.optimizer.lr.linspace must be a list of 3 numbers
    7 |   optimizer.lr: {linspace: 0.1 1 3}
      |                            ^ values are separated by commas; write [0.1, 1, 3]`,
  },
  {
    title: "a part as Hydra names it",
    text: withLine("optimizer", "{_target_: torch.optim.SGD, lr: 0.1}"),
    says: `decay.yaml:4:13: error: optimizer has no 'type'
    4 | optimizer: {_target_: torch.optim.SGD, lr: 0.1}
      |             ^ did you mean 'type'?`,
  },
  {
    title: "a layer in small letters, which a data set has, too",
    text: withLine("model", "[{type: linear, out_features: 1}]"),
    says: `decay.yaml:2:16: error: model.0: there is no layer 'linear'
    2 | model: [{type: linear, out_features: 1}]
      |                ^ did you mean 'Linear'?`,
  },
  {
    title: "no scheduler between quotes",
    text: `${BASE}scheduler: "null"\n`,
    says: `decay.yaml:6:12: error: scheduler: there is no scheduler 'null'
    6 | scheduler: "null"
      |            ^ no scheduler at all is null; write null`,
  },
];
