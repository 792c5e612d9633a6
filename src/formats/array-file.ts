import { digestOf, type ReadFile } from "../contracts/dataset.ts";
import { Misfit } from "../contracts/part.ts";
import { gunzip } from "./gzip.ts";
import { type SizeOf, TooLong } from "./unpacked.ts";

/** How a number lies in a file. */
export interface NumberType {
  /** Bytes. */
  readonly size: number;
  readonly kind: "byte" | "integer" | "float";
  readonly read: (view: DataView, at: number, isLittle: boolean) => number;
}

/** By NumPy's codes. */
export const NUMBER_TYPES: Readonly<Record<string, NumberType>> = {
  b1: { size: 1, kind: "integer", read: (view, at) => view.getUint8(at) },
  u1: { size: 1, kind: "byte", read: (view, at) => view.getUint8(at) },
  i1: { size: 1, kind: "integer", read: (view, at) => view.getInt8(at) },
  u2: { size: 2, kind: "integer", read: (view, at, isLittle) => view.getUint16(at, isLittle) },
  i2: { size: 2, kind: "integer", read: (view, at, isLittle) => view.getInt16(at, isLittle) },
  u4: { size: 4, kind: "integer", read: (view, at, isLittle) => view.getUint32(at, isLittle) },
  i4: { size: 4, kind: "integer", read: (view, at, isLittle) => view.getInt32(at, isLittle) },
  u8: { size: 8, kind: "integer", read: (view, at, isLittle) => Number(view.getBigUint64(at, isLittle)) },
  i8: { size: 8, kind: "integer", read: (view, at, isLittle) => Number(view.getBigInt64(at, isLittle)) },
  f4: { size: 4, kind: "float", read: (view, at, isLittle) => view.getFloat32(at, isLittle) },
  f8: { size: 8, kind: "float", read: (view, at, isLittle) => view.getFloat64(at, isLittle) },
};

/** An array in a file, still as its bytes. */
export interface ArrayFile {
  /** As the user wrote it, for messages; and the parameter that names it. */
  readonly file: string;
  readonly parameter: string;
  /** [rows, …], dense and row-major. */
  readonly shape: readonly number[];
  readonly type: NumberType;
  readonly isLittle: boolean;
  /** As many as the shape needs. */
  readonly bytes: Uint8Array;
}

/** What the start of a file says of the array that follows. */
export interface ArrayHeader extends Pick<ArrayFile, "shape" | "type" | "isLittle"> {
  /** Bytes before the first value. */
  readonly length: number;
}

/** Bytes of a whole file with this header. */
export const sizeWith = ({ shape, type, length }: ArrayHeader): number =>
  length + shape.reduce((product, size) => product * size, type.size);

/** The file's array. Throws Misfit when there are fewer bytes than its shape needs, or more. */
export function arrayFile(array: ArrayFile): ArrayFile {
  const { file, parameter, shape, type, bytes } = array;
  const expected = shape.reduce((product, size) => product * size, type.size);
  if (bytes.length === expected) return array;
  const message = `${file} has ${bytes.length} bytes of data, but the shape [${shape.join(", ")}] needs ${expected}`;
  throw new Misfit(parameter, message, "it may not have been copied whole");
}

/** Values from one index to another. */
export function valuesOf({ bytes, type, isLittle }: ArrayFile, from: number, to: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values = new Float64Array(to - from);
  for (let at = from; at < to; at++) values[at - from] = type.read(view, at * type.size, isLittle);
  return values;
}

interface Content {
  readonly bytes: Uint8Array;
  /** SHA-256 of the file as it is. */
  readonly digest: string;
}

/** Files unpacked already: an experiment opens the same bytes for many variants. */
const contents = new WeakMap<Uint8Array, Content>();

/**
 * A file's content, unpacked if it is gzip. Throws Misfit(parameter, …) when it cannot be read.
 * @param sizeOf the content, by its header: what is longer is not unpacked
 */
export function contentOf(readFile: ReadFile, path: string, parameter: string, sizeOf?: SizeOf): Content {
  const packed = pointingAt(parameter, () => readFile(path));
  const known = contents.get(packed);
  if (known !== undefined) return known;
  const content = {
    bytes: unpacked(packed, path, parameter, sizeOf),
    digest: digestOf(packed, readFile),
  };
  contents.set(packed, content);
  return content;
}

function pointingAt<T>(parameter: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Misfit ? error.at(parameter) : error;
  }
}

function unpacked(bytes: Uint8Array, file: string, parameter: string, sizeOf: SizeOf | undefined): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzip(bytes, sizeOf);
  } catch (error) {
    if (error instanceof Misfit) throw error;
    const problem = error instanceof TooLong ? `: ${error.message}` : " is not a whole gzip file";
    throw new Misfit(parameter, `${file}${problem}`, "copy it anew");
  }
}
