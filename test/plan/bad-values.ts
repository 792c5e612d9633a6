import { parts } from "../../src/parts.ts";
import type { BadFile } from "./bad-file.ts";
import { BASE, withLine } from "./experiment.ts";

/** Numbers and lists written as in other languages, in a spreadsheet, or by a word processor. */
export const badValues: readonly BadFile[] = [
  {
    title: "a calculation where a count is wanted",
    text: withLine("scheduler", "{type: StepLR, step_size: epochs/3}"),
    says: `decay.yaml:6:38: error: scheduler.step_size must be a whole number ≥ 1, found 'epochs/3'
    6 | scheduler: {type: StepLR, step_size: epochs/3}
      |                                      ^ values are not calculated
      = Epochs between drops.`,
  },
  {
    title: "a share in hundredths",
    text: withLine("data", "{type: linear, features: 10, samples: 512, validation: 20}"),
    says: `decay.yaml:1:62: error: data.validation must be a number ≥ 0 and < 1 or a mapping, found 20
    1 | data: {type: linear, features: 10, samples: 512, validation: 20}
      |                                                              ^ a share is a part of 1; write 0.2`,
  },
  {
    title: "several optimizers for one",
    text: withLine("optimizer", "[SGD, Adam]"),
    options: { parts },
    says: `decay.yaml:4:13: error: optimizer.0: SGD is an optimizer, and stands before the last place
    4 | optimizer: [SGD, Adam]
      |             ^ to try several, write optimizer: [SGD, Adam] under grid`,
  },
  {
    title: "a distribution on an axis",
    text: `${BASE}grid: {optimizer.lr: {loguniform: [0.001, 0.1]}}\n`,
    says: `decay.yaml:6:35: error: optimizer.lr must be a number ≥ 0, found a list
    6 | grid: {optimizer.lr: {loguniform: [0.001, 0.1]}}
      |                                   ^ a search draws values: write search: {type: random, runs: …, space: {optimizer.lr: {log_uniform: [0.001, 0.1]}}} in place of this axis
      = placed at optimizer.lr by grid.optimizer.lr.loguniform`,
  },
  {
    title: "the ends of an interval without its distribution",
    text: `${BASE}search: {type: random, runs: 5, space: {optimizer.lr: [0.001, 0.1]}}\n`,
    says: `decay.yaml:6:55: error: search.space.optimizer.lr must be a distribution, found a list
    6 | search: {type: random, runs: 5, space: {optimizer.lr: [0.001, 0.1]}}
      |                                                       ^ write {choice: [0.001, 0.1]}, or write {log_uniform: [0.001, 0.1]} for all between`,
  },
  {
    title: "an interval the wrong way round",
    text: `${BASE}search: {type: random, runs: 5, space: {optimizer.lr: {uniform: [0.1, 0.001]}}}\n`,
    says: `decay.yaml:6:66: error: search.space.optimizer.lr.uniform: the low end 0.1 must be below the high end 0.001
    6 | search: {type: random, runs: 5, space: {optimizer.lr: {uniform: [0.1, 0.001]}}}
      |                                                                  ^ write [0.001, 0.1]`,
  },
  {
    title: "a search's number of runs by another name",
    text: `${BASE}search: {type: random, n_trials: 5, space: {optimizer.lr: {uniform: [0.1, 0.2]}}}\n`,
    says: `decay.yaml:6:24: error: search: random has no parameter 'n_trials'
    6 | search: {type: random, n_trials: 5, space: {optimizer.lr: {uniform: [0.1, 0.2]}}}
      |                        ^ did you mean 'runs'?`,
  },
  {
    title: "a choice with an ending",
    text: `${BASE}objective: {metric: val_loss, mode: maximize}\n`,
    says: `decay.yaml:6:37: error: objective.mode must be one of 'min', 'max', found 'maximize'
    6 | objective: {metric: val_loss, mode: maximize}
      |                                     ^ did you mean 'max'?`,
  },
  {
    title: "a direction by another name",
    text: `${BASE}objective: {metric: val_loss, direction: max}\n`,
    says: `decay.yaml:6:31: error: objective has no key 'direction'
    6 | objective: {metric: val_loss, direction: max}
      |                               ^ did you mean 'mode'?`,
  },
  {
    title: "a baseline by its variant alone",
    text: `${BASE}baseline: constant\ngrid: {scheduler: {constant: null, step: {type: StepLR, step_size: 3}}}\n`,
    says: `decay.yaml:6:11: error: baseline must be a mapping with at least one key, found 'constant'
    6 | baseline: constant
      |           ^ write {scheduler: constant}`,
  },
  {
    title: "a baseline of compare by its variant alone",
    text: `${BASE}compare: {baseline: constant}\ngrid: {scheduler: {constant: null, step: {type: StepLR, step_size: 3}}}\n`,
    says: `decay.yaml:6:21: error: compare.baseline must be a mapping with at least one key, found 'constant'
    6 | compare: {baseline: constant}
      |                     ^ write {scheduler: constant}`,
  },
  {
    title: "a width for a layer",
    text: withLine("model", "[64, {type: Linear, out_features: 1}]"),
    says: `decay.yaml:2:9: error: model.0 must be a part, found 64
    2 | model: [64, {type: Linear, out_features: 1}]
      |         ^ write {type: Linear, out_features: 64}`,
  },
  {
    title: "PyTorch's Sequential",
    text: withLine("model", "{type: Sequential, layers: [Tanh]}"),
    says: `decay.yaml:2:15: error: model: there is no layer 'Sequential'
    2 | model: {type: Sequential, layers: [Tanh]}
      |               ^ a model is a list of layers: write model: [{type: …}, …]`,
  },
  {
    title: "other words for choices",
    text: `${BASE}order: random\n`,
    says: `decay.yaml:6:8: error: order must be one of 'grid', 'shuffled', found 'random'
    6 | order: random
      |        ^ write shuffled`,
  },
  {
    title: "the whole data set as a batch",
    text: withLine("training", "{epochs: 50, batch_size: all}"),
    says: `decay.yaml:5:36: error: training.batch_size must be a whole number ≥ 1 or 'full', found 'all'
    5 | training: {epochs: 50, batch_size: all}
      |                                    ^ write full`,
  },
  {
    title: "a time as clocks show it",
    text: `${BASE}timeout: 01:02:03\n`,
    says: `decay.yaml:6:10: error: timeout must be a number > 0, found '01:02:03'
    6 | timeout: 01:02:03
      |          ^ time is counted in seconds; write 3723`,
  },
  {
    title: "a file's name for a data set",
    text: withLine("data", "good.csv"),
    says: `decay.yaml:1:7: error: data: there is no data set 'good.csv'
    1 | data: good.csv
      |       ^ write {type: csv, path: good.csv, target: …}`,
  },
  {
    title: "one column for a list of columns",
    text: withLine("data", "{type: csv, path: good.csv, target: weight, drop: name}"),
    says: `decay.yaml:1:57: error: data.drop must be a list of texts, found 'name'
    1 | data: {type: csv, path: good.csv, target: weight, drop: name}
      |                                                         ^ a list stands in brackets; write [name]`,
  },
  {
    title: "a number for missing values",
    text: withLine("data", "{type: csv, path: empty-cell.csv, target: weight, missing: 0}"),
    says: `decay.yaml:1:66: error: data.missing must be one of 'drop', 'mean', 'median', 'most_frequent' or a mapping with at least one key, found 0
    1 | data: {type: csv, path: empty-cell.csv, target: weight, missing: 0}
      |                                                                  ^ write {fill: 0}`,
  },
  {
    title: "a file's name for the rows held out",
    text: withLine("data", "{type: csv, path: good.csv, target: weight, drop: [name], validation: good.csv}"),
    says: `decay.yaml:1:77: error: data.validation must be a number ≥ 0 and < 1 or a mapping, found 'good.csv'
    1 | data: {type: csv, path: good.csv, target: weight, drop: [name], validation: good.csv}
      |                                                                             ^ write {path: good.csv}`,
  },
  {
    title: "an unknown key of held-out rows",
    text: withLine("data", "{type: csv, path: good.csv, target: weight, drop: [name], validation: {k: 5}}"),
    says: `decay.yaml:1:78: error: data.validation has no key 'k'
    1 | data: {type: csv, path: good.csv, target: weight, drop: [name], validation: {k: 5}}
      |                                                                              ^ choose one of: share, stratify, folds, fold, path`,
  },
  {
    title: "a share for tests by scikit-learn's name",
    text: withLine("data", "{type: linear, features: 10, samples: 512, test_size: 0.2}"),
    says: `decay.yaml:1:50: error: data: linear has no parameter 'test_size'
    1 | data: {type: linear, features: 10, samples: 512, test_size: 0.2}
      |                                                  ^ did you mean 'test'?`,
  },
  {
    title: "a share where a count is wanted",
    text: withLine("training", "{epochs: 10%, batch_size: 10}"),
    says: `decay.yaml:5:20: error: training.epochs must be a whole number ≥ 1, found '10%'
    5 | training: {epochs: 10%, batch_size: 10}
      |                    ^ shares are written without %, and 0.1 is no whole number
      = Number of passes over the training rows.`,
  },
  {
    title: "a fraction where a count is wanted",
    text: withLine("scheduler", "{type: StepLR, step_size: 1/2}"),
    says: `decay.yaml:6:38: error: scheduler.step_size must be a whole number ≥ 1, found '1/2'
    6 | scheduler: {type: StepLR, step_size: 1/2}
      |                                      ^ values are not calculated, and 0.5 is no whole number
      = Epochs between drops.`,
  },
  {
    title: "a negative power of ten where a count is wanted",
    text: withLine("training", "{epochs: 10^-3, batch_size: 10}"),
    says: `decay.yaml:5:20: error: training.epochs must be a whole number ≥ 1, found '10^-3'
    5 | training: {epochs: 10^-3, batch_size: 10}
      |                    ^ a power of ten is written with e, and 0.001 is no whole number
      = Number of passes over the training rows.`,
  },
  {
    title: "a share that is too large",
    text: withLine("model", "[{type: Dropout, p: 150%}, {type: Linear, out_features: 1}]"),
    options: { parts },
    says: `decay.yaml:2:28: error: model.0.p must be a number ≥ 0 and ≤ 1, found '150%'
    2 | model: [{type: Dropout, p: 150%}, {type: Linear, out_features: 1}]
      |                            ^ shares are written without %, and 1.5 is out of bounds
      = Share of the values to set to zero.`,
  },
  {
    title: "a count in words",
    text: withLine("training", "{epochs: ten, batch_size: 10}"),
    says: `decay.yaml:5:20: error: training.epochs must be a whole number ≥ 1, found 'ten'
    5 | training: {epochs: ten, batch_size: 10}
      |                    ^ numbers are written in digits; write 10`,
  },
  {
    title: "a count with a decimal comma",
    text: withLine("training", "\n  epochs: 3,0\n  batch_size: 10"),
    says: `decay.yaml:6:11: error: training.epochs must be a whole number ≥ 1, found '3,0'
    6 |   epochs: 3,0
      |           ^ numbers have no commas; write 3`,
  },
  {
    title: "two counts, or one with a decimal comma",
    text: withLine("training", "\n  epochs: 3,5\n  batch_size: 10"),
    says: `decay.yaml:6:11: error: training.epochs must be a whole number ≥ 1, found '3,5'
    6 |   epochs: 3,5
      |           ^ decimals take a point, and 3.5 is no whole number
      = to try several values, write [3, 5] under grid`,
  },
  {
    title: "a count with a decimal comma in braces",
    text: withLine("training", "{epochs: 3,0, batch_size: 10}"),
    says: `decay.yaml:5:22: error: decimals take a point
    5 | training: {epochs: 3,0, batch_size: 10}
      |                      ^ write training: {epochs: 3, batch_size: 10}`,
  },
  {
    title: "seeds that are two, or one with a decimal comma",
    text: `${BASE}seeds: 3,0\n`,
    says: `decay.yaml:6:8: error: seeds must be a whole number ≥ 1 or a list of at least 1 distinct whole numbers ≥ 0 or a mapping, found '3,0'
    6 | seeds: 3,0
      |        ^ a list stands in brackets; write [3, 0]
      = numbers have no commas; write 3`,
  },
  {
    title: "a list between braces without its brackets",
    text: withLine("scheduler", "{type: MultiStepLR, milestones: 3,5}"),
    options: { parts },
    says: `decay.yaml:6:44: error: a list stands in brackets
    6 | scheduler: {type: MultiStepLR, milestones: 3,5}
      |                                            ^ write scheduler: {type: MultiStepLR, milestones: [3, 5]}`,
  },
  {
    title: "a number for a formula",
    text: withLine("scheduler", "{type: MultiplicativeLR, lr_lambda: 0.9}"),
    options: { parts },
    says: `decay.yaml:6:48: error: scheduler.lr_lambda must be a list of at least 1 numbers or text or a list of at least 1 values, found 0.9
    6 | scheduler: {type: MultiplicativeLR, lr_lambda: 0.9}
      |                                                ^ a formula is text; write "0.9"`,
  },
  {
    title: "a number for a formula, on an axis",
    text: `${withLine("scheduler", '{type: LambdaLR, lr_lambda: "0.9"}')}\ngrid: {scheduler.lr_lambda: [0.8, "0.9"]}\n`,
    options: { parts },
    says: `decay.yaml:7:30: error: scheduler.lr_lambda must be a list of at least 1 numbers or text or a list of at least 1 values, found 0.8
    7 | grid: {scheduler.lr_lambda: [0.8, "0.9"]}
      |                              ^ a formula is text; write "0.8"
      = placed at scheduler.lr_lambda by grid.scheduler.lr_lambda[0]`,
  },
  {
    title: "a formula in Python",
    text: withLine("scheduler", "\n  type: LambdaLR\n  lr_lambda: lambda e: 0.95 ** e"),
    options: { parts },
    says: `decay.yaml:8:14: error: a formula of epoch is no Python: it stands alone
    8 |   lr_lambda: lambda e: 0.95 ** e
      |              ^ write lr_lambda: 0.95 ** epoch`,
  },
  {
    title: "a quote within double quotes",
    text: `description: "he said "no""\n${BASE}`,
    says: `decay.yaml:1:14: error: a text with a quote stands between quotes of the other kind
    1 | description: "he said "no""
      |              ^ write description: 'he said "no"'`,
  },
  {
    title: "a quote within quotes, between braces",
    text: withLine("data", "{type: csv, path: 'Bob's data.csv', target: weight}"),
    options: { readFile: () => new TextEncoder().encode("height,weight\n1,2\n3,4\n5,6\n") },
    says: `decay.yaml:1:25: error: a text with a quote stands between quotes of the other kind
    1 | data: {type: csv, path: 'Bob's data.csv', target: weight}
      |                         ^ write data: {type: csv, path: "Bob's data.csv", target: weight}`,
  },
  {
    title: "a key without a value beside a list with dashes",
    text: `${BASE}metrics:\n- mae\nseeds:\ngrid:\n- optimizer.lr: [0.1]\n`,
    says: `decay.yaml:8:7: error: seeds must be a whole number ≥ 1 or a list of at least 1 distinct whole numbers ≥ 0 or a mapping, found null
    8 | seeds:
      |       ^ leave it out to use the default, 1
decay.yaml:10:1: error: grid must be a mapping of paths to values, found a list
   10 | - optimizer.lr: [0.1]
      | ^ write optimizer.lr: [0.1, 0.01] under it`,
  },
  {
    title: "several values without brackets between braces",
    text: withLine("optimizer", "{type: SGD, lr: 0.1, 0.2,0.3, momentum: 0.9}"),
    says: `decay.yaml:4:33: error: optimizer: SGD has no parameter '0.2'
    4 | optimizer: {type: SGD, lr: 0.1, 0.2,0.3, momentum: 0.9}
      |                                 ^ to try several values, write optimizer.lr: [0.1, 0.2, 0.3] under grid
decay.yaml:4:37: error: optimizer: SGD has no parameter '0.3'
    4 | optimizer: {type: SGD, lr: 0.1, 0.2,0.3, momentum: 0.9}
      |                                     ^ to try several values, write optimizer.lr: [0.1, 0.2, 0.3] under grid`,
  },
  {
    title: "a comma between braces that may be that of thousands",
    text: withLine("optimizer", "{type: SGD, lr: 1,000}"),
    says: `decay.yaml:4:29: error: numbers have no commas
    4 | optimizer: {type: SGD, lr: 1,000}
      |                             ^ write optimizer: {type: SGD, lr: 1000}`,
  },
  {
    title: "an exponent above the line",
    text: withLine("optimizer", "{type: SGD, lr: 1×10⁻³}"),
    says: `decay.yaml:4:28: error: optimizer.lr must be a number ≥ 0, found '1×10⁻³'
    4 | optimizer: {type: SGD, lr: 1×10⁻³}
      |                            ^ a power of ten is written with e; write 1e-3`,
  },
  {
    title: "another word for a tab",
    text: withLine("data", '{type: csv, path: good.csv, target: weight, delimiter: "\\t"}'),
    says: `decay.yaml:1:62: error: data.delimiter must be one of 'auto', ',', ';', 'tab', '|', found '\t'
    1 | data: {type: csv, path: good.csv, target: weight, delimiter: "\\t"}
      |                                                              ^ write tab`,
  },
  {
    title: "a comma without quotes between braces",
    text: withLine("data", "{type: csv, path: good.csv, target: weight, decimal: ,}"),
    says: `decay.yaml:1:60: error: data.decimal must be one of 'auto', '.', ',', found null
    1 | data: {type: csv, path: good.csv, target: weight, decimal: ,}
      |                                                            ^ put the comma in quotes`,
  },
  {
    title: "a decimal comma",
    text: withLine("optimizer", "\n  type: SGD\n  lr: 0,01"),
    says: `decay.yaml:6:7: error: optimizer.lr must be a number ≥ 0, found '0,01'
    6 |   lr: 0,01
      |       ^ decimals take a point; write 0.01`,
  },
  {
    title: "a comma that may be either",
    text: withLine("optimizer", "\n  type: SGD\n  lr: 1,000"),
    says: `decay.yaml:6:7: error: optimizer.lr must be a number ≥ 0, found '1,000'
    6 |   lr: 1,000
      |       ^ numbers have no commas; write 1.000
      = numbers have no commas; write 1000`,
  },
  {
    title: "a power of ten",
    text: withLine("optimizer", "\n  type: SGD\n  lr: 10^-3"),
    says: `decay.yaml:6:7: error: optimizer.lr must be a number ≥ 0, found '10^-3'
    6 |   lr: 10^-3
      |       ^ a power of ten is written with e; write 1e-3`,
  },
  {
    title: "a typographic minus",
    text: withLine("optimizer", "\n  type: SGD\n  lr: 1e−3"),
    says: `decay.yaml:6:7: error: optimizer.lr must be a number ≥ 0, found '1e−3'
    6 |   lr: 1e−3
      |       ^ its minus is another character than '-'; write 1e-3`,
  },
  {
    title: "a fraction",
    text: withLine("optimizer", "\n  type: SGD\n  lr: 1/100"),
    says: `decay.yaml:6:7: error: optimizer.lr must be a number ≥ 0, found '1/100'
    6 |   lr: 1/100
      |       ^ values are not calculated; write 0.01`,
  },
  {
    title: "a percentage",
    text: withLine("optimizer", "\n  type: SGD\n  lr: 1%"),
    says: `decay.yaml:6:7: error: optimizer.lr must be a number ≥ 0, found '1%'
    6 |   lr: 1%
      |       ^ shares are written without %; write 0.01`,
  },
  {
    title: "a semicolon after a value",
    text: withLine("optimizer", "\n  type: SGD\n  lr: 0.01;"),
    says: `decay.yaml:6:7: error: optimizer.lr must be a number ≥ 0, found '0.01;'
    6 |   lr: 0.01;
      |       ^ nothing may follow the value; write 0.01`,
  },
  {
    title: "a comment without a space",
    text: withLine("optimizer", "\n  type: SGD\n  lr: 10# ten"),
    says: `decay.yaml:6:7: error: optimizer.lr must be a number ≥ 0, found '10# ten'
    6 |   lr: 10# ten
      |       ^ a comment begins with a space and #; write 10`,
  },
  {
    title: "a comment of another language",
    text: withLine("optimizer", "\n  type: SGD\n  lr: 10 // ten"),
    says: `decay.yaml:6:7: error: optimizer.lr must be a number ≥ 0, found '10 // ten'
    6 |   lr: 10 // ten
      |       ^ a comment begins with a space and #; write 10`,
  },
  {
    title: "a unit",
    text: withLine("training", "{epochs: 50 epochs}"),
    says: `decay.yaml:5:20: error: training.epochs must be a whole number ≥ 1, found '50 epochs'
    5 | training: {epochs: 50 epochs}
      |                    ^ the number must stand alone; write 50`,
  },
  {
    title: "Python's None",
    text: withLine("optimizer", "\n  type: SGD\n  lr: None"),
    says: `decay.yaml:6:7: error: optimizer.lr must be a number ≥ 0, found 'None'
    6 |   lr: None
      |       ^ leave it out to use the default, 0.001`,
  },
  {
    title: "a list for a single value",
    text: withLine("optimizer", "\n  type: SGD\n  lr: (0.1, 0.01)"),
    says: `decay.yaml:6:7: error: optimizer.lr must be a number ≥ 0, found '(0.1, 0.01)'
    6 |   lr: (0.1, 0.01)
      |       ^ to try several values, write [0.1, 0.01] under grid`,
  },
  {
    title: "a range for a single value",
    text: withLine("optimizer", "\n  type: SGD\n  lr: 0.1 to 0.01"),
    says: `decay.yaml:6:7: error: optimizer.lr must be a number ≥ 0, found '0.1 to 0.01'
    6 |   lr: 0.1 to 0.01
      |       ^ to try several values, write {geomspace: [0.1, 0.01, 5]} under grid`,
  },
  {
    title: "one value in a list",
    text: withLine("optimizer", "{type: SGD, lr: [0.1]}"),
    says: `decay.yaml:4:28: error: optimizer.lr must be a number ≥ 0, found a list
    4 | optimizer: {type: SGD, lr: [0.1]}
      |                            ^ it takes one value, no list; write 0.1`,
  },
  {
    title: "a thousands comma in a phase",
    text: `${BASE}scheduler:\n  - {type: LinearLR, epochs: "1,000"}\n  - CosineAnnealingLR\n`,
    says: `decay.yaml:7:30: error: scheduler.0.epochs must be a whole number ≥ 1, found '1,000'
    7 |   - {type: LinearLR, epochs: "1,000"}
      |                              ^ numbers have no commas; write 1000`,
  },
  {
    title: "seeds without brackets",
    text: `${BASE}seeds: 2,5\n`,
    says: `decay.yaml:6:8: error: seeds must be a whole number ≥ 1 or a list of at least 1 distinct whole numbers ≥ 0 or a mapping, found '2,5'
    6 | seeds: 2,5
      |        ^ a list stands in brackets; write [2, 5]`,
  },
  {
    title: "seeds in parentheses",
    text: `${BASE}seeds: (2, 5)\n`,
    says: `decay.yaml:6:8: error: seeds must be a whole number ≥ 1 or a list of at least 1 distinct whole numbers ≥ 0 or a mapping, found '(2, 5)'
    6 | seeds: (2, 5)
      |        ^ a list stands in brackets; write [2, 5]`,
  },
  {
    title: "seeds in braces",
    text: `${BASE}seeds: {1, 2}\n`,
    says: `decay.yaml:6:8: error: seeds must be a whole number ≥ 1 or a list of at least 1 distinct whole numbers ≥ 0 or a mapping, found a mapping
    6 | seeds: {1, 2}
      |        ^ a list stands in brackets; write [1, 2]`,
  },
  {
    title: "a span of seeds",
    text: `${BASE}seeds: 1-3\n`,
    says: `decay.yaml:6:8: error: seeds must be a whole number ≥ 1 or a list of at least 1 distinct whole numbers ≥ 0 or a mapping, found '1-3'
    6 | seeds: 1-3
      |        ^ each one is listed; write [1, 2, 3]`,
  },
  {
    title: "an axis in parentheses",
    text: `${BASE}grid:\n  optimizer.lr: (0.1, 0.01)\n`,
    says: `decay.yaml:7:17: error: grid.optimizer.lr must be a list, a mapping of named variants or a generator, found '(0.1, 0.01)'
    7 |   optimizer.lr: (0.1, 0.01)
      |                 ^ a list stands in brackets; write [0.1, 0.01]`,
  },
  {
    title: "an axis in braces",
    text: `${BASE}grid:\n  optimizer.lr: {0.1, 0.01}\n`,
    says: `decay.yaml:7:17: error: grid.optimizer.lr has names without values
    7 |   optimizer.lr: {0.1, 0.01}
      |                 ^ a list stands in brackets; write [0.1, 0.01]`,
  },
  {
    title: "an axis without brackets",
    text: `${BASE}grid:\n  optimizer.lr: 0.1, 0.01\n`,
    says: `decay.yaml:7:17: error: grid.optimizer.lr must be a list, a mapping of named variants or a generator, found '0.1, 0.01'
    7 |   optimizer.lr: 0.1, 0.01
      |                 ^ a list stands in brackets; write [0.1, 0.01]`,
  },
  {
    title: "an axis of a decimal comma",
    text: `${BASE}grid:\n  optimizer.lr: 0,01\n`,
    says: `decay.yaml:7:17: error: grid.optimizer.lr must be a list, a mapping of named variants or a generator, found '0,01'
    7 |   optimizer.lr: 0,01
      |                 ^ decimals take a point; write [0.01]`,
  },
  {
    title: "an axis that is a range",
    text: `${BASE}grid:\n  optimizer.lr: 0.1 to 0.01\n`,
    says: `decay.yaml:7:17: error: grid.optimizer.lr must be a list, a mapping of named variants or a generator, found '0.1 to 0.01'
    7 |   optimizer.lr: 0.1 to 0.01
      |                 ^ a range says how many values; write {geomspace: [0.1, 0.01, 5]}`,
  },
  {
    title: "an axis of dashes without spaces",
    text: `${BASE}grid:\n  optimizer.lr: \n    -0.003\n    -0.01\n`,
    says: `decay.yaml:8:6: error: a list item needs a space after its dash
    8 |     -0.003
      |      ^ write - 0.003
decay.yaml:9:6: error: a list item needs a space after its dash
    9 |     -0.01
      |      ^ write - 0.01`,
  },
  {
    title: "an axis of lines without dashes",
    text: `${BASE}grid:\n  optimizer.lr: \n    0.003\n    0.01\n`,
    says: `decay.yaml:8:5: error: grid.optimizer.lr must be a list, a mapping of named variants or a generator, found '0.003 0.01'
    8 |     0.003
      |     ^ values are separated by commas; write [0.003, 0.01]`,
  },
  {
    title: "an axis calculated by NumPy",
    text: `${BASE}grid:\n  optimizer.lr: np.linspace(0.1, 1, 3)\n`,
    says: `decay.yaml:7:17: error: grid.optimizer.lr must be a list, a mapping of named variants or a generator, found 'np.linspace(0.1, 1, 3)'
    7 |   optimizer.lr: np.linspace(0.1, 1, 3)
      |                 ^ a generator is a key; write {linspace: [0.1, 1, 3]}`,
  },
  {
    title: "a generator without brackets",
    text: `${BASE}grid:\n  optimizer.lr: {linspace: 0.1, 1, 3}\n`,
    says: `decay.yaml:7:17: error: grid.optimizer.lr.linspace must be a list of 3 numbers
    7 |   optimizer.lr: {linspace: 0.1, 1, 3}
      |                 ^ a list stands in brackets; write {linspace: [0.1, 1, 3]}`,
  },
  {
    title: "names without brackets",
    text: `${BASE}grid:\n  loss: MSELoss, L1Loss\n`,
    says: `decay.yaml:7:9: error: grid.loss must be a list, a mapping of named variants or a generator, found 'MSELoss, L1Loss'
    7 |   loss: MSELoss, L1Loss
      |         ^ a list stands in brackets; write [MSELoss, L1Loss]`,
  },
  {
    title: "a power of ten in an axis",
    text: `${BASE}grid:\n  optimizer.lr: [1e-3, 10^-2]\n`,
    says: `decay.yaml:7:24: error: optimizer.lr must be a number ≥ 0, found '10^-2'
    7 |   optimizer.lr: [1e-3, 10^-2]
      |                        ^ a power of ten is written with e; write 1e-2
      = placed at optimizer.lr by grid.optimizer.lr[1]`,
  },
  {
    title: "a decimal comma among the values of an axis",
    text: `${BASE}grid:\n  optimizer.lr: [0,5, 1]\n`,
    says: `decay.yaml:7:19: error: decimals take a point
    7 |   optimizer.lr: [0,5, 1]
      |                   ^ write optimizer.lr: [0.5, 1]`,
  },
  {
    title: "a decimal comma that makes 0 a value of its own",
    text: `${BASE}grid:\n  optimizer.lr: [0,1]\n`,
    says: `decay.yaml:7:19: error: decimals take a point
    7 |   optimizer.lr: [0,1]
      |                   ^ write optimizer.lr: [0.1]`,
  },
  {
    title: "a control character in a name",
    text: `${BASE}grid:\n  scheduler: {"a\\x1b[31m": {type: StepLR, step_size: 2}, "b\\nc": null}\n`,
    says: `decay.yaml:7:15: error: the text holds a control character, U+001B
    7 |   scheduler: {"a\\x1b[31m": {type: StepLR, step_size: 2}, "b\\nc": null}
      |               ^ write "a[31m"
decay.yaml:7:58: error: the text holds a control character, U+000A
    7 |   scheduler: {"a\\x1b[31m": {type: StepLR, step_size: 2}, "b\\nc": null}
      |                                                          ^ write b c`,
  },
  {
    title: "a control of the direction of writing in a value",
    text: `${BASE}description: "a\\u202eb"\n`,
    says: `decay.yaml:6:14: error: the text holds a control character, U+202E
    6 | description: "a\\u202eb"
      |              ^ write ab`,
  },
  {
    title: "no pruning by false",
    text: `${BASE}prune: false\n`,
    says: `decay.yaml:6:8: error: prune must be a mapping, found false
    6 | prune: false
      |        ^ write null`,
  },
];
