import { assert } from "chai";
import { planOf, warningsOf } from "../plan-of.ts";

const BASE = `data: {type: linear, features: 3, samples: 64, noise: 0.1, validation: 0}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 10, batch_size: 32}
`;

const warned = (lines: string, optimizer = "{type: SGD, lr: 0.1}", options = {}) =>
  warningsOf(BASE.replace("{type: SGD, lr: 0.1}", optimizer) + lines, options);
const RATES = Array.from({ length: 12 }, (_, at) => 0.1 - at / 200);
const readFile = () => new TextEncoder().encode(`lr\n${RATES.join("\n")}\n`);

describe("a value that never comes into effect", () => {
  it("is told, with its place and a remedy", () => {
    assert.equal(
      warned("scheduler: {type: StepLR, step_size: 100}\n"),
      `demo.yaml:6:38: warning: scheduler: step_size = 100 epochs are not over after 10: the rate never drops
    6 | scheduler: {type: StepLR, step_size: 100}
      |                                      ^ at most 9`,
    );
    assert.include(warned("scheduler: {type: StepLR, step_size: 10}\n"), "step_size = 10 epochs are not over after 10");
    assert.equal(warned("scheduler: {type: StepLR, step_size: 9}\n"), "");
  });

  for (const [title, wrong, right, message] of [
    [
      "milestones",
      "{type: MultiStepLR, milestones: [20, 30]}",
      "{type: MultiStepLR, milestones: [5, 9]}",
      "the milestones 20, 30 lie beyond 10 epochs: the rate never drops",
    ],
    [
      "one of several milestones",
      "{type: MultiStepLR, milestones: [5, 30]}",
      "{type: MultiStepLR, milestones: [5, 9]}",
      "the milestone 30 lies beyond 10 epochs: the rate does not drop there",
    ],
    [
      "a first cycle",
      "{type: CosineAnnealingWarmRestarts, T_0: 20, gamma: 0.5}",
      "{type: CosineAnnealingWarmRestarts, T_0: 10, T_mult: 2}",
      "the first cycle takes T_0 = 20 epochs, and the run ends after 10",
    ],
    [
      "a hold",
      "{type: CosineHoldLR, hold: 9, T_max: 20}",
      "{type: CosineHoldLR, hold: 8, T_max: 20}",
      "hold = 9 epochs are not over after 10: the rate never falls",
    ],
    [
      "rates of a table",
      `{type: table, rates: [${RATES}]}`,
      `{type: table, rates: [${RATES.slice(2)}]}`,
      "the table has 12 rates, and 10 epochs take the first 10 of them",
    ],
    [
      "a lowest rate",
      "{type: CosineAnnealingLR, eta_min: 0.1}",
      "{type: CosineAnnealingLR, eta_min: 0.001}",
      "eta_min = 0.1 is not below the optimizer's rate, 0.1: the rate is never lowered",
    ],
    [
      "that of restarts",
      "{type: CosineAnnealingWarmRestarts, T_0: 5, eta_min: 0.2}",
      "{type: CosineAnnealingWarmRestarts, T_0: 5, eta_min: 0.1 * lr}",
      "eta_min = 0.2 is not below",
    ],
    [
      "that of a hold",
      "{type: CosineHoldLR, hold: 5, eta_min: 2 * lr}",
      "{type: CosineHoldLR, hold: 5, eta_min: 0.01}",
      "eta_min = 0.2 is not below",
    ],
    [
      "that of a plateau",
      "{type: ReduceLROnPlateau, patience: 2, min_lr: 0.5}",
      "{type: ReduceLROnPlateau, patience: 2, min_lr: 0.01}",
      "min_lr = 0.5 is not below",
    ],
    [
      "a warm-up",
      "{type: LinearLR, total_iters: 100}",
      "{type: LinearLR, total_iters: 10}",
      "the warm-up takes total_iters = 100 epochs, and the run ends after 10",
    ],
    [
      "another warm-up",
      "{type: InverseSquareRootLR, warmup: 100}",
      "{type: InverseSquareRootLR, warmup: 10}",
      "the warm-up takes warmup = 100 epochs, and the run ends after 10",
    ],
    [
      "a factor that stays",
      "{type: ConstantLR, total_iters: 100}",
      "{type: ConstantLR, total_iters: 10}",
      "total_iters = 100 epochs are not over after 10",
    ],
    [
      "the way down of a cycle",
      "{type: CyclicLR, base_lr: 0.1, max_lr: 0.2, step_size_up: 20, step_size_down: 4}",
      "{type: CyclicLR, base_lr: 0.1, max_lr: 0.2, step_size_up: 10, step_size_down: 4}",
      "step_size_down never begins",
    ],
  ] as const)
    it(`is told of ${title}`, () => {
      assert.include(warned(`scheduler: ${wrong}\n`), message);
      assert.equal(warned(`scheduler: ${right}\n`), "");
    });

  it("is told of a file of rates, and within phases and compositions", () => {
    assert.include(
      warned("scheduler: {type: table, path: r.csv}\n", undefined, { readFile }),
      "the table has 12 rates",
    );
    const phases = (size: number) =>
      `scheduler: [{type: StepLR, step_size: ${size}, epochs: 5}, {type: CosineAnnealingLR}]\n`;
    assert.include(warned(phases(6)), "scheduler.0: step_size = 6 epochs are not over after 5");
    assert.equal(warned(phases(3)), "");
    const chain =
      "scheduler: {type: ChainedScheduler, schedulers: [{type: StepLR, step_size: 30}, ExponentialLR: 1]}\n";
    const chained = chain.replace("ExponentialLR: 1", "{type: ExponentialLR, gamma: 0.9}");
    assert.include(warned(chained), "scheduler.schedulers.0: step_size = 30");
  });

  it("is not told where some variant uses it", () => {
    const step = "scheduler: {type: StepLR, step_size: 20}\n";
    assert.equal(warned(`${step}grid: {training.epochs: [10, 30]}\n`), "");
    assert.include(warned(`${step}grid: {training.epochs: [10, 15]}\n`), "step_size = 20");
    const cosine = "scheduler: {type: CosineAnnealingLR, eta_min: 0.1}\n";
    assert.equal(warned(`${cosine}grid: {optimizer.lr: [0.1, 0.2]}\n`), "");
    const search = "search: {type: random, runs: 3, space: {scheduler.step_size: {int_uniform: [2, 20]}}}\n";
    assert.notInclude(warned(`scheduler: {type: StepLR, step_size: 2}\n${search}`), "are not over");
    const some = warned("grid: {scheduler: {a: {type: StepLR, step_size: 5}, b: {type: StepLR, step_size: 50}}}\n");
    assert.include(some, "step_size = 50");
    assert.notInclude(some, "step_size = 5 ");
  });
});

