import { assert } from "chai";
import type { Compare } from "../../src/experiment/plan.ts";
import { renderIssues } from "../../src/issues/render.ts";
import { runId } from "../../src/plan/identity.ts";
import { loadExperiments } from "../../src/plan/load.ts";
import { BASE, FEW, planOf, withLine } from "./experiment.ts";

const STEP = "{type: StepLR, step_size: 3}";
const PLATEAU = "{type: ReduceLROnPlateau}";
const UNHELD = withLine("data", "{type: linear, features: 10, samples: 512, validation: 0}");

const schedulerOf = (text: string) => planOf(text).variant(0).config.scheduler;
const idOf = (text: string, seed = 0) => planOf(text).runId(0, seed);

describe("A plan", () => {
  it("has the defaults of an experiment in it", () => {
    const { config } = planOf(BASE).variant(0);
    assert.deepEqual(config.training, {
      epochs: 50,
      batch_size: 32,
      shuffle: true,
      drop_last: false,
      engine: "auto",
      on_divergence: "stop",
      diverged_above: 1000,
    });
    assert.deepEqual(config.loss, { type: "MSELoss", reduction: "mean" });
    assert.deepEqual(config.scheduler, []);
    assert.include(config.optimizer[0], { type: "SGD", lr: 0.1, momentum: 0 });
  });

  it("counts seeds, or takes them as they are named", () => {
    assert.deepEqual(planOf(BASE).seeds, [0]);
    assert.deepEqual(planOf(`${BASE}seeds: 3\n`).seeds, [0, 1, 2]);
    assert.deepEqual(planOf(`${BASE}seeds: [7, 3]\n`).seeds, [7, 3]);
  });

  it("is named after its file, and described", () => {
    assert.include(planOf(BASE, { file: "experiments/a.b.yaml", directory: "experiments" }), {
      name: "a.b",
      directory: "experiments",
    });
    assert.include(planOf(BASE, { file: "c:\\experiments\\a.yaml" }), { name: "a", directory: "." });
    assert.include(planOf(`${BASE}name: other\ndescription: "why: not"\n`), {
      name: "other",
      description: "why: not",
    });
  });

  it("takes null and nothing for a constant rate", () => {
    assert.deepEqual(schedulerOf(`${BASE}scheduler: null\n`), []);
    assert.strictEqual(idOf(`${BASE}scheduler:\n`), idOf(BASE));
  });

  it("reads aliases as what they stand for", () => {
    const text = `${BASE}grid:\n  scheduler:\n    a: &step ${STEP}\n    b: *step\n`;
    assert.strictEqual(planOf(text).runId(0, 0), planOf(text).runId(1, 0));
  });

  const request = (file: string, text: string) => ({ ...FEW, file, text });

  it("refuses names that differ only in case", () => {
    const both = [request("a.yaml", `name: A\n${BASE}`), request("b.yaml", `${BASE}name: a\n`)];
    const loaded = loadExperiments(both);
    assert.strictEqual(
      "issues" in loaded && renderIssues(loaded.issues),
      "b.yaml:6:7: error: the name 'a' is taken: a.yaml is named 'A'\n    6 | name: a\n      |       ^ give each experiment a name of its own",
    );
    const alone = loadExperiments(both.slice(0, 1));
    assert.lengthOf("plans" in alone ? alone.plans : [], 1);
  });

  it("reports the errors of all files together", () => {
    const loaded = loadExperiments([request("a.yaml", ""), request("b.yaml", "")]);
    assert.deepEqual("issues" in loaded && loaded.issues.map(({ place }) => place.file), ["a.yaml", "b.yaml"]);
  });
});

describe("A schedule's totals", () => {
  it("count the whole run for a single scheduler, where PyTorch demands them", () => {
    assert.deepEqual(schedulerOf(`${BASE}scheduler: CosineAnnealingLR\n`), [
      { scheduler: { type: "CosineAnnealingLR", T_max: 50, eta_min: 0 }, interval: "epoch", frequency: 1, steps: 650 },
    ]);
  });

  it("keep PyTorch's default outside a list", () => {
    assert.include(schedulerOf(`${BASE}scheduler: LinearLR\n`)[0]?.scheduler, { total_iters: 5 });
  });

  it("are the phase's length within a list", () => {
    const text = `${BASE}scheduler: [{type: LinearLR, epochs: 7}, CosineAnnealingLR]\n`;
    assert.include(schedulerOf(text)[0]?.scheduler, { total_iters: 7 });
    assert.include(schedulerOf(text)[1]?.scheduler, { T_max: 43 });
  });

  it("stay as they are given", () => {
    const [first] = schedulerOf(`${BASE}scheduler: [{type: LinearLR, total_iters: 2, epochs: 7}, ${STEP}]\n`);
    assert.include(first?.scheduler, { total_iters: 2 });
  });

  it("follow each variant's epochs", () => {
    const plan = planOf(`${BASE}scheduler: CosineAnnealingLR\ngrid:\n  training.epochs: [10, 20]\n`);
    assert.strictEqual(plan.variant(0).config.scheduler[0]?.scheduler.T_max, 10);
    assert.strictEqual(plan.variant(1).config.scheduler[0]?.scheduler.T_max, 20);
  });

  it("allow a last phase whose length makes the sum exact", () => {
    const text = `${BASE}scheduler: [{type: LinearLR, epochs: 7}, {type: CosineAnnealingLR, epochs: 43}]\n`;
    assert.strictEqual(idOf(text), idOf(text.replace(", epochs: 43", "")));
  });
});

