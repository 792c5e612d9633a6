import { joined } from "./bytes.ts";

/** Packed bytes that a decoder gets at once: they are at most a thousand times as many when unpacked. */
const SLICE = 1 << 14;
/** Where no header says more. A million float32 rows fit, and what unpacks without end does not fill the memory. */
const MOST_UNPACKED = 0x7fff_ffff;
/** The headers that tell a size are shorter. */
const HEADER = 1 << 16;

/** How many bytes a content has, by its first ones. May throw where they are not the start of such a content. */
export type SizeOf = (start: Uint8Array) => number;

/** A packed content is longer than it says of itself. */
export class TooLong extends Error {
  constructor(readonly most: number) {
    super(`it unpacks to more than ${most} bytes`);
  }
}

/** Feeds a decoder slice by slice, so that what it unpacks can be looked at on the way. */
export function feed(packed: Uint8Array, push: (slice: Uint8Array, isLast: boolean) => void): void {
  for (let from = 0; from < packed.length || from === 0; from += SLICE)
    push(packed.subarray(from, from + SLICE), from + SLICE >= packed.length);
}

/** What has been unpacked so far: never much more than its own header says. */
export class Unpacked {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #most: number | undefined;

  constructor(private readonly sizeOf: SizeOf | undefined) {}

  /** Throws TooLong, and what sizeOf throws. */
  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length < HEADER) return;
    this.#most ??= Math.min(this.sizeOf?.(joined(this.#chunks)) ?? MOST_UNPACKED, MOST_UNPACKED);
    if (this.#length > this.#most) throw new TooLong(this.#most);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return joined(this.#chunks);
  }
}
