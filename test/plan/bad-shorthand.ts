import type { BadFile } from "./bad-file.ts";
import { BASE, withLine } from "./experiment.ts";

/** What people write on a blackboard: ellipses, powers, pluses and units. */
export const badShorthand: readonly BadFile[] = [
  {
    title: "a comma without a value before it",
    text: withLine("optimizer", "{type: SGD, lr: [,0.1]}"),
    says: `decay.yaml:4:28: error: a value is missing before the comma
    4 | optimizer: {type: SGD, lr: [,0.1]}
      |                            ^ write optimizer: {type: SGD, lr: 0.1}`,
  },
  {
    title: "an ellipsis between two values",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, ..., 0.001]\n`,
    says: `decay.yaml:7:17: error: grid.optimizer.lr has an ellipsis
    7 |   optimizer.lr: [0.1, ..., 0.001]
      |                 ^ a range says how many values; write {geomspace: [0.1, 0.001, 5]}`,
  },
  {
    title: "an ellipsis after two values",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.2, …, 0.5]\n`,
    says: `decay.yaml:7:17: error: grid.optimizer.lr has an ellipsis
    7 |   optimizer.lr: [0.1, 0.2, …, 0.5]
      |                 ^ a range says how many values; write {linspace: [0.1, 0.5, 5]}`,
  },
  {
    title: "an ellipsis after two values of a geometric row",
    text: `${BASE}grid:\n  optimizer.lr: [0.1, 0.01, ..., 0.0001]\n`,
    says: `decay.yaml:7:17: error: grid.optimizer.lr has an ellipsis
    7 |   optimizer.lr: [0.1, 0.01, ..., 0.0001]
      |                 ^ a range says how many values; write {geomspace: [0.1, 0.0001, 4]}`,
  },
  {
    title: "a power of ten in a search space",
    text: `${BASE}search: {type: random, runs: 3, space: {optimizer.lr: {log_uniform: [10^-4, 1]}}}\n`,
    says: `decay.yaml:6:69: error: search.space.optimizer.lr.log_uniform must be a list of numbers
    6 | search: {type: random, runs: 3, space: {optimizer.lr: {log_uniform: [10^-4, 1]}}}
      |                                                                     ^ a power of ten is written with e; write [1e-4, 1]`,
  },
  {
    title: "a power of ten in a generator",
    text: `${BASE}grid:\n  optimizer.lr: {geomspace: [10^-4, 1, 3]}\n`,
    says: `decay.yaml:7:29: error: grid.optimizer.lr.geomspace must be a list of 3 numbers
    7 |   optimizer.lr: {geomspace: [10^-4, 1, 3]}
      |                             ^ a power of ten is written with e; write [1e-4, 1, 3]`,
  },
  {
    title: "several layers without brackets",
    text: withLine("model", "Linear, ReLU"),
    says: `decay.yaml:2:8: error: model: there is no layer 'Linear, ReLU'
    2 | model: Linear, ReLU
      |        ^ write [{type: Linear, out_features: …}, ReLU]`,
  },
  {
    title: "memory in gigabytes",
    text: withLine("training", "{epochs: 50, max_memory: 4 GB}"),
    says: `decay.yaml:5:36: error: training.max_memory must be a number > 0 or a text such as 2 GiB, found '4 GB'
    5 | training: {epochs: 50, max_memory: 4 GB}
      |                                    ^ memory is counted in KiB, MiB and GiB; write 4 GiB`,
  },
  {
    title: "two schedulers with a plus",
    text: `${BASE}scheduler: warmup + cosine\n`,
    says: `decay.yaml:6:12: error: scheduler: there is no scheduler 'warmup + cosine'
    6 | scheduler: warmup + cosine
      |            ^ several stand in a list; write [{type: LinearLR, start_factor: 0.1, epochs: 1}, CosineAnnealingLR]`,
  },
  {
    title: "an axis over an optimizer's seed",
    text: `${BASE}grid:\n  optimizer.seed: [1, 2, 3]\n`,
    says: `decay.yaml:7:3: error: grid.optimizer.seed: no part has a parameter there
    7 |   optimizer.seed: [1, 2, 3]
      |   ^ every variant is trained with each seed: write seeds: [1, 2, 3] at the top level in place of this axis`,
  },
];
