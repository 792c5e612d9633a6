/**
 * The operations of the tape machine, compiled both by tsc (parts emit them) and by asc (kernels run them).
 *
 * Each lists its operands, one word each: addresses in bytes and 16-aligned, numbers as int32, those marked `float` as
 * the bits of a float32. An address may be 0 where it says "or 0": left out. `rows`, the rows of the batch at hand, comes
 * with the call. Batches are [rows, lines, stride(width)], and their padding is zero before and after every operation.
 */
export enum Op {
  /** Ends a step. */
  End,
  /** Records that were compiled into one kernel: its number in the tape's list. */
  Kernel,
  /** An operation in the kernels' language: its number in the tape's list. Lowering makes Kernels of these. */
  Operation,
}
