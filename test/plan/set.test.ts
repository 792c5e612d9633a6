import { assert } from "chai";
import { applySettings } from "../../src/plan/set.ts";
import { BASE, cellsOf, errorsOf, planOf } from "./experiment.ts";

const FILE = `# kept
data: {type: linear, features: 10, samples: 512}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: [{type: SGD, lr: 0.1}]  # kept, too
training:
  epochs: 50
  batch_size: 16
grid:
  optimizer.lr: [0.1, 0.2]
  scheduler:
    constant: null
    step: {type: StepLR, step_size: 3}
  optimizer.momentum + training.drop_last:
  - [0, true]
  - [0.9, false]
`;

/** The lines that settings changed. */
function changed(...settings: readonly string[]): string[] {
  const before = FILE.split("\n");
  const { text, issues } = applySettings(FILE, settings);
  return [...issues.map(({ message }) => message), ...text.split("\n").filter((line) => !before.includes(line))];
}

describe("--set", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["training.epochs=3", "  epochs: 3"],
    ["training.batch_size=full", "  batch_size: full"],
    ["training.engine=portable", "  engine: portable"],
    ["loss.reduction=sum", "loss: {type: MSELoss, reduction: sum}"],
    ["model.0.bias=false", "model: [{bias: false, type: Linear, out_features: 1}]"],
    ["optimizer.weight_decay=1e-3", "optimizer: [{weight_decay: 1e-3, type: SGD, lr: 0.1}]  # kept, too"],
    ["grid.scheduler.step=null", "    step: null"],
    ["grid.scheduler.constant=CosineAnnealingLR", "    constant: CosineAnnealingLR"],
    ["objective.at=best", "objective: {at: best}"],
    ["description='- no'", 'description: "- no"'],
    ["seeds=[3, 7]", "seeds: [3, 7]"],
    ["optimizer.lr=0.3", "  optimizer.lr: [0.3]"],
    ["scheduler=step", "  scheduler: {step: {type: StepLR, step_size: 3}}"],
    ["scheduler={type: ExponentialLR, gamma: 0.9}", "  scheduler: [{type: ExponentialLR, gamma: 0.9}]"],
    ["grid.optimizer.lr={linspace: [0, 1, 3]}", "  optimizer.lr: {linspace: [0, 1, 3]}"],
    ["optimizer.momentum+training.drop_last=[0, false]", "  optimizer.momentum + training.drop_last: [[0, false]]"],
  ];
  for (const [setting, line] of cases)
    it(setting, () => {
      assert.deepEqual(changed(setting), [line]);
      planOf(FILE, { set: [setting] });
    });

  it("keeps the commas as they were typed", () => {
    const refusal = (setting: string) => errorsOf(FILE, { set: [setting] });
    for (const list of ["[0,5, 1]", "[0,1]"])
      assert.include(refusal(`grid.optimizer.lr=${list}`), "error: decimals take a point", list);
    assert.include(refusal("optimizer.lr=0,1"), "decimals take a point; write 0.1");
    planOf(FILE, { set: ["grid.optimizer.lr=[0.1,0.2]"] });
    assert.deepEqual(changed("seeds=[3,7]"), ["seeds: [3,7]"]);
    assert.deepEqual(changed("seeds=\n- 3\n- 7"), ["seeds: [3, 7]"]);
  });

  it("fills in what is empty", () => {
    const set = (text: string) => applySettings(text, ["training.epochs=3"]).text;
    assert.strictEqual(set("training:\n  epochs:\n  shuffle: true\n"), "training:\n  epochs: 3\n  shuffle: true\n");
    assert.strictEqual(set("training: {epochs, shuffle: true}\n"), "training: {epochs: 3, shuffle: true}\n");
    assert.strictEqual(set("training: {}\n"), "training: {epochs: 3}\n");
    assert.strictEqual(set("loss: MSELoss\n"), "training: {epochs: 3}\nloss: MSELoss\n");
  });

  it("makes a mapping of a number, and leaves a type a type", () => {
    assert.deepEqual(changed("seeds=5", "seeds.at_least=5", "seeds.at_most=9"), ["seeds: {at_most: 9, at_least: 5}"]);
    assert.deepEqual(changed("loss.type=L1Loss"), ["loss: L1Loss"]);
    assert.deepEqual(changed("training.epochs.0=3"), [
      "--set training.epochs.0=3: training.epochs is no list, so it has no element '0': set 'training.epochs=[3]'",
    ]);
  });

  it("fixes an axis, which keeps its column", () => {
    const plan = planOf(FILE, { set: ["scheduler=step", "optimizer.lr=0.3"] });
    assert.deepEqual(plan.heads.slice(0, 2), ["optimizer.lr", "scheduler"]);
    assert.deepEqual(
      cellsOf(plan).map((cells) => cells.slice(0, 2)),
      [
        [0.3, "step"],
        [0.3, "step"],
      ],
    );
  });

  it("gives the plan the text as run", () => {
    assert.strictEqual(planOf(BASE, { set: ["training.epochs=3"] }).text, BASE.replace("50", "3"));
  });

  it("applies one after another", () => {
    assert.deepEqual(changed("training.epochs=3", "training.epochs=4", "seeds=2", "seeds=3"), [
      "seeds: 3",
      "  epochs: 4",
    ]);
  });

  it("tells what it cannot do", () => {
    const refusal = (setting: string) => changed(setting)[0] ?? "";
    assert.match(refusal("optimizer.momentum=1"), /set 'optimizer.momentum \+ training.drop_last'/);
    assert.match(refusal("model.1.bias=true"), /model has no element '1'/);
    assert.match(refusal("metrics.0=mae"), /metrics is not written in the file.*set 'metrics=\[mae\]'/);
    assert.match(refusal("optimizer.betas.0=0.8"), /so it has no element '0': set 'optimizer.betas=\[…\]'/);
    assert.match(refusal("optimizer..lr=0.2"), /a dot too many: write 'optimizer.lr'/);
    assert.match(refusal("loss=!!str x"), /tags/);
    assert.match(
      refusal("grid.scheduler.stp=null"),
      /no variant 'stp', only constant, step; for an axis of its own set 'grid.scheduler.stp=\[null\]'/,
    );
    assert.match(refusal("scheduler.step=null"), /set 'grid.scheduler.step=null'/);
  });

  it("tells where a key belongs that is none of the top", () => {
    const refusal = (setting: string) => errorsOf(BASE, { set: [setting] });
    assert.include(refusal("epochs=5"), "an experiment has no key 'epochs': set 'training.epochs=5'");
    assert.include(refusal("lr=0.5"), "set 'optimizer.lr=0.5'");
    assert.include(refusal("mode=max"), "set 'objective.mode=max'");
    assert.include(refusal("gamma=0.5"), "set 'scheduler.gamma=0.5'");
  });

  it("finds the line in the user's file, whatever it put before it", () => {
    const errors = errorsOf(BASE.replace("epochs: 50", "epochs: no"), { set: ["seeds=2", "name=x", "optimizer.lr=z"] });
    assert.deepEqual(errors.match(/yaml:\d+:\d+/g), ["yaml:4:28", "yaml:5:20"]);
  });

  it("tells which setting put a bad value there, whatever was put before it", () => {
    const errors = errorsOf(BASE, { set: ["optimizer.lr=z", "seeds=2", "name=x"] });
    assert.match(errors, /^decay.yaml:4:28: .*found 'z'/);
    assert.match(errors, /= set by --set optimizer.lr=z$/);
  });

  it("leaves a file alone that is no YAML", () => {
    assert.match(errorsOf("a: [", { set: ["seeds=2"] }), /decay.yaml:1:4: error: the '\[' is not closed/);
  });
});
