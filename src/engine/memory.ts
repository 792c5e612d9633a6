const PAGE = 65536;
const MOST_PAGES = 65536;

/** The memory kernels work in, with views on it that are renewed whenever it grows. */
export class Memory {
  readonly wasm = new WebAssembly.Memory({ initial: 1 });
  #bytes = new Uint8Array(this.wasm.buffer);
  #floats = new Float32Array(this.wasm.buffer);
  #doubles = new Float64Array(this.wasm.buffer);
  #integers = new Int32Array(this.wasm.buffer);

  /** Makes room up to `end`. Throws when there is none: 4 GiB is WebAssembly's limit, the machine's may be less. */
  reserve(end: number): void {
    const missing = Math.ceil((end - this.#bytes.length) / PAGE);
    if (missing <= 0) return;
    try {
      if (end > MOST_PAGES * PAGE) throw new RangeError();
      this.wasm.grow(missing);
    } catch {
      const size = Math.ceil(end / (1 << 20));
      throw new Error(`the model and its data need ${size} MiB, more than there is (4096 MiB at most)`);
    }
    this.#bytes = new Uint8Array(this.wasm.buffer);
    this.#floats = new Float32Array(this.wasm.buffer);
    this.#doubles = new Float64Array(this.wasm.buffer);
    this.#integers = new Int32Array(this.wasm.buffer);
  }

  clear(from: number, end: number): void {
    this.#bytes.fill(0, from, end);
  }

  write(offset: number, values: Float32Array | Int32Array): void {
    if (values instanceof Int32Array) this.integers(offset, values.length).set(values);
    else this.floats(offset, values.length).set(values);
  }

  double(offset: number): number {
    return this.#doubles[offset / 8] as number;
  }

  setInteger(offset: number, value: number): void {
    this.#integers[offset / 4] = value;
  }

  /** A view, valid until memory grows; so are the others. */
  bytes(offset: number, count: number): Uint8Array {
    return this.#bytes.subarray(offset, offset + count);
  }

  floats(offset: number, count: number): Float32Array {
    return this.#floats.subarray(offset / 4, offset / 4 + count);
  }

  doubles(offset: number, count: number): Float64Array {
    return this.#doubles.subarray(offset / 8, offset / 8 + count);
  }

  integers(offset: number, count: number): Int32Array {
    return this.#integers.subarray(offset / 4, offset / 4 + count);
  }
}
