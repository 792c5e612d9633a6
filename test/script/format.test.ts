import { assert } from "chai";
import { scriptRun } from "../../src/contracts/config.ts";
import { parts } from "../../src/parts.ts";
import { previewCourse } from "../../src/training/preview.ts";
import { errorsOf, planOf, SCRIPT, scriptWith, warningsOf } from "./experiment.ts";

const configOf = (text: string, variant = 0) => scriptRun(planOf(text).variant(variant).config);
const idOf = (...of: Parameters<typeof planOf>) => planOf(...of).runId(0, 0);
const FILES = { "train.py": "print('hello')\n" };

describe("An experiment with a program", () => {
  it("makes a plan with the columns that it names", () => {
    const plan = planOf(
      scriptWith({ grid: "{optimizer.lr: [0.1, 0.01], script.parameters.width: [32, 64]}", seeds: "3" }),
    );
    assert.strictEqual(plan.variants, 4);
    assert.deepEqual(plan.heads, ["optimizer.lr", "script.parameters.width"]);
    assert.deepEqual(plan.metrics, ["val_accuracy", "val_loss", "train_loss"]);
    assert.deepEqual(plan.rates, ["lr"]);
    const { script, optimizer } = scriptRun(plan.variant(3).config);
    assert.deepEqual(script, { command: ["python3", "train.py"], parameters: { width: 64 } });
    assert.deepEqual(optimizer, { lr: 0.01, momentum: 0.9 });
    assert.deepEqual(plan.objective, {
      metric: "val_accuracy",
      mode: "max",
      at: "final",
      directions: { val_accuracy: "max", val_loss: "min", train_loss: "min" },
    });
  });

  it("ranks by a metric that it names, in its own direction", () => {
    assert.include(planOf(scriptWith({ objective: "{metric: val_loss}" })).objective, {
      metric: "val_loss",
      mode: "min",
    });
    const slashed = scriptWith({ metrics: "{val/mAP@50: max}".replace("@", "-"), objective: "{metric: val/mAP-50}" });
    assert.include(planOf(slashed).objective, { metric: "val/mAP-50", mode: "max" });
  });

  it("may be measured in steps", () => {
    const inSteps = configOf(scriptWith({ training: "{steps: 10000, eval_every: 500}" }));
    assert.deepEqual(inSteps.training, { epochs: 20, steps_per_epoch: 500, on_divergence: "stop" });
    assert.strictEqual(
      idOf(scriptWith({ training: "{steps: 10000, eval_every: 500}" })),
      idOf(scriptWith({ training: "{epochs: 20, steps_per_epoch: 500}" })),
    );
  });

  it("has the rates of our own schedules, by epoch and by step", () => {
    const ratesOf = (scheduler: string, training = "{epochs: 3, steps_per_epoch: 2}") => {
      const variant = planOf(scriptWith({ training, scheduler })).variant(0);
      return previewCourse(variant, parts.scheduler, () => ({})).lr;
    };
    assert.deepEqual(ratesOf("{type: StepLR, step_size: 1, gamma: 0.5}", "{epochs: 3}"), [0.1, 0.05, 0.025]);
    assert.deepEqual(
      ratesOf("{type: StepLR, step_size: 2, gamma: 0.5, interval: step}"),
      [0.1, 0.1, 0.05, 0.05, 0.025, 0.025],
    );
  });

  it("gives each param group a rate, the optimizer's own first", () => {
    const plan = planOf(scriptWith({ optimizer: "{lr: 0.1, betas: [0.9, 0.99], groups: [{name: head, lr: 0.01}]}" }));
    assert.deepEqual(plan.variant(0).base, { lr: [0.1, 0.01], momentum: [0.9, 0.9] });
    assert.deepEqual(plan.rates, ["lr", "lr.head"]);
    const { groups } = scriptRun(plan.variant(0).config).optimizer;
    assert.deepEqual(groups, [{ name: "head", lr: 0.01, betas: [0.9, 0.99] }]);
  });

  it("has optional metrics, which need no direction", () => {
    const plan = planOf(scriptWith({ metrics: "{val_loss: min, optional: [images_per_s]}" }));
    assert.deepEqual(plan.metrics, ["val_loss", "images_per_s"]);
    assert.deepInclude(plan.trainer, { optional: ["images_per_s"] });
  });

  it("searches and prunes as others do", () => {
    const text = scriptWith({
      search:
        "{type: random, runs: 6, space: {optimizer.lr: {log_uniform: [0.001, 1]}, script.parameters.width: {int_uniform: [8, 64]}}}",
      prune: "{type: successive_halving, reduction_factor: 3}",
    });
    assert.strictEqual(planOf(text).variants, 6);
  });
});

