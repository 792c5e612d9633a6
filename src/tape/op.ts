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

  /** Along lines. input, output, width, lines. */
  Softmax,
  /** From the output. */
  SoftmaxGradient,
  /** Along lines. input, output, width, lines. */
  LogSoftmax,
  /** From the output. */
  LogSoftmaxGradient,

  /** input, output, width, lines, weight, lines of a channel or 0: channels are columns. */
  PReLU,
  /** Overwrites the gradient. input, gradient, width, lines, weight, lines of a channel or 0. */
  PReLUGradient,
  /** input, gradient, width, lines, gradient of weight, lines of a channel or 0. */
  PReLUWeightGradient,

  /** Lines into fewer. input, output, width, lines of the output, lines that become one. */
  Merge,
  /** The way back. input, output, width of the output, lines of the input, lines that one becomes. */
  Split,

  /** input, output, mask, floats of a sample, key [4], float p. */
  Dropout,
  /** Overwrites the gradient. mask, gradient, floats of a sample. */
  DropoutGradient,

  /** indices, weight, output, width, lines, dim, how many. */
  Embedding,
  /** indices, gradient of weight, gradient of output, width, lines, dim, how many, index that learns nothing. */
  EmbeddingGradient,

  /** input, output, places, geometry. */
  MaxPool,
  /** gradient of output, places, gradient of input, geometry. */
  MaxPoolGradient,
  /** input, output, geometry, windows of lines, windows of columns. */
  AveragePool,
  /** gradient of output, gradient of input, geometry, windows of lines, windows of columns. */
  AveragePoolGradient,
}