describe("What is monitored", () => {
  it("is val_loss, or train_loss when nothing is held out", () => {
    assert.strictEqual(schedulerOf(`${BASE}scheduler: ${PLATEAU}\n`)[0]?.scheduler.monitor, "val_loss");
    assert.strictEqual(schedulerOf(`${UNHELD}scheduler: ${PLATEAU}\n`)[0]?.scheduler.monitor, "train_loss");
    assert.deepEqual(planOf(BASE).objective, { metric: "val_loss", mode: "min", at: "final" });
    assert.strictEqual(planOf(UNHELD).objective.metric, "train_loss");
  });

  it("is train_loss if some variants hold nothing out", () => {
    assert.strictEqual(planOf(`${BASE}grid:\n  data.validation: [0, 0.2]\n`).objective.metric, "train_loss");
  });

  it("is what the file says", () => {
    const plan = planOf(`${BASE}objective: {metric: grad_norm, mode: max, at: best}\n`);
    assert.deepEqual(plan.objective, { metric: "grad_norm", mode: "max", at: "best" });
  });
});

describe("A run's identity", () => {
  it("is r and 16 hex digits", () => {
    assert.match(idOf(BASE), /^r[0-9a-f]{16}$/);
  });

  it("stays when the same is written in another way", () => {
    const other = [
      "training: {batch_size: 32, epochs: 50, engine: auto}",
      "optimizer: [{lr: 1e-1, type: SGD, momentum: 0, nesterov: false}]",
      "loss: {type: MSELoss, reduction: mean}",
      "model: {type: Linear, out_features: 1, bias: true}",
      "data: {samples: 512, validation: 0.2, type: linear, features: 10}",
      "scheduler: null",
    ].join("\n");
    assert.strictEqual(idOf(other), idOf(BASE));
  });

  it("stays when totals and monitors are written out", () => {
    const same = (short: string, long: string) =>
      assert.strictEqual(idOf(`${BASE}scheduler: ${short}\n`), idOf(`${BASE}scheduler: ${long}\n`));
    same("CosineAnnealingLR", "[{type: CosineAnnealingLR, T_max: 50, interval: epoch, frequency: 1}]");
    same(PLATEAU, "{type: ReduceLROnPlateau, monitor: val_loss}");
  });

  it("does not depend on names, grid, seeds, objective or baseline", () => {
    const text = `${BASE}name: x\ndescription: y\nseeds: 3\nobjective: {at: best}\nbaseline: {optimizer.lr: 0.1}\ngrid:\n  optimizer.lr: [0.1]\n`;
    assert.strictEqual(idOf(text), idOf(BASE));
  });

  it("is shared by points that resolve to the same run", () => {
    const plan = planOf(`${BASE}grid:\n  optimizer.lr: {a: 0.1, b: 0.1, c: 0.2}\n`);
    assert.strictEqual(plan.runId(0, 0), plan.runId(1, 0));
    assert.notStrictEqual(plan.runId(0, 0), plan.runId(2, 0));
  });

  it("changes with the seed, and with anything that changes figures", () => {
    const csv = (name: string) => withLine("data", `{type: csv, path: ${name}, target: weight, drop: [name]}`);
    const ids = [
      idOf(BASE),
      idOf(BASE, 1),
      idOf(withLine("training", "{epochs: 51}")),
      idOf(withLine("loss", "L1Loss")),
      idOf(withLine("data", "{type: linear, features: 10, samples: 512, seed: 1}")),
      idOf(csv("good.csv")),
    ];
    assert.strictEqual(new Set(ids).size, ids.length);
  });

  it("has not changed since the format's version was raised last", () => {
    assert.strictEqual(runId({ text: "{}", digest: "d", plugins: [] }, 0), "r85c8608058cfa456");
  });
});

