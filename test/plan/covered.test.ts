import { assert } from "chai";
import { BASE, cellsOf, errorsOf, planOf, warningsOf, withLine } from "./experiment.ts";

const NAMED = `grid:
  optimizer.lr: [0.1, 0.2]
  scheduler: {constant: null, step: {type: StepLR, step_size: 5}, phases: [{type: LinearLR, epochs: 5}, CosineAnnealingLR]}
`;
const SPACE = "search: {type: random, runs: 3, space: {optimizer.lr: {uniform: [0.1, 1]}}}\n";

describe("What the grid or a search covers", () => {
  const refusal = (set: string, text = BASE + NAMED) => errorsOf(text, { set: [set] });
  const taken = (set: string) => planOf(BASE + NAMED, { set: [set] });

  for (const [set, way] of [
    ["scheduler.gamma=0.5", "grid.scheduler.gamma=[0.5]"],
    ["scheduler.step.gamma=0.5", "grid.scheduler.step.gamma=0.5"],
    ["scheduler.1.T_max=45", "grid.scheduler.1.T_max=[45]"],
  ] as const)
    it(`cannot be set beneath: ${set}`, () => {
      assert.include(refusal(set), `--set ${set}: grid.scheduler takes its place in every variant`);
      assert.include(refusal(set), `set '${way}'`);
      const schedulers = (plan: ReturnType<typeof planOf>) =>
        Array.from({ length: plan.variants }, (_, i) => JSON.stringify(plan.variant(i).config.scheduler));
      assert.notDeepEqual(schedulers(taken(way)), schedulers(planOf(BASE + NAMED)));
    });

  it("cannot be set as part of what stands above it", () => {
    const epochs = `${BASE}grid: {training.epochs: [5, 6]}\n`;
    const found = refusal("training={epochs: 9}", epochs);
    assert.include(found, "--set training={epochs: 9}: grid.training.epochs takes the place of its epochs in every");
    assert.include(found, "leave epochs out, and set grid.training.epochs by itself");
    assert.deepEqual(cellsOf(planOf(epochs, { set: ["grid.training.epochs=[9]"] })), [[9]]);
    planOf(epochs, { set: ["training={batch_size: 8}"] });
    for (const lr of ["{type: SGD, lr: 0.5}", "[{type: SGD, lr: 0.5}]"])
      assert.include(refusal(`optimizer=${lr}`), "grid.optimizer.lr takes the place of its lr");
    planOf(BASE + NAMED, { set: ["optimizer={type: SGD, momentum: 0.5}"] });
    assert.include(
      refusal("optimizer={type: SGD, lr: 0.5}", BASE + SPACE),
      "search.space.optimizer.lr takes the place",
    );
    const joined = `${BASE}grid: {training.epochs + training.drop_last: [[5, true], [6, false]]}\n`;
    assert.include(
      refusal("training={epochs: 9}", joined),
      "grid.training.epochs + training.drop_last takes the place",
    );
  });

  it("is covered by include, too, where each point of it has a value", () => {
    const points = `${BASE}grid: {include: [{optimizer.lr: 0.1}, {optimizer.lr: 0.2, training.epochs: 5}]}\n`;
    const found = refusal("optimizer.lr=0.3", points);
    assert.include(found, "grid.include takes its place in every variant, so it would change nothing");
    assert.include(found, "set 'grid.include=[{optimizer.lr: 0.3}]'");
    assert.deepEqual(cellsOf(planOf(points, { set: ["grid.include=[{optimizer.lr: 0.3}]"] })), [[0.3]]);
    planOf(points, { set: ["training.epochs=3"] });
    const whole = (entry: string) =>
      `${BASE}grid: {optimizer: [{type: SGD, lr: 0.1}, {type: SGD, lr: 0.2}], include: [${entry}]}\n`;
    const extended = whole("{training.epochs: 3}");
    assert.include(refusal("optimizer.lr=0.3", extended), "grid.optimizer takes its place in every variant");
    assert.include(
      refusal("optimizer.lr=0.3", whole("{optimizer: {type: SGD, lr: 1}}")),
      "set 'grid.optimizer.lr=[0.3]'",
    );
    const bare = `${BASE}grid: {training.epochs: [5, 6], optimizer: [{type: SGD, lr: 1}], include: [{training.epochs: 7}]}\n`;
    planOf(bare, { set: ["optimizer.lr=0.3"] });
  });

  it("is set by its axis, and by what a search draws", () => {
    assert.strictEqual(taken("optimizer.lr=0.3").variants, 3);
    assert.include(refusal("optimizer.lr=0.3", BASE + SPACE), "set 'search.space.optimizer.lr={choice: [0.3]}'");
    const plan = planOf(BASE + SPACE, { set: ["search.space.optimizer.lr={choice: [0.3]}"] });
    assert.deepEqual(cellsOf(plan), [[0.3]]);
  });

  it("is checked all the same", () => {
    const text = (optimizer: string) => withLine("optimizer", optimizer) + NAMED;
    assert.include(errorsOf(text("{type: SGD, lr: -0.01}")), "optimizer.lr must be a number ≥ 0, found -0.01");
    assert.include(errorsOf(text("{type: SGD, lr: 10^-3}")), "optimizer.lr must be a number ≥ 0, found '10^-3'");
    assert.include(errorsOf(withLine("optimizer", "{type: SGD, lr: -1}") + SPACE), "optimizer.lr must be a number ≥ 0");
    assert.include(
      errorsOf(`${withLine("training", "{epochs: 0}")}grid: {training.epochs: [5, 6]}\n`),
      "training.epochs must be",
    );
    assert.include(errorsOf(`${BASE}scheduler: {type: StpLR}\n${NAMED}`), "there is no scheduler 'StpLR'");
    // What is missing may come from the grid.
    assert.equal(errorsOf(`${BASE}scheduler: StepLR\ngrid: {scheduler.step_size: [5, 6]}\n`), "no error");
  });

  it("is told where it is a scheduler that no variant has", () => {
    assert.equal(
      warningsOf(`${BASE}scheduler: {type: ExponentialLR, gamma: 0.9}\n${NAMED}`),
      `decay.yaml:6:1: warning: scheduler counts for nothing: grid.scheduler gives every variant its own
    6 | scheduler: {type: ExponentialLR, gamma: 0.9}
      | ^ remove it, or add it to grid.scheduler`,
    );
    const used = `${BASE}scheduler: {type: ExponentialLR, gamma: 0.9}\ngrid: {include: [{scheduler: null}, {optimizer.lr: 0.2}]}\n`;
    assert.equal(warningsOf(used), "");
  });
});
