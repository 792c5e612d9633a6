import crc32 from "crc-32";
import { Gunzip } from "fflate/browser";
import { feed, type SizeOf, Unpacked } from "./unpacked.ts";

/** Bytes after each member: CRC-32 of what it holds, and its length. */
const TRAILER = 8;
/** The length is counted modulo this. */
const WRAP = 0x1_0000_0000;

/**
 * Unpacks a gzip file, RFC 1952; of several members their contents one after another.
 * @param sizeOf the content, which is not unpacked any further
 * @throws TooLong for a longer content, what sizeOf throws, and another Error when the file is not whole
 */
export function gunzip(packed: Uint8Array, sizeOf?: SizeOf): Uint8Array {
  const unpacked = new Unpacked(sizeOf);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  let member = { crc: 0, length: 0 };
  // fflate leaves the check to its caller.
  const check = (end: number) => {
    const at = end - TRAILER;
    if (view.getInt32(at, true) !== member.crc || view.getUint32(at + 4, true) !== member.length % WRAP)
      throw new Error("a checksum does not hold");
    member = { crc: 0, length: 0 };
  };
  const stream = new Gunzip((chunk) => {
    unpacked.add(chunk);
    member = { crc: crc32.buf(chunk, member.crc), length: member.length + chunk.length };
  });
  stream.onmember = check;
  feed(packed, (slice, isLast) => stream.push(slice, isLast));
  check(packed.length);
  return unpacked.bytes();
}
