import { assert } from "chai";
import type { Issue } from "../../src/issues/issue.ts";
import { type Loading, load } from "../plan-of.ts";

const GOOD = `
name: good
data: {type: linear, features: 2, samples: 40}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 4}
`;

/** An experiment for each code there is: what to put for what, or after all, and how to load it. */
const MISTAKES: Readonly<Record<Issue["code"], readonly [from: string, to: string, loading?: Loading]>> = {
  file: ["name: good", "name: \xff"],
  syntax: ["{epochs: 4}", "{epochs: 4"],
  number: ["lr: 0.1", "lr: .inf"],
  "unknown-key": ["name: good", "nam: good"],
  "unknown-part": ["MSELoss", "MSLoss"],
  missing: ["loss: MSELoss", ""],
  invalid: ["lr: 0.1", "lr: fast"],
  misfit: ["out_features: 1", "out_features: 3"],
  axis: ["", "grid: {optimizer.lr: []}"],
  include: ["", "grid: {optimizer.lr: [0.1, 0.2], include: [{optimizer.nothing: 1}]}"],
  exclude: ["", "grid: {optimizer.lr: [0.1, 0.2], exclude: [{optimizer.lr: 0.3}]}"],
  compare: ["", "grid: {optimizer.lr: [0.1, 0.2]}\ncompare: {axis: scheduler}"],
  baseline: ["", "grid: {optimizer.lr: [0.1, 0.2]}\nbaseline: {optimizer.lr: 0.3}"],
  search: ["", "search: {type: random, runs: 2, space: {nothing: {uniform: [0, 1]}}}"],
  prune: ["", "prune: {type: median, warmup_epochs: 9}"],
  name: ["name: good", "name: ../bad"],
  set: ["", "", { set: ["optimizer"] }],
  "too-many-runs": ["", "seeds: 10", { maxRuns: 5 }],
  warning: [
    "",
    "scheduler: {type: CyclicLR, base_lr: 0.1, max_lr: 0.2, step_size_up: 2, gamma: 0.9, cycle_momentum: false}",
  ],
};

describe("codes of issues", () => {
  for (const [code, [from, to, loading]] of Object.entries(MISTAKES))
    it(`has an experiment that gives "${code}"`, () => {
      const text = from === "" ? GOOD + to : GOOD.replace(from, to);
      // As bytes, of which one may be none of UTF-8.
      const loaded = load(Buffer.from(text, "latin1"), loading);
      const found = "issues" in loaded ? loaded.issues : loaded.warnings;
      assert.include(
        found.map((issue) => issue.code),
        code,
        JSON.stringify(found),
      );
    });
});
