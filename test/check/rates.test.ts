import { assert } from "chai";
import { ownRun, stepsPerEpoch } from "../../src/contracts/config.ts";
import { Machine } from "../../src/engine/machine.ts";
import type { Plan } from "../../src/experiment/plan.ts";
import { parts } from "../../src/parts.ts";
import { createRunSchedule } from "../../src/schedule/run-schedule.ts";
import { Orders } from "../../src/training/orders.ts";
import { previewCourse } from "../../src/training/preview.ts";
import { train } from "../../src/training/train.ts";
import * as loader from "../plan-of.ts";

function textOf(optimizer: string, more = "", model = "[{type: Linear, out_features: 1}]"): string {
  return `data: {type: linear, features: 4, samples: 50}
model: ${model}
loss: MSELoss
optimizer: ${optimizer}
training: {epochs: 4, batch_size: 20}
${more}`;
}

const planOf = (...experiment: Parameters<typeof textOf>): Plan => loader.planOf(textOf(...experiment));
/** All that is said. */
const errorsOf = (...experiment: Parameters<typeof textOf>) =>
  loader.errorsOf(textOf(...experiment), { file: "rates.yaml" });

function recordsOf(plan: Plan, variant: number) {
  const config = ownRun(plan.variant(variant).config);
  const source = parts.data[config.data.type]?.open(config.data, () => Buffer.of());
  if (source === undefined) throw new Error("no data");
  const perEpoch = stepsPerEpoch(config.training, source.shape.training);
  const schedule = createRunSchedule(config.scheduler, parts.scheduler, perEpoch);
  return [...train({ config, seed: 0, source, schedule, machine: new Machine(parts), orders: new Orders() })];
}

const BIASES = '{type: SGD, lr: 0.1, momentum: 0.5, groups: [{match: "*.bias", name: biases, lr: 0.01}]}';
const HALVES = "scheduler: {type: ExponentialLR, gamma: 0.5}\n";

describe("Rates of param groups", () => {
  it("have a column for each group of any run, named as the group or its pattern", () => {
    assert.deepEqual(planOf("SGD").rates, ["lr"]);
    assert.deepEqual(planOf(BIASES).rates, ["lr", "lr.biases"]);
    const grid = 'grid: {optimizer: [SGD, {type: SGD, groups: [{match: "*.bias", lr: 1}]}]}\n';
    assert.deepEqual(planOf("SGD", grid).rates, ["lr", "lr.*.bias"]);
  });

  it("have those of Muon's other optimizer", () => {
    assert.deepEqual(planOf("{type: Muon, rest: {type: AdamW}}").rates, ["lr", "lr.rest"]);
  });

  it("stand behind lr_end and momentum, which are the first group's", () => {
    const cycle = "scheduler: {type: OneCycleLR, max_lr: [0.2, 0.02]}\n";
    assert.deepEqual(planOf(BIASES, cycle).rates, ["lr", "lr_end", "momentum", "lr.biases"]);
  });

  it("are scaled alike, each from its own", () => {
    const rates = recordsOf(planOf(BIASES, HALVES), 0).map((record) => record.rates);
    assert.deepEqual(
      rates.map(({ lr }) => lr),
      [0.1, 0.05, 0.025, 0.0125],
    );
    assert.deepEqual(
      rates.map((each) => each["lr.biases"]),
      [0.01, 0.005, 0.0025, 0.00125],
    );
  });

  it("may be given one by one", () => {
    const plan = planOf(BIASES, "scheduler: {type: CyclicLR, base_lr: [0.1, 0.2], max_lr: [0.5, 0.6]}\n");
    const [first] = recordsOf(plan, 0);
    assert.deepInclude(first?.rates, { lr: 0.1, "lr.biases": 0.2 });
    const course = previewCourse(plan.variant(0), parts.scheduler, () => ({}));
    assert.strictEqual(course.lr[0], 0.1);
  });

  it("are refused unless there is one for each group of that run", () => {
    const scheduler = "scheduler: {type: OneCycleLR, max_lr: [0.1, 0.2]}\n";
    const grid = `${scheduler}grid: {optimizer: {one: {type: SGD, momentum: 0.9}, two: ${BIASES}}}\n`;
    assert.strictEqual(
      errorsOf("SGD", grid),
      `rates.yaml:6:39: error: scheduler: max_lr has 2 values for 1 param group
    6 | scheduler: {type: OneCycleLR, max_lr: [0.1, 0.2]}
      |                                       ^ one value for each, or one for all
      = with grid.optimizer.one`,
    );
  });

  it("have a momentum to cycle only where every group has", () => {
    const half = "{type: Muon, rest: {type: Adagrad}}";
    const cycle = "scheduler: {type: OneCycleLR, max_lr: 0.1}\n";
    assert.include(errorsOf(half, cycle), "the optimizer has no momentum or beta1 to cycle");
    assert.strictEqual(errorsOf("{type: Muon, rest: {type: AdamW}}", cycle), "no error");
  });

  it("are not asked for while the optimizer or the model is wrong", () => {
    const scheduler = "scheduler: {type: OneCycleLR, max_lr: [0.1, 0.2]}\n";
    const wrongOptimizer = errorsOf("{type: SGD, momenum: 0.9}", scheduler);
    assert.include(wrongOptimizer, "momenum");
    assert.notInclude(wrongOptimizer, "max_lr has");
    const wrongModel = errorsOf("SGD", scheduler, "[{type: Linear, out_featurs: 1}]");
    assert.include(wrongModel, "out_featurs");
    assert.notInclude(wrongModel, "max_lr has");
  });

  it("need parameters", () => {
    assert.include(errorsOf("SGD", "", "[ReLU]"), "optimizer: SGD updates none of the model's parameters");
  });
});
