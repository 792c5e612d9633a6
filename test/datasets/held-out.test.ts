import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import { Misfit } from "../../src/contracts/part.ts";
import { npyBytes, npzBytes } from "../../src/formats/npz-writer.ts";
import { remedyOf } from "../remedy.ts";
import { open, table } from "./open.ts";

const text = (content: string) => new TextEncoder().encode(content);
const idx = (shape: readonly number[], values: readonly number[]) =>
  Uint8Array.from([0, 0, 8, shape.length, ...shape.flatMap((size) => [0, 0, 0, size]), ...values]);
const float = (...shape: number[]) => ({
  shape,
  values: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i),
});

const FILES: Readonly<Record<string, Uint8Array>> = {
  "train.csv": text("a,b,y\n1,10,x\n2,?,z\n3,30,x\n6,40,z\n"),
  "val.csv": text("y,b,a,more\nz,,100,0\nx,7,200,0\n"),
  "test.csv": text("a;b;y\n1,5;NA;x\n"),
  "other.csv": text("a,y\n1,x\n"),
  "new-class.csv": text("a,b,y\n1,1,w\n"),
  "no-rows.csv": text("a,b,y\n"),
  images: idx([3, 1, 2], [0, 51, 102, 153, 204, 255]),
  labels: idx([3], [0, 1, 0]),
  "t10k-images": idx([2, 1, 2], [255, 255, 0, 0]),
  "t10k-labels": idx([2], [1, 0]),
  "large-images": idx([2, 2, 2], [0, 0, 0, 0, 0, 0, 0, 0]),
  "all.npz": npzBytes({ x: float(4, 2), y: float(4), x_test: float(3, 2), y_test: float(3) }),
  "x.npy": npyBytes(float(4, 2)),
  "y.npy": npyBytes(float(4)),
  "x2.npy": npyBytes(float(2, 2)),
  "y2.npy": npyBytes(float(2)),
  "a.txt": text("abcabcabc"),
  "b.txt": text("dabcd"),
};

const opened = (type: Parameters<typeof open>[0], parameters: Record<string, Json>) =>
  open(type, parameters, (path) => FILES[path] ?? assert.fail(`no file ${path}`));

function faultOf(type: Parameters<typeof open>[0], parameters: Record<string, Json>): string {
  try {
    opened(type, parameters);
  } catch (error) {
    if (error instanceof Misfit) return `${error.parameter}: ${error.message}; ${remedyOf(error)}`;
    throw error;
  }
  return "taken";
}

