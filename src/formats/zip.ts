import crc32 from "crc-32";
import { Inflate } from "fflate/browser";
import { Misfit } from "../contracts/part.ts";
import { feed, type SizeOf, TooLong, Unpacked } from "./unpacked.ts";

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/** Unpacks a member. @param sizeOf its content, which is not unpacked any further */
type Unpack = (sizeOf?: SizeOf) => Uint8Array;

/**
 * Members of a zip file by name, each unpacked when called. APPNOTE.TXT 4.3; no zip64, no encryption.
 * @throws Misfit("path", …) when it is no such file
 */
export function membersOf(bytes: Uint8Array, file: string): ReadonlyMap<string, Unpack> {
  const zip = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const members = new Map<string, Unpack>();
  try {
    const end = endOf(zip);
    let at = zip.getUint32(end + 16, true);
    for (let left = zip.getUint16(end + 10, true); left > 0; left--) {
      if (zip.getUint32(at, true) !== ENTRY) throw new RangeError("no entry");
      const [name, extra, comment] = [28, 30, 32].map((field) => zip.getUint16(at + field, true)) as [
        number,
        number,
        number,
      ];
      const entry = at;
      members.set(new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name)), (sizeOf) =>
        unpack(bytes, zip, entry, file, sizeOf),
      );
      at += 46 + name + extra + comment;
    }
  } catch (error) {
    if (error instanceof RangeError)
      throw new Misfit("path", `${file} is not a whole zip file`, "save it with numpy.savez");
    throw error;
  }
  return members;
}

/** Where the end of the directory begins: it is last, before a comment. Throws RangeError. */
function endOf(zip: DataView): number {
  for (let at = zip.byteLength - 22; at >= 0; at--) if (zip.getUint32(at, true) === END) return at;
  throw new RangeError("no end");
}

function unpack(bytes: Uint8Array, zip: DataView, entry: number, file: string, sizeOf?: SizeOf): Uint8Array {
  const method = zip.getUint16(entry + 10, true);
  const [crc, packed, size, local] = [16, 20, 24, 42].map((field) => zip.getUint32(entry + field, true)) as [
    number,
    number,
    number,
    number,
  ];
  try {
    const from = local + 30 + zip.getUint16(local + 26, true) + zip.getUint16(local + 28, true);
    const content = bytes.subarray(from, from + packed);
    if (method === STORED) return content;
    if (method === DEFLATED) return inflated(content, size, crc, sizeOf);
  } catch (error) {
    if (error instanceof Misfit) throw error;
    if (error instanceof TooLong) throw new Misfit("path", `${file}: ${error.message}`, "save it with numpy.savez");
    throw new Misfit("path", `${file} is not a whole zip file`, "save it with numpy.savez");
  }
  throw new Misfit("path", `${file} is packed by method ${method}`, "save it with numpy.savez or savez_compressed");
}

/** fflate takes much that is broken for whole, so its result is checked. Throws an Error. */
function inflated(packed: Uint8Array, size: number, crc: number, sizeOf?: SizeOf): Uint8Array {
  const unpacked = new Unpacked((start) => Math.min(size, sizeOf?.(start) ?? size));
  const stream = new Inflate((chunk) => unpacked.add(chunk));
  feed(packed, (slice, isLast) => stream.push(slice, isLast));
  const content = unpacked.bytes();
  if (content.length !== size || crc32.buf(content) >>> 0 !== crc) throw new Error("a checksum does not hold");
  return content;
}