describe("The identity of a program's run", () => {
  it("is its command, parameters, optimizer, schedule and length", () => {
    const others = [
      scriptWith({ script: "{command: [python3, train.py, --fast], files: [train.py]}" }),
      scriptWith({ script: "{command: [python3, train.py], files: [train.py], parameters: {width: 3}}" }),
      scriptWith({ optimizer: "{lr: 0.1, momentum: 0.8}" }),
      scriptWith({ scheduler: "{type: StepLR, step_size: 10}" }),
      scriptWith({ training: "{epochs: 31, steps_per_epoch: 391}" }),
    ];
    const ids = [SCRIPT, ...others].map((text) => idOf(text));
    assert.strictEqual(new Set(ids).size, ids.length);
  });

  it("is the content of its files and the version of its Python", () => {
    const venv = scriptWith({ script: "{command: [python3, train.py], files: [train.py], python: venv/bin/python}" });
    const cfg = (version: string) => ({ ...FILES, "venv/pyvenv.cfg": `version = ${version}\n` });
    const ids = [
      idOf(SCRIPT, FILES),
      idOf(SCRIPT, { "train.py": "print('bye')\n" }),
      idOf(venv, cfg("3.11.2")),
      idOf(venv, cfg("3.12.1")),
    ];
    assert.strictEqual(new Set(ids).size, ids.length);
  });

  it("is not its environment, its metrics or how long it may take", () => {
    const script =
      "{command: [python3, train.py], files: [train.py], env: {HF_HOME: /data, N: 3}, silence: 60, end_within: 5}";
    assert.strictEqual(idOf(scriptWith({ script })), idOf(SCRIPT));
    assert.strictEqual(idOf(scriptWith({ metrics: "{val_loss: min}" })), idOf(SCRIPT));
    assert.deepInclude(planOf(scriptWith({ script })).trainer, {
      env: { HF_HOME: "/data", N: "3" },
      silence: 60,
      endWithin: 5,
    });
  });
});