describe("rows held out in files of their own", () => {
  const CSV = { path: "train.csv", target: "y", standardize: false };

  it("are read by the columns of csv data, whatever their order and signs, with what the training rows tell", () => {
    const held = { validation: { path: "val.csv" }, test: { path: "test.csv" } };
    const source = opened("csv", { ...CSV, ...held, missing: "mean" });
    assert.deepEqual(source.shape, { features: [2], targets: [1], classes: 2, training: 4, validation: 2, test: 1 });
    const { training, validation, test } = source.load();
    const mean = Math.fround((10 + 30 + 40) / 3);
    assert.deepEqual(table(training), [
      [1, 10, 0],
      [2, mean, 1],
      [3, 30, 0],
      [6, 40, 1],
    ]);
    assert.deepEqual(table(validation as typeof training), [
      [100, mean, 1],
      [200, 7, 0],
    ]);
    assert.deepEqual(table(test as typeof training), [[1.5, mean, 0]]);
    const dropped = opened("csv", { ...CSV, ...held, missing: "drop", test: { path: "val.csv" } });
    assert.deepInclude(dropped.shape, { training: 3, validation: 1, test: 1 });
    assert.notEqual(dropped.digest, opened("csv", { ...CSV, missing: "drop", validation: 0 }).digest);
  });

  it("leave standardizing to the training rows", () => {
    const { training, validation } = opened("csv", {
      ...CSV,
      standardize: true,
      drop: ["b"],
      validation: { path: "val.csv" },
    }).load();
    const [mean, deviation] = [3, Math.sqrt(14 / 4)];
    assert.deepEqual(
      [...training.x],
      [1, 2, 3, 6].map((a) => Math.fround((a - mean) / deviation)),
    );
    assert.deepEqual(
      [...(validation?.x ?? [])],
      [100, 200].map((a) => Math.fround((a - mean) / deviation)),
    );
  });

  it("are those of MNIST's test, arrays of the same or of other files, and texts", () => {
    const mnist = {
      path: "images",
      labels: "labels",
      test: { path: "t10k-images", labels: "t10k-labels" },
      validation: 0,
    };
    const { test, training } = opened("idx", mnist).load();
    assert.deepEqual(table(training)[1], [Math.fround(102 / 255), Math.fround(153 / 255), 1]);
    assert.deepEqual(table(test as typeof training), [
      [1, 1, 1],
      [0, 0, 0],
    ]);
    const npz = opened("npz", { path: "all.npz", validation: { features: "x_test", target: "y_test" } });
    assert.deepInclude(npz.shape, { training: 4, validation: 3 });
    assert.deepEqual([...(npz.load().validation?.y ?? [])], [0, 1, 2]);
    const npy = opened("npy", { path: "x.npy", target: "y.npy", validation: { path: "x2.npy", target: "y2.npy" } });
    assert.deepEqual([...(npy.load().validation?.x ?? [])], [0, 1, 2, 3]);
    const told = opened("text", { path: "a.txt", context: 2, validation: { path: "b.txt" } });
    assert.deepInclude(told.shape, { training: 4, validation: 2, classes: 4 });
    assert.deepEqual([...(told.load().validation?.x ?? [])], [3, 0, 1, 2]);
  });

  it("are refused where they do not fit, at the side that names them", () => {
    assert.match(
      faultOf("csv", { ...CSV, drop: ["b"], validation: { path: "new-class.csv" } }),
      /^validation: all rows of the class "w" are held out; rows of that class to train on/,
    );
    for (const side of ["validation", "test"])
      assert.equal(
        faultOf("csv", { ...CSV, missing: "mean", validation: 0, [side]: { path: "no-rows.csv" } }),
        `${side}.path: no-rows.csv has no row beneath its header; a row or more`,
      );
    assert.match(
      faultOf("csv", { ...CSV, missing: "mean", test: { path: "other.csv" }, validation: 0 }),
      /^test.path: other.csv has no column "b"/,
    );
    const mnist = { path: "images", labels: "labels", validation: 0 };
    assert.equal(
      faultOf("idx", { ...mnist, test: { path: "t10k-images" } }),
      "test: test has no labels; {path: …, labels: …}",
    );
    assert.match(
      faultOf("idx", { ...mnist, test: { path: "large-images", labels: "t10k-labels" } }),
      /^test.path: large-images has rows of the shape \[2, 2\], each a byte, but images has rows of the shape \[1, 2\]/,
    );
    assert.match(
      faultOf("idx", { ...mnist, test: { path: "images", labels: "t10k-labels" } }),
      /^test.labels: t10k-labels has 2 rows/,
    );
  });

  it("tell of a class that they lack", () => {
    const { warnings } = opened("csv", { ...CSV, drop: ["b"], validation: { path: "test.csv" } });
    assert.deepEqual(
      warnings?.map(({ message }) => message),
      ['no row of the class "z" is held out for validation'],
    );
  });
});

describe("data drawn per seed", () => {
  it("are those of the data's seed, for each seed of a run", () => {
    const source = opened("blobs", { samples: 60, seed: "per seed" });
    assert.isTrue(source.perSeed);
    for (const seed of [0, 3]) assert.deepEqual(source.load(seed), opened("blobs", { samples: 60, seed }).load());
    assert.notDeepEqual(source.load(0), source.load(3));
  });

  it("tell the seed at which a class has no row to train on", () => {
    const file = text(`x,y\n${Array.from({ length: 20 }, (_, i) => `${i},${i < 2 ? "rare" : "usual"}`).join("\n")}\n`);
    const validation = { share: 0.5, stratify: false };
    const source = open("csv", { path: "a.csv", target: "y", seed: "per seed", validation }, () => file);
    const faults = Array.from({ length: 30 }, (_, seed) => {
      try {
        source.checkSeed?.(seed);
        return undefined;
      } catch (error) {
        assert.instanceOf(error, Misfit);
        return `${error.message}; ${remedyOf(error)}`;
      }
    });
    assert.isUndefined(faults[0]);
    const seed = faults.findIndex((fault) => fault !== undefined);
    assert.equal(faults[seed], `at seed ${seed}, all rows of the class "rare" are held out; stratify: true`);
  });

  it("of files are split anew, but for the test", () => {
    const file = text(`x,y\n${Array.from({ length: 60 }, (_, i) => `${i},${i}`).join("\n")}\n`);
    const source = open("csv", { path: "a.csv", target: "y", seed: "per seed", test: 0.2 }, () => file);
    const [one, other] = [source.load(1), source.load(2)];
    assert.deepEqual(one.test?.y, other.test?.y);
    assert.notDeepEqual(one.validation?.y, other.validation?.y);
  });
});
