import type { Kernel } from "./language/kernel.ts";
import { fixed } from "./language/kernel.ts";
import type { ArenaAddress } from "./language/values.ts";
import type { Tile } from "./products/product.ts";

/** Words in the arena that every kernel finds in the same way. Offsets in bytes. */
export interface StepWords {
  /** An int32: where the row numbers of the batch at hand stand, counted in words. */
  readonly order: number;
  /** An int32: the number of the step at hand within the epoch. */
  readonly step: number;
  /** An int32: how many steps a call does. */
  readonly steps: number;
  /** Floats 0, 1, … 15. */
  readonly numbers: number;
}

/** What an operation is compiled for. */
export interface BatchSite {
  /** Rows of the batch. */
  readonly rows: number;
  readonly tile: Tile;
  readonly words: StepWords;
}

/** The arena, as the host sees it between calls. Offsets in bytes, counts in values. */
interface ArenaViews {
  floats(offset: number, count: number): Float32Array;
  doubles(offset: number, count: number): Float64Array;
  integers(offset: number, count: number): Int32Array;
}

/** Steps [from, to) of an epoch. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}

/** Addresses in bytes, sizes and choices. What they are decides the code, so numbers that runs of a sweep differ in stand in the arena instead. */
type Operands = Readonly<Record<string, number | boolean | readonly number[]>>;

export type Prepare = (memory: ArenaViews, steps: StepRange) => void;

/** Where arrays begin, in bytes. */
export type ArrayOffsets<N extends string> = Readonly<Record<N, number>>;

/** A part of a step that has its operands: a layer's forward pass, a loss, an update. */
export interface Operation {
  readonly name: string;
  readonly operands: Operands;
  /** Equal for operations that do the same at the same places. */
  readonly key: string;
  /** Floating-point operations on one row, those of products only, as is usual in the field. */
  readonly flops: number;
  /** Whether threads may divide it: within it, each writes to its own portion, and reads what others write behind a barrier. */
  readonly isDivisible: boolean;
  /** Records what it does in one step. */
  emit(kernel: Kernel, site: BatchSite): void;
  /** What the host works out for the next steps of a call: factors in double precision. */
  readonly prepare?: Prepare;
}

/** What the host does before each call. */
export type HostWork = Pick<Operation, "prepare">;

interface OperationDefinition<O extends Operands> {
  readonly flops?: (operands: O) => number;
  readonly isDivisible?: boolean;
  readonly emit: (kernel: Kernel, operands: O, site: BatchSite) => void;
}

let defined = 0;

/** Defines a kind of operation. Gives a function that makes one of its operands. */
export function defineOperation<O extends Operands>(
  name: string,
  { flops, isDivisible = false, emit }: OperationDefinition<O>,
): (operands: O, host?: HostWork) => Operation {
  // Two kinds may share a name: a plugin's and one of ours.
  const kind = defined++;
  return (operands, host = {}) => ({
    name,
    operands,
    key: kind + JSON.stringify(operands),
    flops: flops?.(operands) ?? 0,
    isDivisible,
    emit: (kernel, site) => emit(kernel, operands, site),
    ...host,
  });
}

/** The place of the step at hand in an array that has something for each step of an epoch. @param bytes from step to step */
export const placeOfStep = (kernel: Kernel, { words }: BatchSite, values: number, bytes = 4): ArenaAddress =>
  kernel.row(fixed(words.step), values, bytes).at();
