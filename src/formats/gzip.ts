import crc32 from "crc-32";
import { Gunzip } from "fflate/browser";

/** Bytes after each member: CRC-32 of what it holds, and its length. */
const TRAILER = 8;
/** The length is counted modulo this. */
const WRAP = 0x1_0000_0000;

/**
 * Unpacks a gzip file, RFC 1952; of several members their contents one after another.
 * @throws Error when it is not whole
 */
export function gunzip(packed: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
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
    chunks.push(chunk);
    member = { crc: crc32.buf(chunk, member.crc), length: member.length + chunk.length };
  });
  stream.onmember = check;
  stream.push(packed, true);
  check(packed.length);
  return joined(chunks);
}

/** Chunks as one. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