describe("a momentum beside a schedule that cycles it", () => {
  const ONE_CYCLE = "scheduler: {type: OneCycleLR, max_lr: 0.3}\n";
  const SGD = "{type: SGD, lr: 0.1, momentum: 0.9}";
  const message = "momentum is replaced at every step by base_momentum and max_momentum of OneCycleLR";

  it("is told, as is the first of betas that are not the usual ones", () => {
    assert.equal(
      warned(ONE_CYCLE, SGD),
      `demo.yaml:4:43: warning: optimizer: ${message}
    4 | optimizer: {type: SGD, lr: 0.1, momentum: 0.9}
      |                                           ^ cycle_momentum: false in OneCycleLR keeps it`,
    );
    const cyclic = "scheduler: {type: CyclicLR, base_lr: 0.1, max_lr: 0.5, step_size_up: 4}\n";
    assert.include(warned(cyclic, SGD), "of CyclicLR");
    assert.include(
      warned(ONE_CYCLE, "{type: AdamW, lr: 0.1, betas: [0.8, 0.999]}"),
      "optimizer: the first of betas is",
    );
    const inner = `{type: Lookahead, optimizer: ${SGD}}`;
    assert.include(warned(ONE_CYCLE, inner), "optimizer.optimizer: momentum is replaced");
    const groups = '{type: SGD, lr: 0.1, groups: [{match: "*.bias", momentum: 0.5}]}';
    assert.include(
      warned("scheduler: {type: OneCycleLR, max_lr: 3 * lr}\n", groups),
      "optimizer.groups.0: momentum is",
    );
  });

  it("is not told where it counts somewhere", () => {
    const off = "scheduler: {type: OneCycleLR, max_lr: 0.3, cycle_momentum: false}\n";
    assert.equal(warned(off, SGD), "");
    assert.equal(warned("grid: {scheduler: {none: null, one: {type: OneCycleLR, max_lr: 0.3}}}\n", SGD), "");
    const phases = "scheduler: [{type: OneCycleLR, max_lr: 0.3, epochs: 5}, {type: CosineAnnealingLR}]\n";
    assert.equal(warned(phases, SGD), "");
    assert.equal(warned(ONE_CYCLE, "{type: AdamW, lr: 0.1, betas: [0.9, 0.95]}"), "");
    assert.equal(warned(ONE_CYCLE, "{type: SGD, lr: 0.1, momentum: 0.9, nesterov: true}"), "");
  });
});

describe("batch sizes", () => {
  const sizes = (list: string, more = "") => warned(`grid: {training.batch_size: [${list}]${more}}\n`);

  it("that each hold all rows are told: they are the same training", () => {
    assert.include(
      sizes("32, 128, 256"),
      "grid.training.batch_size: batches of 128 and 256 each hold all rows, which makes the same training",
    );
    assert.include(sizes("64, full"), "batches of 64 and full each hold all rows");
  });

  it("are not told where only one does, or something else differs", () => {
    assert.equal(sizes("32, 64"), "");
    assert.equal(sizes("16, 32"), "");
    assert.equal(sizes("16, 128", ", optimizer.lr: [0.1, 0.2]"), "");
    assert.equal(warned("grid: {training.drop_last: [true], training.batch_size: [40, 50]}\n"), "");
  });
});

describe("A grid of many variants", () => {
  it("tells that values without effect are not looked for", () => {
    const found = (count: number) =>
      planOf(
        `${BASE}grid: {optimizer.lr: {linspace: [0.1, 0.2, 100]}, optimizer.weight_decay: {linspace: [0, 1, ${count}]}}\n`,
      ).findings;
    assert.deepEqual(found(2), []);
    assert.deepEqual(found(101), ["10100 variants: values without effect are looked for only up to 10000"]);
  });
});
