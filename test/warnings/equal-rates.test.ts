import { assert } from "chai";
import { errorsOf, planOf, warningsOf } from "../plan-of.ts";

const BASE = `data: {type: linear, features: 3, samples: 64, noise: 0.1, validation: 0}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 10, batch_size: 32}
`;

const warned = (lines: string) => warningsOf(BASE + lines);
const ONE_CYCLE = "scheduler: {type: OneCycleLR, max_lr: 0.3}\n";
const RATES = "grid: {optimizer.lr: [0.1, 0.2, 0.3]}\n";

describe("variants of equal rates", () => {
  it("are told before anything runs, with the remedy", () => {
    assert.equal(
      warned(ONE_CYCLE + RATES),
      `demo.yaml:7:8: warning: grid.optimizer.lr changes nothing beside OneCycleLR: the rates are the same at every step
    7 | grid: {optimizer.lr: [0.1, 0.2, 0.3]}
      |        ^ write max_lr: 3 * lr, or vary max_lr of OneCycleLR in place of optimizer.lr`,
    );
  });

  it("are no longer so once either remedy is followed", () => {
    assert.equal(warned(`scheduler: {type: OneCycleLR, max_lr: 3 * lr}\n${RATES}`), "");
    assert.equal(warned(`${ONE_CYCLE}grid: {scheduler.max_lr: [0.1, 0.2, 0.3]}\n`), "");
  });

  it("are found under whatever sets the rate, and before a plateau", () => {
    const cyclic = "{type: CyclicLR, base_lr: 0.1, max_lr: 0.5, step_size_up: 4}";
    assert.include(warned(`scheduler: ${cyclic}\n${RATES}`), "write base_lr: 1 * lr and max_lr: 5 * lr, or vary");
    const table = `{type: table, rates: [${Array(10).fill("0.1")}]}`;
    assert.include(warned(`scheduler: ${table}\n${RATES}`), "remove the axis: table has rates of its own");
    const phases = "[{type: OneCycleLR, max_lr: 0.3, epochs: 6}, {type: ReduceLROnPlateau, patience: 1}]";
    assert.include(warned(`scheduler: ${phases}\n${RATES}`), "grid.optimizer.lr changes nothing beside OneCycleLR");
    const other = `grid: {optimizer.momentum: [0, 0.9]}\n`;
    assert.include(warned(ONE_CYCLE + other), "grid.optimizer.momentum changes nothing beside OneCycleLR");
    assert.equal(warned(`scheduler: {type: OneCycleLR, max_lr: 0.3, cycle_momentum: false}\n${other}`), "");
  });

  it("are found where two formulas differ in the last digits alone", () => {
    const pairs = [
      ["{type: ExponentialLR, gamma: 0.9}", "{type: LambdaLR, lr_lambda: 0.9 ** epoch}"],
      ["{type: PolynomialLR, total_iters: 10}", "{type: LinearLR, start_factor: 1, end_factor: 0, total_iters: 10}"],
    ];
    for (const [a, b] of pairs)
      assert.include(warned(`grid: {scheduler: {a: ${a}, b: ${b}}}\n`), "a and b give the same rates at every step");
    const near = "{a: {type: ExponentialLR, gamma: 0.9}, b: {type: ExponentialLR, gamma: 0.9000001}}";
    assert.equal(warned(`grid: {scheduler: ${near}}\n`), "");
  });

  it("are found in a search", () => {
    const search = "search: {type: random, runs: 3, space: {optimizer.lr: {uniform: [0.1, 0.2]}}}\n";
    assert.include(warned(ONE_CYCLE + search), "search.space.optimizer.lr changes nothing beside OneCycleLR");
  });

  it("are found among schedules by their names", () => {
    const grid =
      "grid: {scheduler: {constant: null, held: {type: ConstantLR, factor: 1}, long: {type: StepLR, step_size: 10}}}\n";
    const found = warned(grid);
    assert.include(found, "scheduler: constant and held give the same rates at every step");
    assert.include(found, "scheduler: constant and long give the same rates at every step");
  });

  it("are not those that come to the same run, differ elsewhere, or follow a metric in ways of their own", () => {
    assert.equal(
      warned("grid: {scheduler: {a: {type: StepLR, step_size: 2}, b: {type: StepLR, step_size: 2, gamma: 0.1}}}\n"),
      "",
    );
    assert.equal(warned(`${ONE_CYCLE}grid: {optimizer.weight_decay: [0, 0.1]}\n`), "");
    assert.equal(
      warned(
        "grid: {scheduler: {a: {type: ReduceLROnPlateau, patience: 1}, b: {type: ReduceLROnPlateau, patience: 2}}}\n",
      ),
      "",
    );
    assert.equal(warned(`scheduler: {type: StepLR, step_size: 2}\n${RATES}`), "");
  });
});