describe("The baseline", () => {
  const AXES = `grid:\n  optimizer.lr: [0.1, 0.2]\n  scheduler: {constant: null, step: ${STEP}}\n`;
  const baselines = (text: string) => {
    const plan = planOf(text);
    return Array.from({ length: plan.variants }, (_, index) => plan.baselineOf(index));
  };

  it("is the first scheduler, all else equal", () => {
    assert.deepEqual(baselines(BASE + AXES), [undefined, 0, undefined, 2]);
  });

  it("is none without an axis that varies schedules", () => {
    assert.deepEqual(baselines(`${BASE}grid:\n  optimizer.lr: [0.1, 0.2, 0.3]\n`), [undefined, undefined, undefined]);
    const gammas = `${BASE}scheduler: ${STEP}\ngrid:\n  scheduler.gamma: [0.1, 0.5]\n`;
    assert.deepEqual(baselines(gammas), [undefined, undefined]);
  });

  it("is the first schedule of the axis that varies schedules, whatever its path", () => {
    const phases = `${BASE}scheduler:\n  - {type: LinearLR, epochs: 5}\n  - CosineAnnealingLR\n`;
    assert.deepEqual(
      baselines(`${phases}grid:\n  optimizer.lr: [0.1, 0.2]\n  scheduler.1: [CosineAnnealingLR, ${STEP}]\n`),
      [undefined, 0, undefined, 2],
    );
    assert.deepEqual(
      baselines(`${BASE}grid:\n  optimizer.lr + scheduler: {low: [0.1, null], high: [0.2, ${STEP}]}\n`),
      [undefined, 0],
    );
    const types =
      "scheduler: {type: ExponentialLR, gamma: 0.5}\ngrid:\n  scheduler.type: [ExponentialLR, ConstantLR]\n";
    assert.deepEqual(baselines(`${BASE}${types}  exclude: [{scheduler.type: ConstantLR}]\n`), [undefined]);
  });

  it("fixes the axes that it names", () => {
    assert.deepEqual(baselines(`${BASE}${AXES}baseline: {scheduler: step}\n`), [1, undefined, 3, undefined]);
    assert.deepEqual(baselines(`${BASE}${AXES}baseline: {scheduler: step, optimizer.lr: 0.2}\n`), [3, 3, 3, undefined]);
  });

  it("ignores axes that do not apply to it", () => {
    assert.deepEqual(baselines(`${BASE}${AXES}  scheduler.gamma: [0.5, 0.9]\n`), [undefined, 0, 0, undefined, 3, 3]);
  });

  it("is none where no variant is equal on the other axes", () => {
    const text = `${BASE}${AXES}  exclude: [{optimizer.lr: 0.2, scheduler: constant}]\n`;
    assert.deepEqual(baselines(text), [undefined, 0, undefined]);
  });
});

describe("What is compared", () => {
  const AXES = `grid:\n  optimizer.lr: [0.1, 0.2]\n  training.epochs: [4, 8]\n  scheduler: {constant: null, step: ${STEP}}\n  scheduler.gamma: [0.5, 0.9]\n`;
  const compareOf = (text: string) => planOf(text).compare;

  it("is by default what varies schedules, each at the best of its own points", () => {
    const byDefault: Compare = {
      axis: 2,
      against: "constant",
      tune: [0],
      own: [3],
      strata: [1],
      isSearched: false,
      margin: { kind: "share", share: 0.01 },
      test: "auto",
      scale: "linear",
      hasRatios: true,
    };
    assert.deepEqual(compareOf(BASE + AXES), byDefault);
    assert.deepEqual(compareOf(`${BASE}${AXES}compare: {}\n`), byDefault);
  });

  it("is nothing where no axis varies schedules, or several do and none is named", () => {
    assert.isUndefined(compareOf(`${BASE}grid:\n  optimizer.lr: [0.1, 0.2]\n`).axis);
    const two = `${BASE}scheduler: [{type: LinearLR, epochs: 5}, CosineAnnealingLR]\ngrid:\n  scheduler.0: [{type: LinearLR, epochs: 5}, {type: ConstantLR, epochs: 5}]\n  scheduler.1: [CosineAnnealingLR, ${STEP}]\n`;
    assert.isUndefined(compareOf(two).axis);
    assert.include(compareOf(`${two}compare: {axis: scheduler.1}\n`), { axis: 1, against: "CosineAnnealingLR" });
  });

  it("is the axis that compare names, against its first value", () => {
    const text = `${BASE}grid:\n  optimizer.momentum: [0, 0.9]\n  optimizer.lr: [0.1, 0.2]\n`;
    const plan = planOf(`${text}compare: {axis: optimizer.momentum}\n`);
    assert.include(plan.compare, { axis: 0, against: 0 });
    assert.deepEqual(plan.compare.tune, [1]);
    assert.deepEqual([0, 1, 2, 3].map(plan.baselineOf), [undefined, undefined, 0, 1]);
  });

  it("has the baseline of compare, or the one at the top", () => {
    for (const baseline of ["baseline: {scheduler: step}", "compare: {baseline: {scheduler: step}}"]) {
      const plan = planOf(`${BASE}grid:\n  scheduler: {constant: null, step: ${STEP}}\n${baseline}\n`);
      assert.strictEqual(plan.compare.against, "step");
      assert.strictEqual(plan.baselineOf(0), 1);
    }
  });

  it("tunes what compare names; what it does not name stays apart", () => {
    const { tune, own, strata } = compareOf(`${BASE}${AXES}compare: {tune: [training.epochs]}\n`);
    assert.deepEqual([tune, own, strata], [[1], [3], [0]]);
    assert.deepEqual(compareOf(`${BASE}${AXES}compare: {tune: []}\n`).strata, [0, 1]);
  });

  it("is no part of a run's identity", () => {
    assert.strictEqual(idOf(`${BASE}${AXES}compare: {axis: optimizer.lr}\n`), idOf(BASE + AXES));
  });
});
