import { rmSync } from "node:fs";
import { assert } from "chai";
import { rowsOfLines } from "../../src/export/rows.ts";
import { parts } from "../../src/parts.ts";
import { needsTorch } from "../python.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { differencesOf, planOfText, sweepInto } from "./ground.ts";

const MEASURED: Readonly<Record<string, string>> = {
  "numbers, several a row": `
data: {type: linear, features: 4, targets: 3, samples: 200, validation: 0.25}
model: [{type: Linear, out_features: 8}, Tanh, {type: Linear, out_features: 3}]
loss: MSELoss
metrics: [r2, mae]
training: {epochs: 4, batch_size: 16}
scheduler: {type: ReduceLROnPlateau, monitor: val_r2, mode: max, patience: 0}
grid: {optimizer.lr: [0.1, 3]}
`,
  "classes, one of which may not count": `
data: {type: blobs, centers: 4, features: 3, samples: 200}
model: [{type: Linear, out_features: 4}, {type: LogSoftmax, dim: 1}]
metrics: [accuracy, {type: top_k_accuracy, k: 2}, perplexity]
grid: {loss: [CrossEntropyLoss, {type: CrossEntropyLoss, ignore_index: 1}, NLLLoss]}
training: {epochs: 4, batch_size: 16}
`,
  "classes of equal scores": `
data: {type: blobs, centers: 4, features: 3, samples: 200}
model: [{type: Linear, out_features: 4}, ReLU]
loss: MultiMarginLoss
metrics: [accuracy, {type: top_k_accuracy, k: 2}]
training: {epochs: 3, batch_size: 16}
`,
  "a class at every place": `
data: {type: text, path: data/sonnets.txt, context: 32}
model: [{type: Embedding, embedding_dim: 8}, {type: Linear, out_features: 55}]
loss: CrossEntropyLoss
metrics: [accuracy, {type: top_k_accuracy, k: 5}, perplexity]
training: {epochs: 1, batch_size: 64}
`,
};

describe("a metric that PyTorch measures", () => {
  before(function () {
    this.timeout(60_000);
    needsTorch(this);
  });

  for (const [what, text] of Object.entries(MEASURED))
    it(`is that of our own engine, of ${what}`, async function () {
      this.timeout(120_000);
      const whole = `name: demo\noptimizer: {type: SGD, lr: 0.1}${text}`;
      const folders = [temporaryFolder(), temporaryFolder()] as const;
      try {
        const own = await sweepInto(folders[0], planOfText(whole));
        const torch = await sweepInto(folders[1], planOfText(whole, ["training.engine=torch"]));
        assert.deepEqual(differencesOf(own, torch), []);
        for (const [run, { lines }] of own.runs.flatMap((one, at) => (one ? [[at, one] as const] : []))) {
          const found = rowsOfLines(torch.runs[run]?.lines ?? "", torch.plan);
          for (const [at, row] of rowsOfLines(lines, own.plan).entries())
            for (const [name, figure] of Object.entries(row).filter(([name]) => name.endsWith("_accuracy"))) {
              // A row on the verge is on one side or the other.
              assert.closeTo(found[at]?.[name] ?? Number.NaN, figure ?? Number.NaN, 0.01, `${name}, epoch ${at + 1}`);
            }
        }
      } finally {
        for (const folder of folders) rmSync(folder, { recursive: true, force: true });
      }
    });

  it("is any that there is", () => {
    const silent = Object.keys(parts.metric).filter((type) => !Object.values(MEASURED).join("").includes(type));
    assert.deepEqual(silent, []);
  });
});