describe("a rate of 0", () => {
  it("is told within another optimizer, too", () => {
    const inner = BASE.replace("{type: SGD, lr: 0.1}", "{type: Lookahead, optimizer: {type: SGD, lr: 0}}");
    assert.include(warningsOf(inner), "optimizer.optimizer: lr is 0: nothing is learned");
  });
});

describe("a formula of the base rate", () => {
  const rates = (scheduler: string, optimizer = "{type: SGD, lr: 0.1}") => {
    const loaded = planOf(`${BASE.replace("{type: SGD, lr: 0.1}", optimizer)}scheduler: ${scheduler}\n`);
    return loaded.variant(0).config.scheduler[0]?.scheduler as Record<string, unknown>;
  };
  const GROUPS = '{type: SGD, lr: 0.1, groups: [{match: "*.bias", lr: 0.01}]}';

  it("is a number in the configuration, as decimals give it", () => {
    assert.equal(rates("{type: OneCycleLR, max_lr: 3 * lr}").max_lr, 0.3);
    assert.equal(rates("{type: CyclicLR, base_lr: lr / 10, max_lr: lr}").base_lr, 0.01);
    assert.equal(rates("{type: CosineAnnealingLR, eta_min: 0.01 * lr}").eta_min, 0.001);
    assert.equal(rates("{type: CosineAnnealingWarmRestarts, T_0: 2, eta_min: 0.01 * lr}").eta_min, 0.001);
    assert.equal(rates("{type: SWALR, swa_lr: lr / 2}").swa_lr, 0.05);
    assert.equal(rates("{type: ReduceLROnPlateau, monitor: train_loss, patience: 2, min_lr: lr / 2}").min_lr, 0.05);
  });

  it("takes each param group's own rate", () => {
    assert.deepEqual(rates("{type: OneCycleLR, max_lr: 3 * lr}", GROUPS).max_lr, [0.3, 0.03]);
    assert.deepEqual(rates('{type: OneCycleLR, max_lr: ["3 * lr", 0.5]}', GROUPS).max_lr, [0.3, 0.5]);
    const wrong = errorsOf(
      `${BASE.replace("{type: SGD, lr: 0.1}", GROUPS)}scheduler: {type: CosineAnnealingLR, eta_min: 0.1 * lr}\n`,
    );
    assert.include(wrong, "eta_min is one rate for all param groups, but '0.1 * lr' is 0.01, 0.001");
  });

  it("knows lr and nothing else, and must be finite", () => {
    const wrong = (max_lr: string) => errorsOf(`${BASE}scheduler: {type: OneCycleLR, max_lr: ${max_lr}}\n`);
    assert.include(wrong("3 * rate"), "scheduler.max_lr must be a number or a formula of lr");
    assert.include(wrong("lr * rate"), "'lr * rate', character 6: unknown name 'rate'");
    assert.include(wrong("lr / 0"), "'lr / 0' is Infinity where lr is 0.1");
  });

  it("is not flattened, as one number for param groups of different rates is", () => {
    const flat = (max_lr: string) =>
      warningsOf(`${BASE.replace("{type: SGD, lr: 0.1}", GROUPS)}scheduler: {type: OneCycleLR, max_lr: ${max_lr}}\n`);
    assert.include(flat("0.1"), "scheduler: max_lr gives every param group the same rate, and theirs are 0.1, 0.01");
    assert.include(flat("0.1"), "^ max_lr: [0.1, 0.01]");
    assert.equal(flat("lr"), "");
    assert.equal(flat("[0.1, 0.01]"), "");
  });
});
