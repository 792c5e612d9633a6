import Type from "typebox";
import { defineDataset } from "../contracts/dataset.ts";
import { Misfit } from "../contracts/part.ts";
import { MOST_MEMORY } from "../experiment/memory.ts";
import { arrayFile, contentOf, NUMBER_TYPES } from "../formats/array-file.ts";
import { arrayData, arrayParams } from "./families/array-data.ts";
import { ofFiles } from "./families/held-out.ts";

const IMAGE = [3, 32, 32] as const;
const PIXELS = 3 * 32 * 32;

/** Images have no header that says how many they are. As float32, more of them would not fit into a run's memory. */
const MOST_BYTES = MOST_MEMORY / 4;

/** Number of label bytes before each image, the index of the one to use, and its number of classes. */
const LABELS = {
  cifar10: { before: 1, at: 0, classes: 10 },
  coarse: { before: 2, at: 0, classes: 20 },
  fine: { before: 2, at: 1, classes: 100 },
} as const;

/** Labels and pixels of all files, in order. */
function parse(files: readonly { readonly path: string; readonly bytes: Uint8Array }[], kind: keyof typeof LABELS) {
  const { before, at, classes } = LABELS[kind];
  const size = before + PIXELS;
  for (const { path, bytes } of files) {
    if (bytes.length > 0 && bytes.length % size === 0) continue;
    const remedy = `${kind === "cifar10" ? "the binary version; of CIFAR-100, add labels: fine" : "the binary version of CIFAR-100"}`;
    throw new Misfit("path", `${path} is not made of images of ${size} bytes`, remedy);
  }
  const rows = files.reduce((sum, { bytes }) => sum + bytes.length / size, 0);
  const labels = new Uint8Array(rows);
  const pixels = new Uint8Array(rows * PIXELS);
  let row = 0;
  for (const { path, bytes } of files) {
    for (let from = 0; from < bytes.length; from += size, row++) {
      labels[row] = bytes[from + at] as number;
      pixels.set(bytes.subarray(from + before, from + size), row * PIXELS);
      if ((labels[row] as number) < classes) continue;
      throw new Misfit(
        "path",
        `${path} holds the label ${labels[row]}, but there are ${classes} classes`,
        "labels: fine or coarse for CIFAR-100",
      );
    }
  }
  return { labels, pixels, rows, classes };
}

const files = {
  path: Type.Union(
    [Type.String(), Type.Array(Type.String(), { minItems: 1, uniqueItems: true, description: "Files, in order." })],
    { description: "File such as data_batch_1.bin, or a list of files, relative to the experiment file." },
  ),
};

/** The binary version of CIFAR-10 and CIFAR-100. */
export const cifar = defineDataset({
  description:
    "Colour images in the binary format of CIFAR-10 and CIFAR-100, gzipped or not. Bytes are scaled to 0 … 1.",
  source: "Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009: the binary version.",
  params: Type.Object({
    ...files,
    labels: Type.Enum(["cifar10", "coarse", "fine"], {
      default: "cifar10",
      description: "Labels to use. cifar10: 10 classes. coarse, fine: the 20 or 100 classes of CIFAR-100.",
    }),
    ...arrayParams(files),
  }),
  idle: ofFiles,
  open({ path, labels: kind, ...options }, readFile) {
    return arrayData({ path }, options, ({ path }) => {
      const files = [path].flat().map((path) => ({ path, ...contentOf(readFile, path, "path", () => MOST_BYTES) }));
      const { labels, pixels, rows, classes } = parse(files, kind);
      const common = {
        file: files[0]?.path ?? "",
        parameter: "path",
        type: NUMBER_TYPES.u1 as NonNullable<typeof NUMBER_TYPES.u1>,
        isLittle: true,
      };
      const inputs = arrayFile({ ...common, shape: [rows, ...IMAGE], bytes: pixels });
      const targets = arrayFile({ ...common, shape: [rows], bytes: labels });
      return { inputs, targets, digests: files.map(({ digest }) => digest), classes };
    });
  },
});
