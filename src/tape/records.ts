import type { Op } from "./op.ts";

/** A record taken apart. */
export interface TapeRecord {
  readonly op: Op;
  readonly operands: readonly number[];
}

/** The records of a tape, the one that ends it included. */
export function* recordsOf(words: Int32Array): Generator<TapeRecord> {
  for (let at = 0; at < words.length; ) {
    const head = words[at] as number;
    const length = head >> 8;
    yield { op: head & 0xff, operands: Array.from(words.subarray(at + 1, at + length)) };
    at += length;
  }
}

/** The words of a record. */
export const wordsOf = ({ op, operands }: TapeRecord): readonly number[] => [
  op | ((operands.length + 1) << 8),
  ...operands,
];
