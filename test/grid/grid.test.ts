import { assert } from "chai";
import { BASE, cellsOf, planOf } from "../plan/experiment.ts";

const grid = (lines: string, base = BASE) => planOf(`${base}grid:\n${lines.replace(/^/gm, "  ")}\n`);
const STEP = "{type: StepLR, step_size: 3}";

describe("A grid", () => {
  it("is one variant without columns when there is none", () => {
    const plan = planOf(BASE);
    assert.deepEqual([plan.variants, plan.heads, cellsOf(plan)], [1, [], [[]]]);
  });

  it("is the product of its axes as written, the last the fastest", () => {
    const plan = grid("optimizer.lr: [0.3, 0.1]\ntraining.batch_size: [8, full]");
    assert.deepEqual(plan.heads, ["optimizer.lr", "training.batch_size"]);
    assert.deepEqual(cellsOf(plan), [
      [0.3, 8],
      [0.3, "full"],
      [0.1, 8],
      [0.1, "full"],
    ]);
    assert.strictEqual(plan.variant(2).config.optimizer[0]?.lr, 0.1);
    assert.strictEqual(plan.variant(3).config.training.batch_size, "full");
  });

  it("keeps that order when axes of one section stand apart", () => {
    const plan = grid("optimizer.lr: [0.3, 0.1]\ntraining.batch_size: [8, 16]\noptimizer.momentum: [0, 0.9]");
    const order = [0.3, 0.1].flatMap((lr) =>
      [8, 16].flatMap((size) => [0, 0.9].map((momentum) => [lr, size, momentum])),
    );
    assert.deepEqual(cellsOf(plan), order);
  });

  it("puts parents in place first, whatever their order in the file", () => {
    const plan = grid(`scheduler.gamma: [0.5]\nscheduler: [${STEP}]\noptimizer.lr: [0.2]\noptimizer.type: [SGD]`);
    assert.include(plan.variant(0).config.scheduler[0]?.scheduler, { gamma: 0.5, step_size: 3 });
    assert.include(plan.variant(0).config.optimizer[0], { lr: 0.2 });
  });

  it("takes a part's type for the parent of its parameters", () => {
    const plan = grid("scheduler.T_max: [7]\nscheduler.type: [CosineAnnealingLR]", `${BASE}scheduler: LinearLR\n`);
    assert.include(plan.variant(0).config.scheduler[0]?.scheduler, { type: "CosineAnnealingLR", T_max: 7 });
  });

  it("gives one point and an empty cell where a path does not apply", () => {
    const plan = grid(`scheduler.gamma: [0.9, 0.99]\nscheduler: {constant: null, step: ${STEP}}`);
    assert.deepEqual(cellsOf(plan), [
      [null, "constant"],
      [0.9, "step"],
      [0.99, "step"],
    ]);
  });

  it("lets the part's definition decide, not whether the YAML wrote the parameter", () => {
    assert.lengthOf(cellsOf(grid("optimizer.momentum: [0, 0.9]")), 2);
  });

  it("reaches elements of lists by index, and the optimizer of a chain by its name", () => {
    const base = BASE.replace("{type: SGD, lr: 0.1}", "[SGD]").replace(
      "[{",
      "[{type: Linear, out_features: 4}, ReLU, {",
    );
    const plan = grid(
      "model.0.out_features: [8]\noptimizer.lr: [0.2]\nscheduler.1.eta_min: [0.01]\nmodel.1: [Tanh]",
      `${base}scheduler: [{type: LinearLR, epochs: 5}, CosineAnnealingLR]\n`,
    );
    const { model, optimizer, scheduler } = plan.variant(0).config;
    assert.deepEqual(
      [model[0]?.out_features, model[1]?.type, optimizer[0]?.lr, scheduler[1]?.scheduler.eta_min],
      [8, "Tanh", 0.2, 0.01],
    );
  });

  it("varies when a scheduler ticks, and how long a phase lasts", () => {
    const base = `${BASE}scheduler: ${STEP}\n`;
    const ticking = grid("scheduler.interval: [epoch, step]\nscheduler.frequency: [1, 2]", base);
    assert.deepEqual(
      [0, 3].map((index) => ticking.variant(index).config.scheduler[0]),
      [
        { scheduler: { type: "StepLR", step_size: 3, gamma: 0.1 }, interval: "epoch", frequency: 1, steps: 650 },
        { scheduler: { type: "StepLR", step_size: 3, gamma: 0.1 }, interval: "step", frequency: 2, steps: 650 },
      ],
    );
    const phases = `${BASE}scheduler: [{type: LinearLR, steps: 10}, ${STEP}]\n`;
    const lengths = grid("scheduler.0.steps: [100, 200]", phases);
    assert.deepEqual(
      [0, 1].map((index) => lengths.variant(index).config.scheduler[0]?.steps),
      [100, 200],
    );
    assert.throws(
      () => grid("scheduler.steps: [100, 200]", base),
      "grid.scheduler.steps: no part has a parameter there",
    );
  });

  it("moves joined paths together, one column each", () => {
    const plan = grid("optimizer.lr+training.batch_size: [[0.1, 32], [0.2, 64]]");
    assert.deepEqual(plan.heads, ["optimizer.lr", "training.batch_size"]);
    assert.deepEqual(cellsOf(plan), [
      [0.1, 32],
      [0.2, 64],
    ]);
  });

  it("gives joined paths with names one column", () => {
    const plan = grid("optimizer.lr + training.batch_size: {small: [0.1, 32], large: [0.2, 64]}");
    assert.deepEqual(plan.heads, ["optimizer.lr + training.batch_size"]);
    assert.deepEqual(cellsOf(plan), [["small"], ["large"]]);
    assert.strictEqual(plan.variant(1).config.training.batch_size, 64);
  });

  it("leaves the cell of a joined path empty where it alone does not apply", () => {
    const plan = grid(
      `scheduler: {constant: null, step: ${STEP}}\nscheduler.gamma + optimizer.lr: [[0.5, 1], [0.9, 2]]`,
    );
    assert.deepEqual(cellsOf(plan), [
      ["constant", null, 1],
      ["constant", null, 2],
      ["step", 0.5, 1],
      ["step", 0.9, 2],
    ]);
  });

  it("shows parts without a name by their parameters, phases in a row, and null as none", () => {
    const phases = "[{type: LinearLR, epochs: 5}, CosineAnnealingLR]";
    const plan = grid(`scheduler: [null, ${STEP}, CosineAnnealingLR, ${phases}]\noptimizer.nesterov: [false]`);
    assert.deepEqual(
      cellsOf(plan).map(([cell]) => cell),
      ["none", "StepLR(step_size=3)", "CosineAnnealingLR", "LinearLR(epochs=5) > CosineAnnealingLR"],
    );
    assert.strictEqual(plan.variant(0).cells[1], false);
  });

  it("may give a section that the document leaves out", () => {
    const plan = planOf(`${BASE.replace("loss: MSELoss\n", "")}grid:\n  loss: [MSELoss, L1Loss]\n`);
    assert.strictEqual(plan.variant(1).config.loss.type, "L1Loss");
  });

  it("excludes points that agree with all keys, by name where there are names", () => {
    const plan = grid(
      `optimizer.lr: [0.1, 0.2]\nscheduler: {constant: null, step: ${STEP}}\nexclude:\n- {optimizer.lr: 0.1, scheduler: step}`,
    );
    assert.deepEqual(cellsOf(plan), [
      [0.1, "constant"],
      [0.2, "constant"],
      [0.2, "step"],
    ]);
  });

  it("includes as GitHub Actions does", () => {
    // The example of GitHub's documentation, fruit and animal for lr and momentum.
    const plan = grid(
      [
        "training.batch_size: [1, 2]",
        "optimizer.momentum: [0.1, 0.2]",
        "include:",
        "- {optimizer.dampening: 0.5}",
        "- {optimizer.dampening: 0.6, optimizer.momentum: 0.1}",
        "- {training.batch_size: 1, optimizer.weight_decay: 7}",
        "- {training.batch_size: 3}",
        "- {training.batch_size: 3, optimizer.momentum: 0.1}",
      ].join("\n"),
    );
    assert.deepEqual(plan.heads.slice(2), ["optimizer.dampening", "optimizer.weight_decay"]);
    assert.deepEqual(cellsOf(plan), [
      [1, 0.1, 0.6, 7],
      [1, 0.2, 0.5, 7],
      [2, 0.1, 0.6, null],
      [2, 0.2, 0.5, null],
      [3, null, null, null],
      [3, 0.1, null, null],
    ]);
    assert.include(plan.variant(0).config.optimizer[0], { momentum: 0.1, dampening: 0.6, weight_decay: 7 });
    assert.include(plan.variant(4).config.optimizer[0], { momentum: 0, dampening: 0 });
  });

  it("takes from the base document what an entry leaves out", () => {
    const plan = grid(`optimizer.lr: [0.3]\nscheduler: {step: ${STEP}}\ninclude: [{scheduler: CosineAnnealingLR}]`);
    assert.deepEqual(cellsOf(plan), [
      [0.3, "step"],
      [0.1, "CosineAnnealingLR"],
    ]);
    assert.strictEqual(plan.variant(1).config.optimizer[0]?.lr, 0.1);
  });

  it("knows named variants by name in an include, and joined paths by their list", () => {
    const plan = grid(
      [
        `scheduler: {constant: null, step: ${STEP}}`,
        "optimizer.lr + training.batch_size: [[0.1, 1], [0.2, 2]]",
        "include:",
        "- {scheduler: step, optimizer.lr + training.batch_size: [0.1, 1], training.epochs: 9}",
        "- {scheduler: step, optimizer.lr: 0.5}",
      ].join("\n"),
    );
    assert.deepEqual(cellsOf(plan), [
      ["constant", 0.1, 1, 50],
      ["constant", 0.2, 2, 50],
      ["step", 0.1, 1, 9],
      ["step", 0.2, 2, 50],
      ["step", 0.5, null, 50],
    ]);
  });

  it("is its includes alone when it has no axes", () => {
    assert.deepEqual(cellsOf(grid("include: [{optimizer.lr: 1}, {optimizer.lr: 2}]")), [[1], [2]]);
  });

  it("makes variants on demand, and refuses those that are not there", () => {
    assert.throws(() => planOf(BASE).variant(1), RangeError);
  });
});
