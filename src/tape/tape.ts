import type { Arena } from "./arena.ts";
import type { Op } from "./op.ts";
import { elements, type Shape, stride } from "./shape.ts";

/** A batch of values in the arena: row r of a sample's values begins at offset + 4·stride·r. The padding is always zero. */
export interface Tensor {
  /** In bytes from the start of memory, a multiple of 16. */
  readonly offset: number;
  readonly shape: Shape;
  /** Values of one sample. */
  readonly width: number;
  /** Floats from one sample to the next. */
  readonly stride: number;
}

export type Mode = "train" | "evaluate";

/** The bits of a float32, to stand among a record's integers. */
export function floatBits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0] as number;
}

/** The bits of a float64, in two words. */
export function doubleBits(value: number): readonly [low: number, high: number] {
  const [low, high] = new Int32Array(Float64Array.of(value).buffer);
  return [low as number, high as number];
}

/**
 * Collects records, and allocates what they work on. A record is `op | length << 8`, then its operands, all int32;
 * `length` is in words, the first included.
 */
export class Tape {
  readonly #arena: Arena;
  readonly #words: number[] = [];

  /**
   * @param rows the most rows a batch will have
   * @param losses a float64 for each step: where losses record the batch's sum
   */
  constructor(
    arena: Arena,
    readonly rows: number,
    readonly losses: number,
  ) {
    this.#arena = arena;
  }

  get words(): Int32Array {
    return Int32Array.from(this.#words);
  }

  /** Reserves room for float32 values, zero at the start; returns its offset in bytes, a multiple of 16. */
  allocate(floats: number): number {
    return this.#arena.allocate(floats);
  }

  /** Reserves room for a batch. */
  tensor(shape: Shape): Tensor {
    const width = elements(shape);
    return { offset: this.allocate(this.rows * stride(width)), shape, width, stride: stride(width) };
  }

  record(op: Op, ...operands: readonly number[]): void {
    this.#words.push(op | ((operands.length + 1) << 8), ...operands);
  }
}
