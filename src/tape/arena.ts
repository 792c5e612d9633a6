import { stride } from "./shape.ts";

/** Hands out memory from front to back; everything is zero until a kernel or a writer fills it. */
export class Arena {
  #end: number;

  /** @param base first free byte of memory, a multiple of 16 */
  constructor(base: number) {
    this.#end = base;
  }

  /** First byte behind everything allocated so far, a multiple of 16. */
  get end(): number {
    return this.#end;
  }

  /** Reserves room for that many words of four bytes; returns its offset in bytes, a multiple of 16. */
  allocate(words: number): number {
    const offset = this.#end;
    this.#end += stride(words) * 4;
    return offset;
  }
}
