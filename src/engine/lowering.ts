import type { Kernel } from "../kernels/language/kernel.ts";
import type { Tile } from "../kernels/products/product.ts";
import type { Arena } from "../tape/arena.ts";
import type { Memory } from "./memory.ts";

/** What a kernel is told before each step, and constants that kernels share. Offsets in bytes. */
export interface StepWords {
  /** An int32: where the batch's row numbers stand, counted in words. */
  readonly order: number;
  /** An int32: the step's number within the epoch. */
  readonly step: number;
  /** Floats 0, 1, … 15. */
  readonly numbers: number;
}

export interface LoweringSite {
  readonly arena: Arena;
  readonly words: StepWords;
}

/** What a batch of so many rows is compiled for. */
export interface StepShape {
  readonly rows: number;
  readonly tile: Tile;
}

/** A record of a tape in the kernels' language. */
export interface Lowering {
  emit(kernel: Kernel, shape: StepShape): void;
  /** What the host works out before each step. */
  before?(memory: Memory, step: number): void;
  /** What the host takes from memory after it. */
  after?(memory: Memory, step: number): void;
}

/** Lowers a record. Gives undefined where one of its options has no kernel yet: AssemblyScript's runs then. */
export type Lower = (operands: readonly number[], site: LoweringSite) => Lowering | undefined;

const WORDS = new DataView(new ArrayBuffer(8));

/** A float32 from its bits. */
export function floatOf(bits: number): number {
  WORDS.setInt32(0, bits, true);
  return WORDS.getFloat32(0, true);
}

/** A float64 from its bits, at two places of a record. */
export function doubleOf(operands: readonly number[], index: number): number {
  WORDS.setInt32(0, operands[index] as number, true);
  WORDS.setInt32(4, operands[index + 1] as number, true);
  return WORDS.getFloat64(0, true);
}
