import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { assert } from "chai";
import type { Json } from "../../src/contracts/config.ts";
import { Misfit } from "../../src/contracts/part.ts";
import { remedyOf } from "../remedy.ts";
import { open, table } from "./open.ts";

type Files = Readonly<Record<string, Uint8Array>>;
type FileType = "idx" | "npy" | "npz" | "cifar";

const opened = (type: FileType, files: Files, parameters: Record<string, Json>) =>
  open(type, { validation: 0, ...parameters }, (path) => {
    const bytes = files[path];
    if (bytes === undefined) throw new Misfit("path", `cannot read ${path}`);
    return bytes;
  });

/** What a Misfit says: parameter, message, remedy. */
function refusal(type: FileType, files: Files, parameters: Record<string, Json>): unknown[] {
  try {
    opened(type, files, parameters);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    return [error.parameter, error.message, remedyOf(error)];
  }
  return assert.fail("it was taken");
}

const big = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const idxFile = (type: number, shape: number[], values: number[]) =>
  Uint8Array.from([0, 0, type, shape.length, ...shape.flatMap(big), ...values]);

/** As numpy.save writes version 1: the header padded to 64 bytes. */
function npyFile(descr: string, shape: number[], values: ArrayBufferView, fortran = "False"): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${sizes}), }`;
  const text = `${dictionary.padEnd(Math.ceil((dictionary.length + 11) / 64) * 64 - 11)}\n`;
  const length = Buffer.from([text.length & 255, text.length >> 8]);
  const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), length, Buffer.from(text), data]);
}

/** A zip of these members, as far as a reader needs it. */
function zipFile(members: Files, method: 0 | 8): Uint8Array {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of Object.entries(members)) {
    const content = method === 8 ? deflateRawSync(bytes) : Buffer.from(bytes);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    // An extra field here and none in the directory, as zipfile does for large members.
    local.writeUInt16LE(4, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc32(bytes), 16);
    entry.writeUInt32LE(content.length, 20);
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    entries.push(entry, Buffer.from(name));
    const whole = Buffer.concat([local, Buffer.from(name), Buffer.alloc(4), content]);
    locals.push(whole);
    at += whole.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(members).length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, ...entries, end]);
}

describe("idx data", () => {
  const images = idxFile(8, [3, 1, 2], [0, 255, 51, 102, 153, 204]);
  const labels = idxFile(8, [3], [2, 0, 1]);
  const names = { path: "images", labels: "labels" };

  it("are images of one channel, from 0 to 1, and classes", () => {
    const { shape, load } = opened("idx", { images, labels }, names);
    assert.deepEqual(shape, { features: [1, 1, 2], targets: [1], classes: 3, training: 3, validation: 0 });
    assert.deepEqual(
      table(load().training),
      [
        [0, 1, 2],
        [0.2, 0.4, 0],
        [0.6, 0.8, 1],
      ].map((row) => row.map(Math.fround)),
    );
  });

  it("are the same when gzipped, but for the digest", () => {
    const packed = opened("idx", { images: gzipSync(images), labels: gzipSync(labels) }, names);
    const plain = opened("idx", { images, labels }, names);
    assert.deepEqual(packed.shape, plain.shape);
    assert.deepEqual(packed.load(), plain.load());
    assert.match(plain.digest, /^[0-9a-f]{64}$/);
    const other = idxFile(8, [3], [2, 1, 0]);
    assert.notEqual(opened("idx", { images, labels: other }, names).digest, plain.digest);
  });

  it("hold rows out, and stop after so many samples", () => {
    const six = { images: idxFile(8, [6, 1, 2], Array(12).fill(7)), labels: idxFile(8, [6], [0, 1, 0, 1, 2, 2]) };
    const { shape, load } = opened("idx", six, { ...names, samples: 4, validation: 0.5 });
    assert.deepEqual(shape, { features: [1, 1, 2], targets: [1], classes: 2, training: 2, validation: 2 });
    const { training, validation } = load();
    assert.deepEqual([...training.y].sort(), [0, 1]);
    assert.deepEqual([...(validation?.y ?? [])].sort(), [0, 1]);
  });

  it("are vectors, and big-endian numbers of every type", () => {
    const of = (type: number, values: number[], more: number[]) =>
      table(
        opened(
          "idx",
          { images: idxFile(type, [2, 1], values.concat(more)), labels: idxFile(8, [2], [0, 1]) },
          names,
        ).load().training,
      ).map(([x]) => x);
    assert.deepEqual(of(9, [255], [1]), [-1, 1]);
    assert.deepEqual(of(11, [1, 0], [255, 255]), [256, -1]);
    assert.deepEqual(of(12, [0, 0, 1, 0], [255, 255, 255, 254]), [256, -2]);
    assert.deepEqual(of(13, [0x3f, 0x80, 0, 0], [0xc0, 0, 0, 0]), [1, -2]);
    assert.deepEqual(of(14, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0], [0xc0, 0, 0, 0, 0, 0, 0, 0]), [1, -2]);
  });

  it("have numbers to predict where the labels are floats", () => {
    const heights = idxFile(13, [3], [0x3f, 0x80, 0, 0, 0x40, 0, 0, 0, 0xc0, 0, 0, 0]);
    const { shape, load } = opened("idx", { images, labels: heights }, names);
    assert.notProperty(shape, "classes");
    assert.deepEqual([...load().training.y], [1, 2, -2]);
  });

  it("are refused", () => {
    const refused = (files: Files, more: Record<string, Json> = {}) =>
      refusal("idx", { images, labels, ...files }, { ...names, ...more });
    const not = (file: string) => `${file} is not an IDX file`;
    const remedy = "such as MNIST's train-images-idx3-ubyte.gz";
    assert.deepEqual(refused({ images: new Uint8Array(0) }), ["path", not("images"), remedy]);
    assert.deepEqual(refused({ labels: Uint8Array.from([0, 0, 10, 1, 0, 0, 0, 0]) }), [
      "labels",
      not("labels"),
      remedy,
    ]);
    assert.deepEqual(refused({ images: images.subarray(0, 20) }), [
      "path",
      "images has 4 bytes of data, but the shape [3, 1, 2] needs 6",
      "it may not have been copied whole",
    ]);
    assert.deepEqual(refused({ images: gzipSync(images).subarray(0, 20) }), [
      "path",
      "images is not a whole gzip file",
      "copy it anew",
    ]);
    assert.deepEqual(refused({ labels: idxFile(8, [2], [0, 1]) }), [
      "labels",
      "labels has 2 rows, but images has 3",
      "take two that belong together",
    ]);
    assert.deepEqual(refused({ labels: idxFile(9, [3], [0, 255, 1]) }), [
      "labels",
      "labels holds -1, but classes count from 0",
      "save numbers as float32",
    ]);
    assert.deepEqual(refused({}, { samples: 4 }), ["samples", "there are only 3 rows", "at most 3"]);
    assert.deepEqual(refused({}, { labels: "elsewhere" }), ["labels", "cannot read elsewhere", undefined]);
    assert.deepEqual(refused({ images: idxFile(8, [0, 2], []), labels: idxFile(8, [0], []) }), [
      "path",
      "images has the shape [0, 2], which is no row",
      "[rows, …]",
    ]);
  });
});

describe("npy data", () => {
  const x = npyFile("<f8", [2, 3], Float64Array.of(1, 2, 3, 4, 5, 6.5));
  const names = { path: "x.npy", target: "y.npy" };
  const withTargets = (y: Uint8Array, inputs = x) => opened("npy", { "x.npy": inputs, "y.npy": y }, names);

  it("are rows of numbers with numbers to predict", () => {
    const { shape, load } = withTargets(npyFile("<f4", [2, 2], Float32Array.of(1, -1, 2, -2)));
    assert.deepEqual(shape, { features: [3], targets: [2], training: 2, validation: 0 });
    assert.deepEqual(table(load().training), [
      [1, 2, 3, 1, -1],
      [4, 5, 6.5, 2, -2],
    ]);
  });

  it("have classes where targets are integers, of any size and either order of bytes", () => {
    const types: [string, ArrayBufferView][] = [
      ["<i8", BigInt64Array.of(3n, 0n)],
      ["<u8", BigUint64Array.of(3n, 0n)],
      ["<i4", Int32Array.of(3, 0)],
      ["<u4", Uint32Array.of(3, 0)],
      ["<i2", Int16Array.of(3, 0)],
      ["<u2", Uint16Array.of(3, 0)],
      [">u2", Uint16Array.of(3 << 8, 0)],
      ["|u1", Uint8Array.of(3, 0)],
      ["|i1", Int8Array.of(3, 0)],
    ];
    for (const [descr, values] of types) {
      const { shape, load } = withTargets(npyFile(descr, [2], values));
      assert.deepEqual([shape.classes, shape.targets, ...load().training.y], [4, [1], 3, 0], descr);
    }
    assert.equal(withTargets(npyFile("|b1", [2], Uint8Array.of(1, 0))).shape.classes, 2);
  });

  it("are images with a channel, or as many as there are", () => {
    const y = npyFile("|u1", [2], Uint8Array.of(0, 1));
    assert.deepEqual(withTargets(y, npyFile("|u1", [2, 1, 2], Uint8Array.of(0, 51, 255, 0))).shape.features, [1, 1, 2]);
    assert.deepEqual(withTargets(y, npyFile("|u1", [2, 3, 1, 1], new Uint8Array(6))).shape.features, [3, 1, 1]);
    assert.deepEqual(withTargets(y, npyFile("<f4", [2], new Float32Array(2))).shape.features, [1]);
  });

  it("are refused", () => {
    const y = npyFile("|u1", [2], Uint8Array.of(0, 1));
    const refused = (inputs: Uint8Array) => refusal("npy", { "x.npy": inputs, "y.npy": y }, names);
    assert.deepEqual(refused(Buffer.from("1,2\n3,4 and more")), [
      "path",
      "x.npy is not a .npy file",
      "save it with numpy.save",
    ]);
    assert.deepEqual(refused(x.subarray(0, 40)), [
      "path",
      "x.npy ends within its header",
      "it may not have been copied whole",
    ]);
    assert.deepEqual(refused(x.subarray(0, x.length - 8)), [
      "path",
      "x.npy has 40 bytes of data, but the shape [2, 3] needs 48",
      "it may not have been copied whole",
    ]);
    assert.deepEqual(refused(npyFile("<f2", [2], new Uint16Array(2))), [
      "path",
      "x.npy holds numbers of type f2",
      "save x.astype('float32')",
    ]);
    assert.deepEqual(refused(npyFile("<f4", [2, 2], new Float32Array(4), "True")), [
      "path",
      "x.npy is in Fortran's order",
      "save numpy.ascontiguousarray(x)",
    ]);
    assert.deepEqual(refused(npyFile("<f4", [2, 2], Float32Array.of(0, 1, Number.NaN, 2))), [
      "path",
      "x.npy: row 1 (from 0) holds NaN, not a number of float32",
      "mend the file",
    ]);
    assert.deepEqual(refused(npyFile("<f8", [2], Float64Array.of(0, 1e39))), [
      "path",
      "x.npy: row 1 (from 0) holds 1e+39, not a number of float32",
      "mend the file",
    ]);
    assert.deepEqual(refused(npyFile("<f4", [], new Float32Array(1))), [
      "path",
      "x.npy has the shape [], which is no row",
      "[rows, …]",
    ]);
  });
});

describe("npz data", () => {
  const members = {
    "x.npy": npyFile("<f4", [2, 1], Float32Array.of(1, 2)),
    "y.npy": npyFile("<i8", [2], BigInt64Array.of(1n, 0n)),
  };

  it("are arrays of one file, packed or not", () => {
    for (const method of [0, 8] as const) {
      const { shape, load, digest } = opened("npz", { "a.npz": zipFile(members, method) }, { path: "a.npz" });
      assert.deepEqual(shape, { features: [1], targets: [1], classes: 2, training: 2, validation: 0 });
      assert.deepEqual(table(load().training), [
        [1, 1],
        [2, 0],
      ]);
      assert.match(digest, /^[0-9a-f]{64}$/);
    }
  });

  it("are refused", () => {
    const refused = (bytes: Uint8Array, more = {}) => refusal("npz", { "a.npz": bytes }, { path: "a.npz", ...more });
    const zip = zipFile(members, 8);
    assert.deepEqual(refused(zip, { target: "labels" }), ["target", 'a.npz has no array "labels"', "one of x, y"]);
    const whole = ["path", "a.npz is not a whole zip file", "save it with numpy.savez"];
    assert.deepEqual(refused(zip.subarray(0, 90)), whole);
    assert.deepEqual(refused(new Uint8Array(3)), whole);
  });
});

describe("cifar data", () => {
  const image = (labels: number[], first: number) => [...labels, first, ...new Array<number>(3071).fill(0)];
  const one = Uint8Array.from([...image([9], 255), ...image([3], 51)]);
  const two = Uint8Array.from(image([0], 0));

  it("are colour images of one file or several", () => {
    const { shape, load } = opened("cifar", { one, two }, { path: ["one", "two"] });
    assert.deepEqual(shape, { features: [3, 32, 32], targets: [1], classes: 10, training: 3, validation: 0 });
    const { x, y } = load().training;
    assert.deepEqual([...y], [9, 3, 0]);
    assert.deepEqual([x[0], x[1], x[3072], x[6144]], [1, 0, Math.fround(0.2), 0]);
    assert.deepEqual([...opened("cifar", { two }, { path: "two" }).load().training.y], [0]);
  });

  it("have 20 or 100 classes in CIFAR-100", () => {
    const both = Uint8Array.from(image([19, 99], 255));
    const at = (labels: string) => opened("cifar", { both }, { path: "both", labels });
    assert.deepEqual([at("coarse").shape.classes, ...at("coarse").load().training.y], [20, 19]);
    assert.deepEqual([at("fine").shape.classes, ...at("fine").load().training.y], [100, 99]);
    assert.equal(at("fine").load().training.x[0], 1);
  });

  it("are refused", () => {
    const refused = (bytes: Uint8Array, more = {}) => refusal("cifar", { a: bytes }, { path: "a", ...more });
    assert.deepEqual(refused(two.subarray(1)), [
      "path",
      "a is not made of images of 3073 bytes",
      "the binary version; of CIFAR-100, add labels: fine",
    ]);
    assert.deepEqual(refused(two, { labels: "fine" }), [
      "path",
      "a is not made of images of 3074 bytes",
      "the binary version of CIFAR-100",
    ]);
    assert.deepEqual(refused(Uint8Array.from(image([10], 0))), [
      "path",
      "a holds the label 10, but there are 10 classes",
      "labels: fine or coarse for CIFAR-100",
    ]);
  });
});

describe("packed data that go on for ever", () => {
  const zeros = Buffer.alloc(8 << 20);
  const endless = (start: Uint8Array) => gzipSync(Buffer.concat([start, zeros]));
  const message = (type: FileType, files: Files, parameters: Record<string, Json>) =>
    (refusal(type, files, parameters) as string[])[1];

  it("are unpacked as far as their header says", () => {
    const labels = idxFile(8, [3], [2, 0, 1]);
    const idx = { images: endless(idxFile(8, [3, 1, 2], [])), labels };
    assert.equal(message("idx", idx, { path: "images", labels: "labels" }), "images: it unpacks to more than 22 bytes");
    const npy = {
      x: endless(npyFile("<f4", [3, 2], new Float32Array(0))),
      y: npyFile("<i8", [3], new BigInt64Array(3)),
    };
    assert.equal(message("npy", npy, { path: "x", target: "y" }), "x: it unpacks to more than 152 bytes");
    const npz = zipFile({ "x.npy": Buffer.concat([npyFile("<f4", [3, 2], new Float32Array(0)), zeros]) }, 8);
    assert.equal(message("npz", { "a.npz": npz }, { path: "a.npz" }), "a.npz: it unpacks to more than 152 bytes");
  });

  it("are not unpacked at all where they begin as no such file", () => {
    assert.equal(message("idx", { a: gzipSync(zeros) }, { path: "a", labels: "a" }), "a is not an IDX file");
    assert.equal(message("npy", { a: gzipSync(zeros) }, { path: "a", target: "a" }), "a is not a .npy file");
    assert.equal(message("npz", { a: zipFile({ "x.npy": zeros }, 8) }, { path: "a" }), "a: x is not a .npy file");
  });
});
