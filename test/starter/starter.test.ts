import { assert } from "chai";
import { Misfit } from "../../src/contracts/part.ts";
import type { OwnPlan } from "../../src/experiment/plan.ts";
import { readTable } from "../../src/formats/table.ts";
import { renderIssues } from "../../src/issues/render.ts";
import { DATA, MODELS, namesOf, OPTIMIZERS, SCHEDULES } from "../../src/starter/choices.ts";
import { type Answers, readAnswers } from "../../src/starter/starter.ts";
import { starterText } from "../../src/starter/text.ts";
import * as loader from "../plan-of.ts";
import { remedyOf } from "../remedy.ts";

const SCHEMA = "../schemas/experiment.schema.json";

const CARS = `model,cyl,origin,hp,mpg
${Array.from({ length: 40 }, (_, i) => `"car ${i}",${4 + 2 * (i % 3)},${["east", "west"][i % 2]},${90 + i},${20 + i / 4}`).join("\n")}
`;

const bytes = (text: string) => new TextEncoder().encode(text);

const own = (target: string, text = CARS, path = "../cars.csv") => {
  return { table: readTable(bytes(text), path, { wanted: [target] }), path, target };
};

/** The plan of the file that the answers give, which must be good and without a warning. */
function planOf(answers: Omit<Answers, "name">, text = CARS): OwnPlan {
  const written = starterText(readAnswers({ name: "mine", ...answers }), SCHEMA);
  const loaded = loader.load(written, { file: "experiments/mine.yaml", readFile: () => bytes(text) });
  if ("issues" in loaded) throw new Error(`${renderIssues(loaded.issues)}\n${written}`);
  assert.equal(renderIssues(loaded.warnings, "warning"), "", written);
  return loaded.plan as OwnPlan;
}

function faultOf(answers: Omit<Answers, "name">): string {
  try {
    readAnswers({ name: "mine", ...answers });
  } catch (error) {
    if (error instanceof Misfit) return `${error.parameter}: ${error.message}; ${remedyOf(error)}`;
    throw error;
  }
  return "no fault";
}

const ALL = namesOf(SCHEDULES).join(",");

