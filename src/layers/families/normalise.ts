import type { Forward, LayerParameter, ParameterSpec } from "../../contracts/layer.ts";
import { Op } from "../../tape/op.ts";
import { floatBits, type Tape, type Tensor } from "../../tape/tape.ts";

/** The weight and bias of a normalization: they start as ones and zeros. */
export function scaleAndShift(shape: readonly number[], hasWeight: boolean, hasBias: boolean): ParameterSpec[] {
  const filled = (name: string, value: number): ParameterSpec => ({
    name,
    shape,
    transposed: false,
    fill: (values) => void values.fill(value),
  });
  return [...(hasWeight ? [filled("weight", 1)] : []), ...(hasBias ? [filled("bias", 0)] : [])];
}

/**
 * Records that every group of lines is normalized to mean 0 and variance 1, then weighted value by value.
 * @param lines of a group
 * @param centred whether to subtract the mean
 */
export function emitNormalise(
  tape: Tape,
  input: Tensor,
  { lines, eps, centred }: { lines: number; eps: number; centred: boolean },
  [weight, bias]: readonly LayerParameter[],
): Forward {
  const output = tape.tensor(input.shape);
  const groups = input.lines / lines;
  const statistics = tape.allocate(tape.rows * groups * 2);
  const sizes = [input.width, lines, groups, statistics];
  const [scale, shift] = [weight?.offset ?? 0, bias?.offset ?? 0];
  const options = [floatBits(eps), centred ? 1 : 0];
  tape.record(Op.Normalise, input.offset, output.offset, ...sizes, scale, shift, ...options);
  return {
    output,
    backward(gradient, needsInput) {
      const places = [input.offset, gradient.offset, ...sizes];
      if (weight) tape.record(Op.NormaliseWeightGradient, ...places, weight.gradient, bias?.gradient ?? 0);
      if (!needsInput) return undefined;
      tape.record(Op.NormaliseGradient, ...places, scale, centred ? 1 : 0);
      return gradient;
    },
  };
}
