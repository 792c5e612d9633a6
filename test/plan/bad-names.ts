import type { BadFile } from "./bad-file.ts";
import { BASE } from "./experiment.ts";

/** Names of variants, metrics and experiments that are not what they should be, and words for nothing. */
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
];