describe("the text of a new experiment", () => {
  for (const data of namesOf(DATA))
    it(`is a good experiment of ${data}, whatever else is chosen`, () => {
      for (const model of namesOf(MODELS))
        for (const optimizer of namesOf(OPTIMIZERS))
          for (const epochs of [3, 4, 5, 30, 100])
            for (const schedulers of [undefined, ALL, ...namesOf(SCHEDULES)]) {
              const plan = planOf({ data, model, optimizer, epochs, ...(schedulers !== undefined && { schedulers }) });
              const chosen = schedulers === undefined ? 5 : schedulers.split(",").length;
              assert.equal(plan.variants, chosen);
              const { config } = plan.variant(0);
              assert.equal(config.data.type, data);
              assert.equal(config.training.epochs, epochs);
            }
    });

  it("compares five schedules with a constant rate first, over five seeds, when nothing is said", () => {
    const plan = planOf({});
    const names = Array.from({ length: plan.variants }, (_, i) => plan.variant(i).cells[0]);
    assert.deepEqual(names, ["constant", "step", "cosine", "warm-up, then cosine", "plateau"]);
    assert.lengthOf(plan.seeds, 5);
    assert.equal(plan.name, "mine");
  });

  it("has the editor's schema in its first line, and a comment above every section", () => {
    const lines = starterText(readAnswers({ name: "mine" }), SCHEMA).split("\n");
    assert.equal(lines[0], "# yaml-language-server: $schema=../schemas/experiment.schema.json");
    for (const section of ["name", "data", "model", "loss", "optimizer", "training", "seeds", "objective", "grid"]) {
      const at = lines.findIndex((line) => line.startsWith(`${section}:`));
      assert.match(lines[at - 1] as string, /^# /, section);
    }
  });

  it("takes the grid's rates once their # is off", () => {
    const text = starterText(readAnswers({ name: "mine" }), SCHEMA).replace("# optimizer.lr:", "optimizer.lr:");
    assert.equal(loader.planOf(text).variants, 15);
  });

  it("follows the task in its data, loss and last layer", () => {
    const of = (task: string) => planOf({ task }).variant(0).config;
    assert.equal(of("regression").loss.type, "MSELoss");
    assert.equal(of("regression").data.type, "sines");
    assert.equal(of("classification").loss.type, "CrossEntropyLoss");
    assert.equal(of("classification").data.type, "spirals");
    assert.deepInclude(of("classification").model.at(-1), { type: "Linear", out_features: 3 });
    // Of classes it is the right answers that count: a lower loss may come with no more of them.
    const rankedBy = (task: string) => planOf({ task }).objective.metric;
    assert.deepEqual(["regression", "classification"].map(rankedBy), ["val_loss", "val_accuracy"]);
  });

  it("takes words in whatever case", () => {
    const { config } = planOf({ optimizer: "sgd", data: "Two_Moons", schedulers: "Cosine, step" }).variant(0);
    assert.equal(config.data.type, "two_moons");
  });
});

describe("the text of a new experiment on a user's own table", () => {
  it("is a good experiment for every target that can be predicted", () => {
    for (const target of ["cyl", "origin", "hp", "mpg"])
      for (const model of namesOf(MODELS))
        for (const optimizer of namesOf(OPTIMIZERS))
          for (const schedulers of [ALL, "constant"]) planOf({ own: own(target), model, optimizer, schedulers });
  });

  it("predicts classes where the task says so, or numbers", () => {
    assert.equal(planOf({ own: own("cyl") }).variant(0).config.loss.type, "CrossEntropyLoss");
    assert.equal(planOf({ own: own("cyl"), task: "regression" }).variant(0).config.loss.type, "MSELoss");
  });

  it("quotes names and paths that YAML would read as something else", () => {
    const names = ["null", "a: b", "# no", "true", "1e3", "it's", 'say "hi"', "two\nlines", "[x", "ü", "- a", "{}"];
    for (const name of names) {
      const cell = `"${name.replaceAll('"', '""')}"`;
      const rows = Array.from({ length: 20 }, (_, i) => `${i},${i % 2 ? "on" : "off"},,${i % 3}.5`).join("\n");
      const text = `x,${cell},"${name.replaceAll('"', '""')} 2",y\n${rows}\n`;
      const path = `../my data, 100% #1/${name}.csv`;
      const { data } = planOf({ own: own(name, text, path) }, text).variant(0).config;
      assert.deepInclude(data, { path, target: name, drop: [`${name} 2`] });
      planOf({ own: own("y", text, path) }, text);
    }
  });

  it("holds nothing out of a table that is too small for it", () => {
    const text = "x,y\n1,2\n2,4\n3,7\n";
    const { data } = planOf({ own: own("y", text) }, text).variant(0).config;
    assert.equal(data.validation, 0);
  });
});

describe("a new experiment refuses", () => {
  const faults: Readonly<Record<string, [Omit<Answers, "name">, string]>> = {
    "unknown data": [{ data: "spiral" }, "data: there is no 'spiral'; did you mean 'spirals'?; choose one of:"],
    "an unknown model": [{ model: "xyz" }, "model: there is no 'xyz'; choose one of: mlp, linear"],
    "an unknown optimizer": [{ optimizer: "Adan" }, "optimizer: there is no 'Adan'; did you mean 'Adam'?"],
    "an unknown schedule": [{ schedulers: "step,cosin" }, "did you mean 'cosine'?"],
    "an empty list of schedules": [{ schedulers: " , " }, "schedulers: none is named; some of constant"],
    "an unknown task": [{ task: "class" }, "task: there is no 'class'; did you mean 'classification'?"],
    "data of the other task": [
      { task: "classification", data: "linear" },
      "data: linear is for regression, not for classification; for it: spirals, two_moons, blobs",
    ],
    "two epochs": [{ epochs: 2 }, "epochs: in 2 no schedule can show what it does; 3 or more"],
    "data of two kinds": [{ data: "linear", own: own("mpg") }, "data: the data are those of --csv"],
  };
  for (const [what, [answers, fault]] of Object.entries(faults))
    it(what, () => {
      assert.include(faultOf(answers), fault);
    });
});
