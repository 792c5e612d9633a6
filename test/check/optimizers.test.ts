import { assert } from "chai";
import type { PartConfig } from "../../src/contracts/config.ts";
import { withLine } from "../plan/experiment.ts";
import { errorsOf, load, planOf } from "../plan-of.ts";

const MODEL = "[{type: Linear, out_features: 8}, ReLU, {type: Linear, out_features: 1}]";

function textOf(optimizer: string, grid = ""): string {
  return `${withLine("optimizer", optimizer).replace(/^model: .*$/m, `model: ${MODEL}`)}${grid}`;
}

function chainsOf(optimizer: string, grid?: string): readonly (readonly PartConfig[])[] {
  const plan = planOf(textOf(optimizer, grid));
  return Array.from({ length: plan.variants }, (_, index) => plan.variant(index).config.optimizer);
}

/** The first line of what is said, and what stands under the caret. */
function faultOf(optimizer: string): readonly [message: string, found: string] {
  const [message = "", line = "", caret = ""] = errorsOf(textOf(optimizer)).split("\n");
  return [message.replace(/^.*?error: /, ""), line.slice(caret.indexOf("^")).replace(/[,}\]].*$/, "")];
}

describe("Optimizer chains in an experiment", () => {
  it("hold transforms with their defaults, the optimizer last", () => {
    const [chain] = chainsOf("[{type: clip_grad_norm, max_norm: 1}, weight_averaging, {type: SGD, lr: 0.1}]");
    assert.deepEqual(chain?.[0], { type: "clip_grad_norm", max_norm: 1, norm_type: 2 });
    const off = { use_buffers: false, update_bn: false };
    assert.deepEqual(chain?.[1], { type: "weight_averaging", method: "ema", decay: 0.999, start: 0, ...off });
    assert.include(chain?.[2], { type: "SGD", lr: 0.1, momentum: 0 });
  });

  it("fill in defaults of optimizers within optimizers, by name alone as well", () => {
    const [[wrapped] = []] = chainsOf("{type: Lookahead, optimizer: Adam}");
    assert.deepInclude(wrapped?.optimizer, { type: "Adam", lr: 1e-3, betas: [0.9, 0.999] });
    const [[muon] = []] = chainsOf("{type: Muon, rest: {type: AdamW, lr: 0.5}}");
    assert.deepInclude(muon?.rest, { type: "AdamW", lr: 0.5, weight_decay: 0.01 });
  });

  it("keep groups as they are written: what is left out follows the optimizer", () => {
    const groups = '[{match: "*.bias", weight_decay: 0}, {match: [2.*, 0.*], name: weights, lr: 0.2}]';
    const [[own] = []] = chainsOf(`{type: AdamW, groups: ${groups}}`);
    assert.deepEqual(own?.groups, [
      { match: "*.bias", weight_decay: 0 },
      { match: ["2.*", "0.*"], name: "weights", lr: 0.2 },
    ]);
  });

  it("are varied by the grid, in groups and within optimizers too", () => {
    const grid = "grid: {optimizer.groups.0.lr: [0.1, 0.2]}";
    const rates = chainsOf('{type: SGD, groups: [{match: "*.bias"}]}', grid).map(([own]) => own?.groups);
    assert.deepEqual(rates, [[{ match: "*.bias", lr: 0.1 }], [{ match: "*.bias", lr: 0.2 }]]);
    const inner = chainsOf("{type: Lookahead, optimizer: {type: SGD}}", "grid: {optimizer.optimizer.lr: [0.1, 0.2]}");
    const innerRates = inner.map(([own]) => (own?.optimizer as PartConfig | undefined)?.lr);
    assert.deepEqual(innerRates, [0.1, 0.2]);
  });

  const bad: readonly [string, string, string][] = [
    ['{type: Adam, groups: [{match: "*.bais"}]}', "optimizer: '*.bais' matches no parameter of the model", '"*.bais"'],
    ["{type: Adam, groups: {match: x}}", "optimizer.groups must be a list, found a mapping", "{match: x"],
    ["{type: Adam, groups: [bias]}", "optimizer.groups.0 must be a mapping, found 'bias'", "bias"],
    ["{type: Adam, groups: [{lr: 1}]}", "optimizer.groups.0: a param group needs 'match'", "{lr: 1"],
    ["{type: SGD, groups: [{match: 0.*, lr: -1}]}", "optimizer.groups.0.lr must be a number ≥ 0, found -1", "-1"],
    ["{type: SGD, groups: [{match: 0.*, beta: 1}]}", "optimizer.groups.0: SGD has no parameter 'beta'", "beta: 1"],
    ["{type: Lookahead, groups: [], optimizer: SGD}", "optimizer: Lookahead has no parameter 'groups'", "groups: ["],
    ["{type: Muon}", "optimizer: Muon does not update 0.bias, 2.bias", "{type: Muon"],
    [
      "{type: Lookahead, optimizer: {type: SGD, nesterov: true}}",
      "optimizer: Nesterov needs momentum, found momentum 0",
      "true",
    ],
    ["{type: Lookahead, optimizer: {type: SGDD}}", "optimizer.optimizer: there is no optimizer 'SGDD'", "SGDD"],
    ["{type: Lookahead}", "optimizer: Lookahead needs 'optimizer'", "{type: Lookahead"],
    ["[{type: clip_grad_norm, max_norm: 1}]", "optimizer.0: clip_grad_norm is no optimizer", "{type: clip_grad_norm"],
    [
      "[weight_averaging, weight_averaging, SGD]",
      "optimizer.1: the parameters are averaged already",
      "weight_averaging",
    ],
    [
      "{type: Muon, rest: {type: AdamW, groups: [{match: 0.weight}]}}",
      "optimizer: '0.weight' matches no parameter of the model",
      "0.weight",
    ],
  ];

  for (const [optimizer, message, found] of bad) {
    it(`are refused: ${optimizer}`, () => assert.deepEqual(faultOf(optimizer), [message, found]));
  }
});

describe("Param groups in an experiment", () => {
  const optimizer = '{type: SGD, lr: 0.1, groups: [{match: "*.bias", name: biases, lr: 0.2}]}';

  it("have a column each in every run's table, if any run has them", () => {
    const columns = (optimizer: string, grid?: string) => planOf(textOf(optimizer, grid)).rates;
    assert.deepEqual(columns("SGD"), ["lr"]);
    assert.deepEqual(columns(optimizer), ["lr", "lr.biases"]);
    assert.deepEqual(columns("SGD", `grid: {optimizer: {plain: SGD, grouped: ${optimizer}}}`), ["lr", "lr.biases"]);
    assert.deepEqual(columns("{type: Muon, rest: Adam}"), ["lr", "lr.rest"]);
  });

  it("start from their own rates, to which schedulers give one value each", () => {
    const scheduler = "scheduler: {type: OneCycleLR, max_lr: [1, 2]}\n";
    assert.deepEqual(planOf(textOf(optimizer, scheduler)).variant(0).base, { lr: [0.1, 0.2], momentum: [0, 0] });
    assert.isTrue("issues" in load(textOf("SGD", scheduler)));
  });
});
