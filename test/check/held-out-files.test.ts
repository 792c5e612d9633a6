import { assert } from "chai";
import { parts } from "../../src/parts.ts";
import { BASE, errorsOf, FEW, warningsOf, withLine } from "../plan/experiment.ts";

const rows = (validation: string) =>
  withLine("data", `{type: csv, path: good.csv, target: age, drop: [name], ${validation}}`);

const readFile = (path: string) => FEW.readFile(path.replace(/^\.\//, ""));

describe("Rows held out", () => {
  it("are told where they are those to train on", () => {
    const message = (side: string) => `data: ${side} has the rows to train on`;
    assert.include(warningsOf(rows("validation: {path: good.csv}")), message("validation"));
    assert.include(
      warningsOf(rows("validation: {path: ./good.csv}"), { readFile }),
      "name another file, or write a share such as 0.2",
    );
    assert.include(warningsOf(rows("validation: 0.2, test: {path: good.csv}")), message("test"));
    assert.equal(warningsOf(rows("validation: 0.2")), "");
  });

  it("leave rows of each class to train on at every seed, also at those that only confirm", () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i},${i < 2 ? "rare" : "usual"}\n`).join("");
    const readFile = () => new TextEncoder().encode(`x,y\n${rows}`);
    const text = `data: {type: csv, path: a.csv, target: y, seed: per seed, validation: {share: 0.3, stratify: false}}
model: [{type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.1}
training: {epochs: 2}
grid: {optimizer.lr: [0.1, 0.2], scheduler: [null, {type: StepLR, step_size: 1}]}
`;
    const says = (more: string) => errorsOf(text + more, { readFile, parts });
    assert.match(
      says("seeds: 40\n"),
      /yaml:1:\d+: error: data: at seed \d+, all rows of the class "rare".*\n.*\n.*stratify: true/,
    );
    assert.equal(says("seeds: [0]\n"), "no error");
    assert.match(says("seeds: [0]\ncompare: {confirm: 40}\n"), /at seed \d+, all rows of the class "rare"/);
  });

  it("are drawn from a seed that is exact", () => {
    const seeded = (seed: string) => withLine("data", `{type: linear, features: 10, samples: 64, seed: ${seed}}`);
    for (const seed of ["1e300", "1e17"]) {
      assert.include(errorsOf(seeded(seed)), "data.seed must be");
      assert.include(errorsOf(`${BASE}seeds: [${seed}]\n`), "is too large to be exact");
    }
    assert.equal(errorsOf(seeded("9007199254740991")), "no error");
  });
});
