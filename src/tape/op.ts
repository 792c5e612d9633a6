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
  /** Copies the batch's rows from the data. x, input, vectors of a row of x, y, targets, vectors of a row of y. */
  Gather,

  /** Linear with one output. input, weight [in], bias or 0, output, in. */
  Dot,
  /** Its parameters' gradients. input, gradient of output, gradient of weight, gradient of bias or 0, in. */
  DotGradient,
  /** Its input's gradient. gradient of output, weight, gradient of input, in. */
  DotInputGradient,

  /** Linear, on every line. input, weight [in, out], bias or 0, output, in, out, lines. */
  Linear,
  /** Its weight's gradient. input, gradient of output, gradient of weight, in, out, lines. */
  WeightGradient,
  /** Its bias's gradient. gradient of output, gradient of bias, out, lines. */
  BiasGradient,
  /** Its input's gradient. gradient of output, weight, gradient of input, scratch [out, stride(in)], in, out, lines. */
  InputGradient,

  // Elementwise: input, output, width, lines. The gradients: input or output as said, gradient (overwritten), width, lines.
  ReLU,
  /** From the output. */
  ReLUGradient,
  Tanh,
  /** From the output. */
  TanhGradient,
  Sigmoid,
  /** From the output. */
  SigmoidGradient,
  /** …, float slope. */
  LeakyReLU,
  /** From the input. …, float slope. */
  LeakyReLUGradient,
  /** …, float alpha. */
  ELU,
  /** From the input. …, float alpha. */
  ELUGradient,
  /** …, float beta, float threshold. */
  Softplus,
  /** From the input. …, float beta, float threshold. */
  SoftplusGradient,
  Hardswish,
  /** From the input. */
  HardswishGradient,
  GELU,
  /** From the input. */
  GELUGradient,
  /** GELU by tanh. */
  GELUTanh,
  /** From the input. */
  GELUTanhGradient,
  SiLU,
  /** From the input. */
  SiLUGradient,
  Mish,
  /** From the input. */
  MishGradient,

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

  /**
   * Sum of squared differences. output, targets, gradient or 0, floats of a sample, terms of a sample to average over
   * or 0, losses.
   */
  MSELoss,
  /** Sum of absolute differences. Operands as MSELoss. */
  L1Loss,
  /** Quadratic within ±threshold, straight beyond. Operands as MSELoss, float threshold, float curvature within. */
  SmoothL1Loss,
  /** output, targets, gradient or 0, width, terms or 0, losses, lines, positive weights [stride(width)] or 0. */
  BCEWithLogitsLoss,
  /**
   * output, targets, gradient or 0, classes, whether to average (0 or 1), losses, weights, positions,
   * class weights [stride(classes)] or 0, class to ignore, float smoothing.
   */
  CrossEntropyLoss,
  /** Operands as CrossEntropyLoss, without smoothing. */
  NLLLoss,
  /** Operands as CrossEntropyLoss, with float margin in place of smoothing, p (1 or 2). */
  MultiMarginLoss,

  /** output, targets, classes, positions, class to ignore, right ones, those that count: float64 a step. */
  ClassAccuracy,
  /** output, targets, width, lines, right ones, those that count: float64 a step. */
  BinaryAccuracy,

  /** L2 norm of a stretch of gradients, in float32 as PyTorch. gradients, floats, norms. */
  GradientNorm,
  /** Plain gradient descent. parameters, gradients, floats, rates. */
  Descend,
  /**
   * SGD with every option. parameters, gradients, floats, rates, momentum buffer, whether it was filled, momenta,
   * float 1 − dampening, float weight decay, nesterov (0 or 1), maximize (0 or 1).
   */
  SGD,
}
