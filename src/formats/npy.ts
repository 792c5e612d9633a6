import { Misfit } from "../contracts/part.ts";
import { ownValue } from "../numbers/own.ts";
import { type ArrayFile, type ArrayHeader, arrayFile, NUMBER_TYPES } from "./array-file.ts";
import { shortened } from "./text.ts";

const MAGIC = "\x93NUMPY";
const HEADER = /'descr':\s*'([<>|=])(\w+)'.*'fortran_order':\s*(True|False).*'shape':\s*\(([\d,\s]*)\)/s;

/** Characters of the longest header that is looked at: one of plain numbers has about a hundred. */
const LONGEST_HEADER = 4096;

const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/**
 * What numpy.save writes before an array.
 * @param file how the user named it
 * @throws Misfit(parameter, …) when it is not such an array, or not of plain numbers
 */
export function npyHeader(bytes: Uint8Array, file: string, parameter: string): ArrayHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (latin1(bytes.subarray(0, MAGIC.length)) !== MAGIC || bytes.length < 12) {
    throw new Misfit(parameter, `${file} is not a .npy file`, "save it with numpy.save");
  }
  // Version 1 gives the header's length in two bytes, later ones in four.
  const [from, length] = bytes[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  if (bytes.length < from + length) {
    throw new Misfit(parameter, `${file} ends within its header`, "it may not have been copied whole");
  }
  const found = HEADER.exec(latin1(bytes.subarray(from, from + Math.min(length, LONGEST_HEADER))));
  const [, order, code = "", fortran, sizes = ""] = found ?? [];
  const type = ownValue(NUMBER_TYPES, code);
  if (type === undefined) {
    throw new Misfit(
      parameter,
      `${file} holds ${code === "" ? "no plain numbers" : `numbers of type ${shortened(code)}`}`,
      "save x.astype('float32')",
    );
  }
  if (fortran === "True") {
    throw new Misfit(parameter, `${file} is in Fortran's order`, "save numpy.ascontiguousarray(x)");
  }
  const shape = sizes.split(",").flatMap((size) => (size.trim() === "" ? [] : [Number(size)]));
  return { shape, type, isLittle: order !== ">", length: from + length };
}

/** An array as numpy.save writes it; see {@link npyHeader}. */
export function parseNpy(bytes: Uint8Array, file: string, parameter: string): ArrayFile {
  const { length, ...header } = npyHeader(bytes, file, parameter);
  return arrayFile({ file, parameter, ...header, bytes: bytes.subarray(length) });
}
