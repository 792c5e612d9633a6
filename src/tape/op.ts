/**
 * The operations of the tape machine, compiled both by tsc (layers emit them) and by asc (kernels run them).
 * Each lists its operands; `rows` is the number of rows of the batch at hand and comes with the call.
 */
export enum Op {
  /** Ends a step. */
  End,
}
