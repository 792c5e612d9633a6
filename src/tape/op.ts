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

  /**
   * Mean and 1 / deviation of each channel. input, mean, scale, width, lines, lines of a channel or 0: columns,
   * running mean or 0, running variance or 0, batches seen or 0, float eps, float momentum, cumulative (0 or 1).
   */
  BatchStatistics,
  /** mean, scale, channels, running mean, running variance, float eps. */
  RunningStatistics,
  /** input, output, width, lines, lines of a channel or 0, mean, scale, weight, bias: each 0 where there is none. */
  ScaleChannels,
  /** input, gradient, width, lines, lines of a channel or 0, mean, scale, Σ gradient·x̂, Σ gradient. */
  SumChannels,
  /**
   * Overwrites the gradient. input, gradient, width, lines, lines of a channel or 0, mean, scale, weight,
   * Σ gradient·x̂, Σ gradient: 0 where the statistics are not the batch's.
   */
  ScaleChannelsGradient,

  /** input, output, mask, floats of a sample, key [4], float p. */
  Dropout,
  /** Overwrites the gradient. mask, gradient, floats of a sample. */
  DropoutGradient,

  /** indices, weight, output, width, lines, dim, how many. */
  Embedding,
  /** indices, gradient of weight, gradient of output, width, lines, dim, how many, index that learns nothing. */
  EmbeddingGradient,

  /** input, weight [out, stride(depth)], bias or 0, output, scratch, geometry. Its scratch and the gradients': see kernels. */
  Convolution,
  /** gradient of output, gradient of bias, geometry. */
  ConvolutionBiasGradient,
  /** input, gradient of output, gradient of weight, scratch, geometry. */
  ConvolutionWeightGradient,
  /** gradient of output, weight, gradient of input, scratch, geometry. */
  ConvolutionInputGradient,

  /** input, output, places, geometry. */
  MaxPool,
  /** gradient of output, places, gradient of input, geometry. */
  MaxPoolGradient,
  /** input, output, geometry, windows of lines, windows of columns. */
  AveragePool,
  /** gradient of output, gradient of input, geometry, windows of lines, windows of columns. */
  AveragePoolGradient,

}
