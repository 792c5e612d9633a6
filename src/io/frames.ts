import { readSync } from "node:fs";
import { crc32 } from "node:zlib";

// A line is `<CRC-32 of the rest, 8 hex digits> <body>` and ends in LF; no body holds an LF. So whatever byte is flipped,
// what follows the next LF can be read again.
const HEAD = 9;
const LF = 10;
const BLOCK = 1 << 20;

/** A line of the journal. */
export function frame(body: string): string {
  return `${checksum(body)} ${body}\n`;
}

const checksum = (body: string | Buffer) => crc32(body).toString(16).padStart(8, "0");

/** The body of a line without its LF, or undefined if the line is damaged. */
export function bodyOf(line: Buffer): Buffer | undefined {
  if (line.length <= HEAD || line[HEAD - 1] !== 32) return undefined;
  const body = line.subarray(HEAD);
  return line.toString("latin1", 0, HEAD - 1) === checksum(body) ? body : undefined;
}

/** Where a line begins, and its length without the LF. */
export interface LineSpan {
  readonly offset: number;
  readonly length: number;
}

/** Visits every line that ends, in a view that is valid until the next one; returns where the last of them ends. */
export function scanLines(file: number, visit: (line: Buffer, span: LineSpan) => void): number {
  let block = Buffer.allocUnsafe(BLOCK);
  let filled = 0;
  let begin = 0;
  for (;;) {
    if (filled === block.length) block = Buffer.concat([block, Buffer.allocUnsafe(block.length)]);
    const read = readSync(file, block, filled, block.length - filled, begin + filled);
    if (read === 0) return begin;
    filled += read;
    const used = visitLines(block.subarray(0, filled), begin, visit);
    block.copyWithin(0, used, filled);
    begin += used;
    filled -= used;
  }
}

/** Returns how many bytes the lines in the block take. */
function visitLines(block: Buffer, begin: number, visit: (line: Buffer, span: LineSpan) => void): number {
  let from = 0;
  for (let to = block.indexOf(LF); to !== -1; to = block.indexOf(LF, from)) {
    visit(block.subarray(from, to), { offset: begin + from, length: to - from });
    from = to + 1;
  }
  return from;
}
