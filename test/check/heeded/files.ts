import { Misfit } from "../../../src/contracts/part.ts";
import { npyBytes, npzBytes } from "../../../src/formats/npz-writer.ts";
import { stream, uniform } from "../../../src/random/rng.ts";

const text = (content: string) => new TextEncoder().encode(content);
const big = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const ROWS = 10;

function drawn(name: string, ...shape: readonly number[]) {
  const rng = stream("heeded", name);
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, values: Float32Array.from({ length: count }, () => uniform(rng, -1, 1)) };
}

const bytesOf = (name: string, length: number, below: number) =>
  Array.from(drawn(name, length).values, (value) => Math.floor(((value + 1) / 2) * below));

const idx = (shape: readonly number[], values: readonly number[]) =>
  Uint8Array.from([0, 0, 8, shape.length, ...shape.flatMap(big), ...values]);

/** Every class occurs. */
const labels = (offset: number) => Array.from({ length: ROWS }, (_, row) => (row + offset) % 3);

const cifar = (name: string) =>
  Uint8Array.from([1, 2, 1, 2, 1, 2, 1, 2].flatMap((label, at) => [label, ...bytesOf(`${name} ${at}`, 3072, 256)]));

const cars = (name: string) => {
  const rows = Array.from({ length: ROWS }, (_, row) => [
    ...drawn(`${name} ${row}`, 3).values,
    ["a", "b", "c"][row % 3],
  ]);
  return text(`hp,wt,mpg,kind\n${rows.map((row) => row.join()).join("\n")}\n`);
};

/** Numbers that are missing, and −1, which may stand for such. */
const gaps = text(
  `hp,wt,mpg,kind\n${[0.5, "NA", -1, 0.2, 0.3, 2].map((hp, row) => `${hp},${row},${row % 2},a`).join("\n")}\n`,
);

/** As a German Excel writes it. */
const excel = Uint8Array.from(
  `hp;wt;mpg;kind\n${[1, 2, 3, 4, 5, 6].map((hp) => `${hp},5;${hp};${7 - hp};\xe4`).join("\n")}\n`,
  (character) => character.charCodeAt(0),
);

const all = (name: string) =>
  npzBytes({
    x: drawn(`${name} x`, ROWS, 3),
    x2: drawn(`${name} x2`, ROWS, 3),
    y: drawn(`${name} y`, ROWS, 1),
    y2: drawn(`${name} y2`, ROWS, 1),
  });

const FILES: Readonly<Record<string, Uint8Array>> = {
  "rates.csv": text("lr,other\n0.1,0.2\n0.05,0.1\n0.02,0.1\n0.01,0.1\n"),
  "others.csv": text("lr,other\n0.2,0.2\n0.05,0.1\n0.02,0.1\n0.01,0.1\n"),
  "cars.csv": cars("cars"),
  "gaps.csv": gaps,
  "excel.csv": excel,
  "more-cars.csv": cars("more cars"),
  "text.txt": text("abcdeabcadcbeacbdaeedcba".repeat(2)),
  "text-2.txt": text("edcbaabcadcbeacbdaeedcba".repeat(2)),
  "vectors.npy": npyBytes(drawn("vectors", ROWS, 3)),
  "vectors-2.npy": npyBytes(drawn("vectors 2", ROWS, 3)),
  "numbers.npy": npyBytes(drawn("numbers", ROWS, 1)),
  "numbers-2.npy": npyBytes(drawn("numbers 2", ROWS, 1)),
  "images.npy": npyBytes(drawn("images", ROWS, 2, 4, 4)),
  "sequences.npy": npyBytes(drawn("sequences", ROWS, 2, 4)),
  "all.npz": all("all"),
  "all-2.npz": all("all 2"),
  "images.idx": idx([ROWS, 2, 2], bytesOf("idx", ROWS * 4, 256)),
  "images-2.idx": idx([ROWS, 2, 2], bytesOf("idx 2", ROWS * 4, 256)),
  "labels.idx": idx([ROWS], labels(0)),
  "labels-2.idx": idx([ROWS], labels(1)),
  "cifar.bin": cifar("cifar"),
  "cifar-2.bin": cifar("cifar 2"),
};

/** A few small files of every format. */
export function readFile(path: string): Uint8Array {
  const bytes = FILES[path];
  if (bytes === undefined) throw new Misfit("path", `cannot read ${path}`);
  return bytes;
}
