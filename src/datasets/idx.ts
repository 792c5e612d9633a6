import Type from "typebox";
import { defineDataset } from "../contracts/dataset.ts";
import { Misfit } from "../contracts/part.ts";
import {
  type ArrayFile,
  type ArrayHeader,
  arrayFile,
  contentOf,
  NUMBER_TYPES,
  type NumberType,
  sizeWith,
} from "../formats/array-file.ts";
import { arrayData, arrayParams } from "./families/array-data.ts";
import { ofFiles, requireFiles } from "./families/held-out.ts";

/** Types of values, by the third byte of the file. */
const TYPES: Readonly<Record<number, NumberType | undefined>> = {
  8: NUMBER_TYPES.u1,
  9: NUMBER_TYPES.i1,
  11: NUMBER_TYPES.i2,
  12: NUMBER_TYPES.i4,
  13: NUMBER_TYPES.f4,
  14: NUMBER_TYPES.f8,
};

/** Format: two zeros, the type, the number of dimensions, the size of each dimension, the values. All big-endian. */
function headerOf(bytes: Uint8Array, file: string, parameter: string): ArrayHeader {
  const type = TYPES[bytes[2] ?? 0];
  const dimensions = bytes[3] ?? 0;
  const header = 4 + 4 * dimensions;
  if (bytes[0] !== 0 || bytes[1] !== 0 || type === undefined || bytes.length < header) {
    throw new Misfit(parameter, `${file} is not an IDX file`, "such as MNIST's train-images-idx3-ubyte.gz");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: dimensions }, (_, at) => view.getUint32(4 + 4 * at));
  return { shape, type, isLittle: false, length: header };
}

function parse(bytes: Uint8Array, file: string, parameter: string): ArrayFile {
  const { length, ...header } = headerOf(bytes, file, parameter);
  return arrayFile({ file, parameter, ...header, bytes: bytes.subarray(length) });
}

const files = {
  path: Type.String({
    minLength: 1,
    description: "File of images or other inputs, relative to the experiment file.",
  }),
  labels: Type.String({ minLength: 1, description: "File of labels, relative to the experiment file." }),
};

/** The file format of MNIST, Fashion-MNIST, KMNIST and EMNIST. */
export const idx = defineDataset({
  description:
    "Images and labels in MNIST's file format, gzipped or not. Bytes are scaled to 0 … 1. Labels that are whole numbers are classes.",
  source: "LeCun, Cortes and Burges, The MNIST database: the IDX file format.",
  params: Type.Object({ ...files, ...arrayParams(files) }),
  idle: ofFiles,
  open({ path, labels, ...options }, readFile) {
    const content = (file: string, parameter: string) =>
      contentOf(readFile, file, parameter, (start) => sizeWith(headerOf(start, file, parameter)));
    requireFiles(options, ["path", "labels"]);
    return arrayData({ path, labels }, options, ({ path, labels }) => {
      const [images, classes] = [content(path, "path"), content(labels, "labels")];
      const [inputs, targets] = [parse(images.bytes, path, "path"), parse(classes.bytes, labels, "labels")];
      return { inputs, targets, digests: [images.digest, classes.digest] };
    });
  },
});
