import { assert } from "chai";
import { parts } from "../../src/commands/parts.ts";
import { Misfit } from "../../src/definition/part.ts";
import { footprintOf } from "../../src/engine/footprint.ts";
import { loadExperiment } from "../../src/experiment/load.ts";
import { renderProblems } from "../../src/experiment/render.ts";

/** A .npy file of float32 rows. */
function npyFile(shape: readonly number[], values: readonly number[]): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`.padEnd(117).concat("\n");
  const start = Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1");
  return Buffer.concat([start, Buffer.from(header), Buffer.from(Float32Array.from(values).buffer)]);
}

const FILES: Readonly<Record<string, Uint8Array>> = {
  "nan.csv": Buffer.from("height,weight\n1,2\n2,3\nNaN,4\n3,4\n"),
  "fractions.csv": Buffer.from("height,kind\n1,0\n2,1.5\n3,1\n4,0\n"),
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
  channels: {
    data: GLYPHS,
    model:
      "[{type: Conv2d, in_channels: 3, out_channels: 8, kernel_size: 3}, Flatten, {type: Linear, out_features: 10}]",
    loss: "CrossEntropyLoss",
    says: "?",
  },
  features: {
    model: "[{type: Linear, out_features: 8}, ReLU, {type: Linear, in_features: 9, out_features: 1}]",
    says: "?",
  },
  "features within a block": {
    model:
      "[{type: Residual, layers: [ReLU, {type: Residual, layers: [{type: Linear, in_features: 3, out_features: 4}]}]}, {type: Linear, out_features: 1}]",
    says: "?",
  },
  "the shape of what a block adds": {
    model: "[{type: Residual, layers: [{type: Linear, out_features: 3}]}, {type: Linear, out_features: 1}]",
    says: "?",
  },
  "a layer within a block": {
    model: "[{type: Residual, layers: [ReLU, {type: MaxPool2d, kernel_size: 2}]}, {type: Linear, out_features: 1}]",
    says: "?",
  },
  "a kernel larger than the image": {
    data: GLYPHS,
    model: "[{type: Conv2d, out_channels: 8, kernel_size: 29}, Flatten, {type: Linear, out_features: 10}]",
    loss: "CrossEntropyLoss",
    says: "?",
  },
  "images where features are wanted": {
    data: GLYPHS,
    model: "[{type: Linear, out_features: 10}]",
    loss: "CrossEntropyLoss",
    says: "?",
  },
  "the number of classes": {
    data: MOONS,
    model: "[{type: Linear, out_features: 3}]",
    loss: "CrossEntropyLoss",
    says: "?",
  },
  "numbers under a loss of classes": { loss: "CrossEntropyLoss", says: "?" },
  "classes under a loss of numbers": { data: MOONS, says: "?" },
  "many classes under a loss of two": {
    data: "{type: spirals, samples: 60, classes: 3}",
    loss: "BCEWithLogitsLoss",
    says: "?",
  },
  "fractions as classes in a CSV": {
    data: "{type: csv, path: fractions.csv, target: kind, task: classification}",
    model: "[{type: Linear, out_features: 2}]",
    loss: "CrossEntropyLoss",
    says: "?",
  },
  "fractions as classes in an array": {
    data: "{type: npy, path: good.npy, target: y.npy, validation: 0}",
    model: "[{type: Linear, out_features: 2}]",
    loss: "CrossEntropyLoss",
    says: "?",
  },
  "NaN in a CSV": { data: "{type: csv, path: nan.csv, target: weight}", says: "?" },
  "NaN in an array": { data: "{type: npy, path: x.npy, target: y.npy}", says: "?" },
};

describe("What does not fit is an error at its place before anything runs", () => {
  for (const [
    title,
    { data = LINEAR, model = "[{type: Linear, out_features: 1}]", loss = "MSELoss", says },
  ] of Object.entries(MISFITS)) {
    it(title, () => {
      const text = `data: ${data}\nmodel: ${model}\nloss: ${loss}\noptimizer: SGD\ntraining: {epochs: 1}\n`;
      const loaded = loadExperiment({ file: "bad.yaml", text, parts, readFile, measure: footprintOf });
      assert.strictEqual("problems" in loaded ? renderProblems(loaded.problems) : "ok", says);
    });
  }
});
