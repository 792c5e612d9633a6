// Updates of a param group's parameters. Arrays are offsets in bytes. Factors that change from step to step are read from the
// arena, one word each: the host works them out in double precision and rounds them once, as PyTorch does.
import { fixed, type Kernel } from "../language/kernel.ts";
import type { ArenaAddress, Floats } from "../language/values.ts";
import { eachVector } from "./each-vector.ts";
import { flushDenormals } from "./functions.ts";

interface Group {
  readonly parameters: number;
  readonly gradients: number;
  readonly floats: number;
}

/** parameters −= rate·gradients */
export function descend(kernel: Kernel, { parameters, gradients, floats }: Group, rate: ArenaAddress): void {
  const size = kernel.splat(rate);
  eachVector(kernel, floats, [parameters, gradients], ([p, g], store) => {
    if (p && g) store(0, kernel.fnma(size, g, p));
  });
}

interface SgdArrays extends Group {
  readonly buffer: number;
  /** An int32 that is 0 until the buffer was filled. */
  readonly filled: number;
  readonly rate: ArenaAddress;
  readonly momentum: ArenaAddress;
  readonly undamped: number;
  readonly weightDecay: number;
  readonly isNesterov: boolean;
  readonly maximizes: boolean;
}

/** As torch.optim.SGD: the first step with momentum sets the buffer to the gradient, undampened. */
export function sgd(kernel: Kernel, options: SgdArrays): void {
  const { parameters, gradients, buffer, filled, weightDecay } = options;
  const [rate, momentum] = [kernel.splat(options.rate), kernel.splat(options.momentum)];
  const zero = kernel.float(0);
  const wasFilled = kernel.bits(kernel.splat(fixed(filled)));
  const isNew = kernel.equalIntegers(wasFilled, kernel.integer(0));
  const take = kernel.where(isNew, kernel.float(1), kernel.float(options.undamped));
  const hasNone = kernel.equal(momentum, zero);
  kernel.store(fixed(filled), kernel.where(hasNone, wasFilled, kernel.integer(1)), 1);
  eachVector(kernel, options.floats, [parameters, gradients, buffer], ([p, written, old], store) => {
    if (!p || !written || !old) return;
    const gradient = options.maximizes ? kernel.negate(written) : written;
    // Not for weight decay 0: a parameter that overflowed would become NaN.
    const g = weightDecay === 0 ? gradient : kernel.fma(kernel.float(weightDecay), p, gradient);
    const now = flushDenormals(kernel, kernel.fma(take, g, kernel.multiply(momentum, old)));
    store(2, kernel.where(hasNone, old, now));
    const moved = options.isNesterov ? kernel.fma(momentum, now, g) : now;
    store(0, kernel.fnma(rate, kernel.where(hasNone, g, moved), p));
  });
}

interface AdamArrays extends Group {
  readonly first: number;
  readonly second: number;
  /** 0: none are kept. */
  readonly maxima: number;
  readonly maximizes: boolean;
  readonly keep: number;
  readonly take: number;
  readonly eps: number;
  /** Weight decay that goes into the gradient. */
  readonly decay: number;
  /** Whether parameters shrink by weight decay of their own. */
  readonly isDecoupled: boolean;
  /** Five words that change: −rate/(1 − beta1ᵗ), √(1 − beta2ᵗ), 1 − beta1, beta1, 1 − rate·decay. */
  readonly factors: number;
  /** Whether beta1 is above ½: which end a mean is worked out from, as torch.lerp does. */
  readonly isNear: boolean;
}

/** p −= rate/(1 − beta1ᵗ) · m/(√v/√(1 − beta2ᵗ) + eps). Kingma and Ba 2015; the maximum (Reddi et al. 2018) is taken of v itself. */
export function adam(kernel: Kernel, options: AdamArrays): void {
  const { parameters, gradients, first, second, maxima } = options;
  const factor = (index: number) => kernel.splat(fixed(options.factors + 4 * index));
  const [size, root, weight, rest, shrink] = [factor(0), factor(1), factor(2), factor(3), factor(4)];
  const arrays = [parameters, gradients, first, second, ...(maxima ? [maxima] : [])];
  eachVector(kernel, options.floats, arrays, ([p, written, m, v, most], store) => {
    if (!p || !written || !m || !v) return;
    const value = options.isDecoupled ? kernel.multiply(p, shrink) : p;
    const gradient = options.maximizes ? kernel.negate(written) : written;
    const g = options.decay === 0 ? gradient : kernel.fma(kernel.float(options.decay), value, gradient);
    const mean = flushDenormals(kernel, lerp(kernel, m, g, options.isNear ? weight : rest, options.isNear));
    const scaled = kernel.multiply(kernel.multiply(kernel.float(options.take), g), g);
    const square = flushDenormals(kernel, kernel.fma(kernel.float(options.keep), v, scaled));
    store(2, mean);
    store(3, square);
    const largest = most ? kernel.max(most, square) : square;
    if (most) store(4, largest);
    const scale = kernel.add(kernel.divide(kernel.sqrt(largest), root), kernel.float(options.eps));
    store(0, kernel.add(value, kernel.divide(kernel.multiply(size, mean), scale)));
  });
}

/** torch.lerp: from the end that is nearer, so that weight 1 gives `to` exactly. @param factor the weight, or what it leaves */
function lerp(kernel: Kernel, from: Floats, to: Floats, factor: Floats, isNear: boolean): Floats {
  const difference = kernel.subtract(to, from);
  return isNear ? kernel.fma(factor, difference, from) : kernel.fnma(factor, difference, to);
}