/** What is wrong, what it is about, and the first way out. */
const WRONG: readonly (readonly [string, Parameters<typeof scriptWith>[0], string])[] = [
  [
    "data beside it",
    { data: "{type: noise, features: 2, samples: 8}" },
    "resnet.yaml:5:1: error: script and data do not go together\n    5 | data: {type: noise, features: 2, samples: 8}\n      | ^ the program reads its own data: remove it, and hand values on under script.parameters",
  ],
  ["a model beside it", { model: "[ReLU]" }, "the program has its own model"],
  ["a loss beside it", { loss: "MSELoss" }, "the program has its own loss"],
  [
    "batches beside it",
    { training: "{epochs: 3, batch_size: 8}" },
    "hand the number on as script.parameters.batch_size",
  ],
  [
    "accumulation beside it",
    { training: "{epochs: 3, accumulate: 8}" },
    "count its optimizer steps in steps_per_epoch",
  ],
  ["drop_last beside it", { training: "{epochs: 3, drop_last: true}" }, "count them in steps_per_epoch"],
  ["no metrics", { metrics: undefined }, "the experiment needs 'metrics': what the program reports after each epoch"],
  ["a list of metrics", { metrics: "[accuracy]" }, "metrics must be a mapping, found a list"],
  ["a metric without direction", { metrics: "{val_loss: 3}" }, "metrics.val_loss must be"],
  ["a column of ours", { metrics: "{val_loss: min, epoch: max}" }, "metrics: 'epoch' is a column that every sweep has"],
  [
    "a beginning of ours",
    { metrics: "{val_loss: min, best_loss: min}" },
    "metrics: 'best_loss' begins with best_, as columns of every sweep do",
  ],
  [
    "an axis as a metric",
    { metrics: "{optimizer.lr: min}", grid: "{optimizer.lr: [1, 2]}" },
    "metrics: 'optimizer.lr' is the column of an axis",
  ],
  ["optional metrics only", { metrics: "{optional: [speed]}" }, "metrics has nothing that each epoch reports"],
  [
    "an objective that nothing reports",
    { objective: "{metric: val_los}" },
    "objective.metric is val_los, but metrics does not have it\n",
  ],
  [
    "an optional objective",
    { metrics: "{val_loss: min, speed: max, optional: [speed]}", objective: "{metric: speed}" },
    "objective.metric is speed, which is optional",
  ],
  [
    "a value named twice",
    { script: "{command: [a], files: [train.py], parameters: {momentum: 1}}" },
    "'momentum' is named in both script.parameters and optimizer",
  ],
  ["no rate", { optimizer: "{momentum: 0.9}" }, "optimizer needs 'lr'"],
  [
    "two groups of a name",
    { optimizer: "{lr: 1, groups: [{name: a}, {name: a}]}" },
    "optimizer.groups: two groups are called a",
  ],
  [
    "a command as text",
    { script: "{command: python3 train.py}" },
    "script.command must be a list of words, found 'python3 train.py'",
  ],
  ["no command", { script: "{files: [train.py]}" }, "script needs 'command'"],
  [
    "a file that is not there",
    { script: "{command: [a], files: [model.py]}" },
    "script.files.0: cannot read model.py: there is no such file",
  ],
  [
    "steps and epochs",
    { training: "{epochs: 3, steps: 100, eval_every: 10}" },
    "training has both 'epochs' and 'steps'",
  ],
  [
    "steps that do not come out even",
    { training: "{steps: 100, eval_every: 30}" },
    "training.steps is 100, which is no multiple of eval_every 30",
  ],
  ["no length", { training: "{steps_per_epoch: 10}" }, "training needs 'epochs', or 'steps'"],
  ["steps without reports", { training: "{steps: 10}" }, "training.steps needs 'eval_every'"],
  [
    "a schedule by step without steps",
    { training: "{epochs: 10}", scheduler: "OneCycleLR".replace("OneCycleLR", "{type: OneCycleLR, max_lr: 0.1}") },
    "scheduler goes by step, and training does not say how many an epoch has",
  ],
  [
    "a plateau that follows nothing",
    { scheduler: "{type: ReduceLROnPlateau, monitor: val_acc}" },
    "scheduler.monitor is val_acc, but metrics does not have it as one that each epoch reports",
  ],
  [
    "a placeholder for nothing",
    { script: '{command: [a, "{optimizer.rate}"], files: [train.py]}' },
    "script.command.1: {optimizer.rate} stands for nothing",
  ],
  [
    "a schedule that nobody follows",
    {
      script: '{command: [a, "{optimizer.lr}"], files: [train.py], output: metrics.csv}',
      scheduler: "{type: StepLR, step_size: 3}",
    },
    "a program with script.output reads no rates, so none would follow the schedule",
  ],
  [
    "columns without a file",
    { script: "{command: [a], files: [train.py], columns: {val_loss: loss}}" },
    "script.columns goes with output",
  ],
  [
    "columns of no metric",
    { script: "{command: [a], files: [train.py], output: o.csv, columns: {loss: loss}}" },
    "script.columns: 'loss' is none of metrics",
  ],
  ["an axis of its data", { grid: "{data.noise: [1, 2]}" }, "grid.data.noise: 'data.noise' is not a path"],
  ["an axis of its files", { grid: "{script.files: [[a], [b]]}" }, "grid.script.files: no part has a parameter there"],
  ["an unknown key", { script: "{command: [a], file: [train.py]}" }, "script has no key 'file'"],
];

describe("A program's experiment with a mistake", () => {
  for (const [what, lines, message] of WRONG)
    it(`tells of ${what}`, () => assert.include(errorsOf(scriptWith(lines)), message));
});

describe("A program's experiment", () => {
  it("warns where no file is named, as edits would go unseen", () => {
    assert.include(
      warningsOf(scriptWith({ script: "{command: [python3, train.py]}" })),
      "script.files is missing, so an edit of the program trains nothing again",
    );
    assert.strictEqual(warningsOf(SCRIPT), "");
  });

  it("warns of a Python whose version nothing tells", () => {
    const script = (python: string) => `{command: [python3, train.py], files: [train.py], python: ${python}}`;
    assert.include(warningsOf(scriptWith({ script: script("py/bin/python") })), "cannot be told without starting it");
    assert.strictEqual(warningsOf(scriptWith({ script: script("/usr/bin/python3.12") })), "");
  });

  it("warns of schedules of equal rates and of late plateaus, as others do", () => {
    const grid = "{scheduler: {a: {type: StepLR, step_size: 40}, b: {type: StepLR, step_size: 50}}}";
    assert.include(warningsOf(scriptWith({ grid })), "a and b give the same rates at every step");
    assert.include(warningsOf(scriptWith({ scheduler: "{type: ReduceLROnPlateau, patience: 60}" })), "patience");
  });
});
