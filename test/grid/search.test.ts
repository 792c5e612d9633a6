import { assert } from "chai";
import { knownVariants, type Plan } from "../../src/experiment/plan.ts";
import { BASE, cellsOf, errorsOf, planOf, warningsOf } from "../plan/experiment.ts";

const searching = (space: string, type = "random") => `${BASE}search: {type: ${type}, runs: 4, space: {${space}}}\n`;

describe("A search", () => {
  it("adds its points to those of the grid, the same at each of them", () => {
    const text = `${searching("optimizer.lr: {log_uniform: [1e-3, 1]}")}grid: {scheduler: {none: null, step: {type: StepLR, step_size: 5}}}\n`;
    const plan = planOf(text);
    assert.deepEqual(plan.heads, ["scheduler", "optimizer.lr"]);
    const cells = cellsOf(plan);
    assert.deepEqual(
      cells.map(([name]) => name),
      Array(4).fill(["none", "step"]).flat(),
    );
    for (let i = 0; i < 8; i += 2) assert.strictEqual(cells[i]?.[1], cells[i + 1]?.[1]);
    assert.strictEqual(new Set(cells.map(([, lr]) => lr)).size, 4);
    for (const lr of cells.map((cell) => cell[1] as number)) {
      assert.isAtLeast(lr, 1e-3);
      assert.isAtMost(lr, 1);
    }
  });

  it("stands for one point where no path of its space applies", () => {
    const text = `${searching("scheduler.gamma: {uniform: [0.1, 0.9]}")}grid: {scheduler: {none: null, step: {type: StepLR, step_size: 5}}}\n`;
    const cells = cellsOf(planOf(text));
    assert.deepEqual(
      cells.filter(([name]) => name === "none"),
      [["none", null]],
    );
    assert.lengthOf(
      cells.filter(([name]) => name === "step"),
      4,
    );
  });

  it("has no choice twice, whatever it is called: a configuration counts once", () => {
    for (const type of ["random", "tpe", "sobol"]) {
      const refused = (space: string) => errorsOf(searching(space, type));
      assert.include(refused("optimizer.lr: {choice: [0.1, 0.10]}"), "search.space.optimizer.lr.choice has 0.1 twice");
      assert.include(refused("scheduler: {choice: {a: null, b: null}}"), "a and b are the same");
    }
    planOf(searching("optimizer.lr: {choice: {a: 0.1, b: 0.2}}"));
  });

  it("draws the same points with the same seed, and others with another", () => {
    const text = searching("optimizer.lr: {uniform: [0.1, 1]}");
    assert.deepEqual(cellsOf(planOf(text)), cellsOf(planOf(text)));
    assert.notDeepEqual(cellsOf(planOf(text.replace("runs: 4", "runs: 4, seed: 1"))), cellsOf(planOf(text)));
  });

  it("draws whole numbers, steps and choices as they are", () => {
    const text = searching(
      "model.0.out_features: {choice: [1]}, training.batch_size: {int_uniform: [8, 64, 8]}, optimizer.momentum: {uniform: [0, 0.9, 0.3]}",
    ).replace("runs: 4", "runs: 40");
    const cells = cellsOf(planOf(text));
    assert.deepEqual(new Set(cells.map(([, size]) => size)), new Set([8, 16, 24, 32, 40, 48, 56, 64]));
    assert.deepEqual(new Set(cells.map(([, , momentum]) => momentum)), new Set([0, 0.3, 0.6, 0.9]));
  });

  it("tries each configuration once, and as many as there are", () => {
    for (const type of ["random", "sobol", "tpe"]) {
      const text = searching(
        "optimizer.lr: {choice: [0.1, 0.2, 0.3]}, optimizer.momentum: {uniform: [0, 0.9, 0.9]}",
        type,
      ).replace("runs: 4", "runs: 40");
      const plan = planOf(text);
      assert.strictEqual(plan.variants, 6, type);
      assert.strictEqual(new Set(cellsOf(plan).map((cells) => cells.join())).size, 6, type);
      assert.include(warningsOf(text), "search.runs is 40, but its space has 6 points: each is tried once");
      assert.include(warningsOf(text), "^ runs: 6");
      assert.equal(warningsOf(text.replace("runs: 40", "runs: 6")), "");
    }
  });

  it("counts what has no further parameters once, at each point of the grid by itself", () => {
    const choice = "{choice: {none: null, step: {type: StepLR, step_size: 5}}}";
    const text = searching(`scheduler: ${choice}, scheduler.gamma: {uniform: [0.1, 0.9]}`).replace(
      "runs: 4",
      "runs: 12",
    );
    for (const type of ["random", "sobol"]) {
      const names = cellsOf(planOf(text.replace("random", type))).map(([name]) => name);
      assert.lengthOf(names, 12);
      assert.lengthOf(
        names.filter((name) => name === "none"),
        1,
      );
    }
    const finite = searching("scheduler.gamma: {choice: [0.1, 0.5]}, optimizer.lr: {choice: [0.1, 0.2, 0.3]}");
    const grid = "grid: {scheduler: {none: null, step: {type: StepLR, step_size: 5}}}\n";
    const cells = cellsOf(planOf(finite.replace("runs: 4", "runs: 5") + grid));
    const counts = ["none", "step"].map((name) => cells.filter(([own]) => own === name).length);
    assert.deepEqual(counts, [3, 5]);
    assert.strictEqual(new Set(cells.map((own) => own.join())).size, 8);
  });

  it("that learns passes over what it has tried, batch after batch", () => {
    const space = "optimizer.lr: {choice: [0.1, 0.2, 0.3, 0.4]}, optimizer.momentum: {uniform: [0, 0.9, 0.3]}";
    let plan: Plan = planOf(searching(space, "tpe").replace("runs: 4", "runs: 30, batch: 4, n_startup_trials: 4"));
    assert.strictEqual(plan.variants, 16);
    while (plan.adaptive?.grow) {
      const standings = Array.from({ length: knownVariants(plan) }, (_, value) => ({
        epochs: 50,
        diverged: 0,
        loss: value,
      }));
      plan = plan.adaptive.grow(standings);
    }
    assert.strictEqual(new Set(cellsOf(plan).map((cells) => cells.join())).size, 16);
  });

  it("compares its points with none of them, as the first is drawn like the others", () => {
    const baselines = (text: string) => {
      const plan = planOf(text);
      return Array.from({ length: plan.adaptive?.known ?? plan.variants }, (_, variant) => plan.baselineOf(variant));
    };
    for (const type of ["random", "sobol", "tpe"])
      assert.deepEqual(
        new Set(baselines(searching("optimizer.lr: {log_uniform: [1e-3, 1]}", type))),
        new Set([undefined]),
      );
    const withGrid = `${searching("optimizer.lr: {log_uniform: [1e-3, 1]}")}grid: {scheduler: {none: null, step: {type: StepLR, step_size: 5}}}\n`;
    assert.deepEqual(baselines(withGrid), [undefined, 0, undefined, 2, undefined, 4, undefined, 6]);
  });

  it("knows only its first batch where it learns", () => {
    const plan = planOf(searching("optimizer.lr: {uniform: [0.1, 1]}", "tpe").replace("runs: 4", "runs: 20"));
    assert.deepEqual([plan.variants, plan.adaptive?.known], [20, 8]);
    const standings = Array.from({ length: 8 }, (_, i) => ({ epochs: 50, diverged: 0, loss: i }));
    const grown = plan.adaptive?.grow?.(standings);
    assert.strictEqual(grown?.adaptive?.known, 16);
    assert.deepEqual(grown?.variant(15).cells, plan.adaptive?.grow?.(standings).variant(15).cells);
    assert.strictEqual(plan.runId(3, 0), grown?.runId(3, 0));
  });

  const bad: readonly (readonly [what: string, text: string, says: RegExp])[] = [
    [
      "ends the wrong way round",
      searching("optimizer.lr: {uniform: [1, 0.1]}"),
      /decay.yaml:6:\d+: error: .*low end 1 must be below the high end 0.1/,
    ],
    [
      "a logarithm of 0",
      searching("optimizer.lr: {log_uniform: [0, 1]}"),
      /6:\d+: error: .*low end must be above 0, found 0/,
    ],
    [
      "an unknown path",
      searching("optimiser.lr: {uniform: [0, 1]}"),
      /6:\d+: error: .*is not a path[\s\S]*did you mean 'optimizer.lr'/,
    ],
    [
      "a path that is nowhere a parameter",
      searching("optimizer.momentun: {uniform: [0, 1]}"),
      /no part has a parameter there[\s\S]*did you mean 'optimizer.momentum'/,
    ],
    [
      "an end out of the parameter's bounds",
      searching("optimizer.lr: {uniform: [-1, 1]}"),
      /6:\d+: error: optimizer.lr must be a number ≥ 0, found -1/,
    ],
    [
      "whole ends with broken numbers between",
      searching("training.epochs: {uniform: [10, 20]}"),
      /training.epochs must be a whole number ≥ 1, found 13\.8/,
    ],
    ["another tool's name", searching("optimizer.lr: {loguniform: [0.1, 1]}"), /use log_uniform: /],
    [
      "a path of the grid",
      `${searching("optimizer.lr: {uniform: [0, 1]}")}grid: {optimizer.lr: [1]}\n`,
      /the grid has values for it too/,
    ],
    [
      "a choice that cannot be run",
      searching("scheduler: {choice: [null, {type: StepLR, step_size: 0}]}"),
      /step_size must be a whole number ≥ 1, found 0/,
    ],
    ["a misspelt type", searching("optimizer.lr: {uniform: [0, 1]}", "sobool"), /did you mean 'sobol'/],
    [
      "another type's parameter",
      searching("optimizer.lr: {uniform: [0, 1]}").replace("runs: 4", "runs: 4, batch: 2"),
      /'batch' is a parameter of tpe/,
    ],
    [
      "nothing to decide",
      `${BASE}prune: {type: successive_halving, min_resource: 50}\n`,
      /prune decides nothing before the last of 50 epochs/,
    ],
    [
      "runs of different length to prune",
      `${BASE}prune: hyperband\ngrid: {training.epochs: [5, 6]}\n`,
      /training.epochs varies/,
    ],
    ["an unknown way to prune", `${BASE}prune: asha\n`, /did you mean 'successive_halving'/],
  ];
  for (const [what, text, says] of bad)
    it(`refuses ${what}`, () => {
      assert.match(errorsOf(text), says);
    });

  it("counts its runs against --max-runs", () => {
    assert.match(
      errorsOf(searching("optimizer.lr: {uniform: [0, 1]}"), { maxRuns: 3 }),
      /grid and search make 4 runs, more than 3/,
    );
  });
});
