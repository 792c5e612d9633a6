import { assert } from "chai";
import { Misfit } from "../../src/contracts/part.ts";
import { footprintOf } from "../../src/engine/footprint.ts";
import { errorsOf } from "../plan-of.ts";

/** A .npy file of float32 rows. */
function npyFile(shape: readonly number[], values: readonly number[]): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`.padEnd(117).concat("\n");
  const start = Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1");
  return Buffer.concat([start, Buffer.from(header), Buffer.from(Float32Array.from(values).buffer)]);
}

const FILES: Readonly<Record<string, Uint8Array>> = {
  "nan.csv": Buffer.from("height,weight\n1,2\n2,3\nNaN,4\n3,4\n"),
  "fractions.csv": Buffer.from("height,kind\n1,0\n2,1.5\n3,1\n4,0\n"),
  "labels.csv": Buffer.from("height,kind\n1,0\n2,1\n3,2\n4,0\n5,1\n6,2\n"),
  "x.npy": npyFile([4, 2], [1, 2, 3, 4, 5, Number.NaN, 7, 8]),
  "good.npy": npyFile([4, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
  "y.npy": npyFile([4], [0, 1, 0.5, 1]),
};

function readFile(path: string): Uint8Array {
  const bytes = FILES[path];
  if (bytes === undefined) throw new Misfit("path", `cannot read ${path}`);
  return bytes;
}

const GLYPHS = "{type: glyphs, samples: 50}";
const LINEAR = "{type: linear, features: 4, samples: 50}";
const MOONS = "{type: two_moons, samples: 50}";

interface Case {
  readonly data?: string;
  readonly model?: string;
  readonly loss?: string;
  /** Exactly what is printed. */
  readonly says: string;
}

/** What does not fit, by what it is. */
const MISFITS: Readonly<Record<string, Case>> = {
  "classes in a CSV file that are numbers": {
    data: "{type: csv, path: labels.csv, target: kind}",
    model: "[{type: Linear, out_features: 3}]",
    loss: "CrossEntropyLoss",
    says: `bad.yaml:3:7: error: loss: it needs indices of classes as targets, but the targets are numbers
    3 | loss: CrossEntropyLoss
      |       ^ if they are classes, set data.task: classification
      = use MSELoss, or data whose targets are classes`,
  },
  channels: {
    data: GLYPHS,
    model:
      "[{type: Conv2d, in_channels: 3, out_channels: 8, kernel_size: 3}, Flatten, {type: Linear, out_features: 10}]",
    loss: "CrossEntropyLoss",
    says: `bad.yaml:2:37: error: model.0: in_channels is 3, but the input has 1 channel
    2 | model: [{type: Conv2d, in_channels: 3, out_channels: 8, kernel_size: 3}, Flatten, {type: Linear, out_features: 10}]
      |                                     ^ write 1, or leave in_channels out: it is inferred`,
  },
  features: {
    model: "[{type: Linear, out_features: 8}, ReLU, {type: Linear, in_features: 9, out_features: 1}]",
    says: `bad.yaml:2:76: error: model.2: in_features is 9, but the input has 8 features
    2 | model: [{type: Linear, out_features: 8}, ReLU, {type: Linear, in_features: 9, out_features: 1}]
      |                                                                            ^ write 8, or leave in_features out: it is inferred`,
  },
  "features within a block": {
    model:
      "[{type: Residual, layers: [ReLU, {type: Residual, layers: [{type: Linear, in_features: 3, out_features: 4}]}]}, {type: Linear, out_features: 1}]",
    says: `bad.yaml:2:95: error: model.0.layers.1.layers.0: in_features is 3, but the input has 4 features
    2 | …: [ReLU, {type: Residual, layers: [{type: Linear, in_features: 3, out_features: 4}]}]}, {type: Linear, out_features: 1}]
      |                                                                 ^ write 4, or leave in_features out: it is inferred`,
  },
  "the shape of what a block adds": {
    model: "[{type: Residual, layers: [{type: Linear, out_features: 3}]}, {type: Linear, out_features: 1}]",
    says: `bad.yaml:2:34: error: model.0: its layers make [3] of [4], which cannot be added
    2 | model: [{type: Residual, layers: [{type: Linear, out_features: 3}]}, {type: Linear, out_features: 1}]
      |                                  ^ let them end in the shape [4]`,
  },
  "a layer within a block": {
    model: "[{type: Residual, layers: [ReLU, {type: MaxPool2d, kernel_size: 2}]}, {type: Linear, out_features: 1}]",
    says: `bad.yaml:2:41: error: model.0.layers.1: it takes [channels, height, width], but its input has the shape [4]
    2 | model: [{type: Residual, layers: [ReLU, {type: MaxPool2d, kernel_size: 2}]}, {type: Linear, out_features: 1}]
      |                                         ^ use it on images, before any Flatten`,
  },
  "a kernel larger than the image": {
    data: GLYPHS,
    model: "[{type: Conv2d, out_channels: 8, kernel_size: 29}, Flatten, {type: Linear, out_features: 10}]",
    loss: "CrossEntropyLoss",
    says: `bad.yaml:2:54: error: model.0: the kernel reaches over 29 values, but the input has 28
    2 | model: [{type: Conv2d, out_channels: 8, kernel_size: 29}, Flatten, {type: Linear, out_features: 10}]
      |                                                      ^ take a smaller kernel_size, or more padding`,
  },
  "images where features are wanted": {
    data: GLYPHS,
    model: "[{type: Linear, out_features: 10}]",
    loss: "CrossEntropyLoss",
    says: `bad.yaml:3:7: error: loss: the model's output has the shape [1, 28, 10], which is classes at 28 positions, but there are targets at 1
    3 | loss: CrossEntropyLoss
      |       ^ flatten the output`,
  },
  "the number of classes": {
    data: MOONS,
    model: "[{type: Linear, out_features: 3}]",
    loss: "CrossEntropyLoss",
    says: `bad.yaml:3:7: error: loss: the targets are 2 classes, but the model has 3 outputs
    3 | loss: CrossEntropyLoss
      |       ^ let the model end in out_features: 2`,
  },
  "numbers under a loss of classes": {
    loss: "CrossEntropyLoss",
    says: `bad.yaml:3:7: error: loss: it needs indices of classes as targets, but the targets are numbers
    3 | loss: CrossEntropyLoss
      |       ^ use MSELoss, or data whose targets are classes`,
  },
  "classes under a loss of numbers": {
    data: MOONS,
    says: `bad.yaml:3:7: error: loss: it compares numbers, but the targets are 2 classes
    3 | loss: MSELoss
      |       ^ use BCEWithLogitsLoss`,
  },
  "many classes under a loss of two": {
    data: "{type: spirals, samples: 60, arms: 3}",
    loss: "BCEWithLogitsLoss",
    says: `bad.yaml:3:7: error: loss: it tells two classes apart, but the targets are 3 classes
    3 | loss: BCEWithLogitsLoss
      |       ^ use CrossEntropyLoss`,
  },
  "fractions as classes in a CSV": {
    data: "{type: csv, path: fractions.csv, target: kind, task: classification}",
    model: "[{type: Linear, out_features: 2}]",
    loss: "CrossEntropyLoss",
    says: `bad.yaml:1:48: error: data: fractions.csv:3: column "kind" holds 1.5, but classes are whole numbers or text
    1 | data: {type: csv, path: fractions.csv, target: kind, task: classification}
      |                                                ^ task: regression, or another column`,
  },
  "fractions as classes in an array": {
    data: "{type: npy, path: good.npy, target: y.npy, validation: 0}",
    model: "[{type: Linear, out_features: 2}]",
    loss: "CrossEntropyLoss",
    says: `bad.yaml:3:7: error: loss: it needs indices of classes as targets, but the targets are numbers
    3 | loss: CrossEntropyLoss
      |       ^ use MSELoss, or data whose targets are classes`,
  },
  "NaN in a CSV": {
    data: "{type: csv, path: nan.csv, target: weight}",
    says: `bad.yaml:1:25: error: data: nan.csv:4: column "height" holds "NaN", a missing value
    1 | data: {type: csv, path: nan.csv, target: weight}
      |                         ^ mend the file, or missing: mean, or drop: ["height"]`,
  },
  "NaN in an array": {
    data: "{type: npy, path: x.npy, target: y.npy}",
    says: `bad.yaml:1:25: error: data: x.npy: row 2 (from 0) holds NaN, not a number of float32
    1 | data: {type: npy, path: x.npy, target: y.npy}
      |                         ^ mend the file`,
  },
};

describe("What does not fit is an error at its place before anything runs", () => {
  for (const [
    title,
    { data = LINEAR, model = "[{type: Linear, out_features: 1}]", loss = "MSELoss", says },
  ] of Object.entries(MISFITS)) {
    it(title, () => {
      const text = `data: ${data}\nmodel: ${model}\nloss: ${loss}\noptimizer: SGD\ntraining: {epochs: 1}\n`;
      assert.strictEqual(errorsOf(text, { file: "bad.yaml", readFile, measure: footprintOf }), says);
    });
  }
});
