import { assert } from "chai";
import { parts } from "../../src/parts.ts";
import { errorsOf, planOf } from "../plan-of.ts";
import { BASE, withLine } from "./experiment.ts";

/** What every object has without owning it, in a place where each would mean something. */
const INHERITED = [
  ...["__proto__", "constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf"],
  ...["__defineGetter__", "__lookupSetter__", "toLocaleString"],
];

const RANGE = "{uniform: [0, 1]}";
const searched = (space: string) => `${BASE}search: {type: random, runs: 4, space: ${space}}\n`;

/** Texts in which NAME is a key, a type, a segment of a path, a metric or a name of something that is not there. */
const PLACES: Readonly<Record<string, string>> = {
  "a top-level key": `${BASE}NAME: 1\n`,
  "a parameter of data": withLine("data", "{type: linear, features: 3, samples: 64, NAME: 1}"),
  "a parameter of a layer": withLine("model", "[{type: Linear, out_features: 1, NAME: 1}]"),
  "a parameter of a loss": withLine("loss", "{type: MSELoss, NAME: 1}"),
  "a parameter of an optimizer": withLine("optimizer", "{type: SGD, lr: 0.1, NAME: 1}"),
  "a parameter of a scheduler": `${BASE}scheduler: {type: StepLR, step_size: 3, NAME: 1}\n`,
  "a parameter of a phase": `${BASE}scheduler: [{type: LinearLR, epochs: 2, NAME: 1}, ExponentialLR]\n`,
  "a parameter within a part": withLine("model", "[{type: Linear, out_features: 1, init: {type: zeros_, NAME: 1}}]"),
  "a key of training": withLine("training", "{epochs: 10, batch_size: 32, NAME: 1}"),
  "a key of a param group": withLine("optimizer", "{type: SGD, lr: 0.1, groups: [{match: '*.bias', NAME: 1}]}"),
  "a key of the objective": `${BASE}objective: {metric: val_loss, NAME: 1}\n`,
  "a key of results": `${BASE}results: {NAME: 1}\n`,
  "a key of a search": `${BASE}search: {type: random, runs: 4, NAME: 1, space: {optimizer.lr: ${RANGE}}}\n`,
  "a key of a pruning": `${BASE}prune: {type: median, NAME: 1}\n`,
  "a data set": withLine("data", "NAME"),
  "a layer": withLine("model", "[NAME]"),
  "a loss": withLine("loss", "NAME"),
  "an optimizer": withLine("optimizer", "{type: NAME, lr: 0.1}"),
  "a scheduler": `${BASE}scheduler: NAME\n`,
  "a scheduler within another": `${BASE}scheduler: {type: ChainedScheduler, schedulers: [NAME]}\n`,
  "a metric": `${BASE}metrics: [NAME]\n`,
  "the objective's metric": `${BASE}objective: {metric: NAME}\n`,
  "a monitored metric": `${BASE}scheduler: {type: ReduceLROnPlateau, monitor: NAME}\n`,
  "a search": `${BASE}search: {type: NAME, runs: 4, space: {optimizer.lr: ${RANGE}}}\n`,
  "a pruner": `${BASE}prune: {type: NAME}\n`,
  "a distribution": searched("{optimizer.lr: {NAME: [0, 1]}}"),
  "an initialization": withLine("model", "[{type: Linear, out_features: 1, init: NAME}]"),
  "a name in a formula": `${BASE}scheduler: {type: LambdaLR, lr_lambda: 'NAME'}\n`,
  "a function in a formula": `${BASE}scheduler: {type: LambdaLR, lr_lambda: 'NAME(1)'}\n`,
  "a property in a formula": `${BASE}scheduler: {type: LambdaLR, lr_lambda: 'epoch.NAME'}\n`,
  "an axis": `${BASE}grid: {NAME: [1, 2]}\n`,
  "an axis of data": `${BASE}grid: {data.NAME: [1, 2]}\n`,
  "an axis of a layer": `${BASE}grid: {model.0.NAME: [1, 2]}\n`,
  "an axis of a loss": `${BASE}grid: {loss.NAME: [1, 2]}\n`,
  "an axis of an optimizer": `${BASE}grid: {optimizer.NAME: [1, 2]}\n`,
  "an axis below a parameter": `${BASE}grid: {optimizer.lr.NAME: [1, 2]}\n`,
  "an axis below such a key": `${BASE}grid: {optimizer.NAME.lr: [1, 2]}\n`,
  "an axis of a scheduler": `${BASE}scheduler: {type: StepLR, step_size: 3}\ngrid: {scheduler.NAME: [1, 2]}\n`,
  "an axis of training": `${BASE}grid: {training.NAME: [1, 2]}\n`,
  "one of two axes that move together": `${BASE}grid: {optimizer.lr + optimizer.NAME: [[1, 2], [3, 4]]}\n`,
  "a part as a value of an axis": `${BASE}grid: {optimizer: [{type: SGD, lr: 0.1, NAME: 1}, {type: SGD, lr: 0.1, NAME: 2}]}\n`,
  "a part as a named value": `${BASE}grid: {optimizer: {a: {type: SGD, lr: 0.1, NAME: 1}, b: {type: SGD, lr: 0.1, NAME: 2}}}\n`,
  "a type as a value": `${BASE}grid: {scheduler: [null, NAME]}\n`,
  "a way to list values": `${BASE}grid: {optimizer.lr: {NAME: [0.1, 0.4, 0.1]}}\n`,
  "a path of a search": searched(`{optimizer.NAME: ${RANGE}}`),
  "a path of a search in data": searched(`{data.NAME: ${RANGE}}`),
  "a section of a search": searched(`{NAME.lr: ${RANGE}}`),
  "an included path": `${BASE}grid: {optimizer.lr: [0.1], include: [{optimizer.NAME: 1}]}\n`,
  "an excluded path": `${BASE}grid: {optimizer.lr: [0.1, 0.2], exclude: [{NAME: 1}]}\n`,
  "a key of compare": `${BASE}grid: {optimizer.lr: [0.1, 0.2]}\ncompare: {NAME: 1}\n`,
  "the axis of compare": `${BASE}grid: {optimizer.lr: [0.1, 0.2]}\ncompare: {axis: NAME}\n`,
  "an axis of the baseline": `${BASE}grid: {optimizer.lr: [0.1, 0.2]}\nbaseline: {NAME: 1}\n`,
};

describe("a name that all objects have", () => {
  for (const [place, text] of Object.entries(PLACES))
    it(`is refused as ${place}`, () => {
      for (const name of INHERITED) {
        const said = errorsOf(text.replaceAll("NAME", name));
        assert.include(said, ": error: ", name);
        assert.include(said, name);
      }
    });

  it("may name a variant, which keeps its value", () => {
    for (const name of INHERITED.filter((name) => name !== "__proto__")) {
      const plan = planOf(`${BASE}grid: {optimizer.lr: {${name}: 0.1, other: 0.2}}\n`);
      assert.deepEqual(plan.variant(0).cells, [name]);
      assert.include(JSON.stringify(plan.variant(0).config.optimizer), "0.1");
    }
  });

  it("is refused as an option", () => {
    for (const name of INHERITED)
      for (const path of [`optimizer.${name}`, `grid.optimizer.${name}`, name, `data.${name}`])
        assert.include(errorsOf(BASE, { set: [`${path}=1`] }), ": error: ", path);
  });

  it("names no part of any kind", () => {
    for (const [slot, named] of Object.entries(parts))
      for (const name of INHERITED) assert.isUndefined(named[name], `${slot}: ${name}`);
  });
});
