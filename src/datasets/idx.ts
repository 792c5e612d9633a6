import Type from "typebox";
import { defineDataset } from "../contracts/dataset.ts";
import { Misfit } from "../contracts/part.ts";
import { type ArrayFile, arrayFile, contentOf, NUMBER_TYPES, type NumberType } from "../formats/array-file.ts";
import { arrayData, arrayParams } from "./families/array-data.ts";

/** By the third byte of the file. */
const TYPES: Readonly<Record<number, NumberType | undefined>> = {
  8: NUMBER_TYPES.u1,
  9: NUMBER_TYPES.i1,
  11: NUMBER_TYPES.i2,
  12: NUMBER_TYPES.i4,
  13: NUMBER_TYPES.f4,
  14: NUMBER_TYPES.f8,
};

/** Two zeros, the type, the number of dimensions, each dimension's size, the values; all big-endian. */
function parse(bytes: Uint8Array, file: string, parameter: string): ArrayFile {
  const type = TYPES[bytes[2] ?? 0];
  const dimensions = bytes[3] ?? 0;
  const header = 4 + 4 * dimensions;
  if (bytes[0] !== 0 || bytes[1] !== 0 || type === undefined || bytes.length < header) {
    throw new Misfit(parameter, `${file} is not an IDX file`, "such as MNIST's train-images-idx3-ubyte.gz");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: dimensions }, (_, at) => view.getUint32(4 + 4 * at));
  return arrayFile({ file, parameter, shape, type, isLittle: false, bytes: bytes.subarray(header) });
}

/** MNIST's file format, and that of Fashion-MNIST, KMNIST and EMNIST. */
export const idx = defineDataset({
  description:
    "Images and labels in MNIST's file format, gzipped or not. Bytes become 0 to 1; labels of whole numbers are classes.",
  source: "LeCun, Cortes and Burges, The MNIST database: the IDX file format.",
  params: Type.Object({
    path: Type.String({
      minLength: 1,
      description: "The file of images or other inputs, relative to the experiment's.",
    }),
    labels: Type.String({ minLength: 1, description: "The file of labels, relative to the experiment's." }),
    ...arrayParams,
  }),
  open({ path, labels, ...options }, readFile) {
    const images = contentOf(readFile, path, "path");
    const classes = contentOf(readFile, labels, "labels");
    const arrays = [parse(images.bytes, path, "path"), parse(classes.bytes, labels, "labels")] as const;
    return arrayData(...arrays, [images.digest, classes.digest], options);
  },
});
