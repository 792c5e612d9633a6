import { readdirSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { assert } from "chai";
import { parts } from "../../src/parts.ts";
import { root } from "../root.ts";
import { type Editor, startEditor } from "./editor.ts";

const SCHEMA = pathToFileURL(`${root}schemas/experiment.schema.json`).href;
const MODELINE = "# yaml-language-server: $schema=../schemas/experiment.schema.json\n";

const HEAD = `data: {type: linear, features: 10, samples: 512}
model: [{type: Linear, out_features: 1}]
loss: MSELoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 50}
`;

const PARAMETERS = new Set([
  "epochs",
  ...Object.values(parts.scheduler).flatMap(({ params }) => Object.keys(params.properties)),
]);

describe("yaml-language-server with the committed schema", function () {
  this.timeout(60_000);
  let editor: Editor;

  before(async () => {
    editor = await startEditor({ [SCHEMA]: "experiments/*.yaml" });
  });

  after(() => editor.close());

  const labels = async (text: string) => (await editor.complete(text)).map(({ label }) => label);
  /** Those of the labels that are parameters of some scheduler; a part's name offers to fill in all that it requires. */
  const parameters = async (text: string) => (await labels(text)).filter((label) => PARAMETERS.has(label));

  it("completes the type of a scheduler, alone and in a list", async () => {
    const schedulers = Object.keys(parts.scheduler);
    assert.includeMembers(await labels(`${HEAD}scheduler:\n  type: ▮\n`), schedulers);
    assert.includeMembers(await labels(`${HEAD}scheduler:\n  - type: ▮\n`), schedulers);
  });

  it("says what each type does", async () => {
    const suggestions = await editor.complete(`${HEAD}scheduler:\n  type: ▮\n`);
    const { documentation } = suggestions.find(({ label }) => label === "StepLR") ?? {};
    assert.include(documentation, parts.scheduler.StepLR?.description as string);
    assert.include(documentation, "lr_scheduler.StepLR");
  });

  it("completes the parameters of the chosen type and no others", async () => {
    const alone = await parameters(`${HEAD}scheduler:\n  type: StepLR\n  ▮\n`);
    assert.sameMembers(alone, ["step_size", "gamma"]);
    const phase = await parameters(`${HEAD}scheduler:\n  - type: StepLR\n    ▮\n  - type: CosineAnnealingLR\n`);
    assert.sameMembers(phase, ["step_size", "gamma", "epochs"]);
  });

  it("completes a bare name in a list", async () => {
    assert.include(await labels(`model:\n  - ▮\n`), "ReLU");
    const schedulers = await labels(`${HEAD}scheduler: ▮\n`);
    assert.include(schedulers, "CosineAnnealingLR");
    assert.notInclude(schedulers, "StepLR");
  });

  it("completes the paths of well-known axes, and what may stand there", async () => {
    assert.includeMembers(await labels(`${HEAD}grid:\n  ▮\n`), ["scheduler", "optimizer.lr", "training.batch_size"]);
    assert.includeMembers(await labels(`${HEAD}grid:\n  optimizer.lr:\n    ▮\n`), ["linspace", "range"]);
    assert.include(await labels(`${HEAD}grid:\n  scheduler:\n    step:\n      type: ▮\n`), "StepLR");
    assert.sameMembers(await parameters(`${HEAD}grid:\n  scheduler:\n    step:\n      type: StepLR\n      ▮\n`), [
      "step_size",
      "gamma",
    ]);
  });

  it("describes parameters, with their defaults, and types under the pointer", async () => {
    const stepSize = await editor.hover(`${HEAD}scheduler:\n  type: StepLR\n  step_s▮ize: 3\n`);
    assert.include(stepSize, "Epochs between drops.");
    const gamma = await editor.hover(`${HEAD}grid:\n  scheduler:\n    - {type: StepLR, step_size: 3, gam▮ma: 0.5}\n`);
    assert.include(gamma, "Factor of each drop. Default: 0.1.");
    const type = await editor.hover(`${HEAD}scheduler:\n  - {type: Step▮LR, step_size: 3}\n`);
    assert.include(type, parts.scheduler.StepLR?.description as string);
    assert.include(type, "lr_scheduler.StepLR");
    assert.include(await editor.hover(`${HEAD}see▮ds: 3\n`), "Seeds for every variant");
  });

  const mistakes: readonly (readonly [string, string, string])[] = [
    ["a misspelt parameter", "scheduler:\n  type: StepLR\n  step_size: 3\n  gama: 0.5", "gama"],
    [
      "a misspelt parameter of a phase",
      "scheduler:\n  - CosineAnnealingLR\n  - type: CosineAnnealingLR\n    eta: 0",
      "eta",
    ],
    ["a parameter of another type", "scheduler: {type: StepLR, step_size: 3, T_max: 5}", "T_max"],
    ["an unknown type", "scheduler: {type: StepLr, step_size: 3}", "StepLR"],
    ["a missing parameter", "scheduler: {type: StepLR}", "step_size"],
    ["a bare name that needs parameters", "scheduler: StepLR", "CosineAnnealingLR"],
    ["a value out of bounds", "scheduler: {type: StepLR, step_size: 0}", "minimum of 1"],
    ["a variant's misspelt parameter", "grid:\n  scheduler:\n    step: {type: StepLR, stepsize: 3}", "stepsize"],
    [
      "a listed variant's misspelt parameter",
      "grid:\n  scheduler:\n    - null\n    - {type: StepLR, stepsize: 3}",
      "stepsize",
    ],
    ["text where an axis has numbers", "grid:\n  optimizer.lr: [0.1, fast]", "number"],
    ["two generators at once", "grid:\n  optimizer.lr: {linspace: [0, 1, 3], range: [0, 1, 0.1]}", "1"],
    ["an unknown key", "seed: 3", "seed"],
  ];
  for (const [what, text, word] of mistakes) {
    it(`reports ${what} on its line`, async () => {
      const complaints = await editor.diagnose(`${HEAD}${text}\n`);
      const last = HEAD.split("\n").length - 1 + text.split("\n").length;
      assert.include(complaints.map(({ message }) => message).join("\n"), word);
      assert.hasAllKeys(new Set(complaints.map(({ line }) => line)), [last]);
    });
  }

  for (const file of readdirSync(`${root}experiments`).filter((name) => name.endsWith(".yaml"))) {
    it(`finds nothing wrong in experiments/${file}`, async () => {
      assert.deepEqual(await editor.diagnose(readFileSync(`${root}experiments/${file}`, "utf8")), []);
    });
  }

  it("finds nothing wrong with the rest of what may be written", async () => {
    const text = `${HEAD}scheduler:
  - {type: ConstantLR, factor: 1, epochs: 10}
  - CosineAnnealingLR
seeds: [3, 7]
objective: {metric: train_loss, at: best}
baseline: {scheduler: constant}
grid:
  optimizer.lr: {logspace: [-3, -1, 10]}
  optimizer.momentum: {none: 0, some: 0.9}
  optimizer.lr + training.batch_size: [[0.1, 32], [0.2, 64]]
  scheduler: {constant: null, cosine: CosineAnnealingLR, "two phases": [{type: LinearLR, epochs: 5}, CosineAnnealingLR]}
  model: {deep: [{type: Linear, out_features: 4}, ReLU, {type: Linear, out_features: 1}]}
  include: [{optimizer.lr: 1}]
  exclude: [{scheduler: constant, optimizer.lr: 0.1}]
`;
    assert.deepEqual(await editor.diagnose(text), []);
  });

  describe("found by the modeline", () => {
    let unconfigured: Editor;
    before(async () => {
      unconfigured = await startEditor({});
    });
    after(() => unconfigured.close());

    it("reports mistakes", async () => {
      const complaints = await unconfigured.diagnose(`${MODELINE}${HEAD}schedule: null\n`);
      assert.include(complaints.map(({ message }) => message).join("\n"), "schedule");
      assert.deepEqual(await unconfigured.diagnose(`${HEAD}schedule: null\n`), []);
    });
  });
});
