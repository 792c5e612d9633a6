import type { Forward, LayerParameter, ParameterSpec } from "../../contracts/layer.ts";
import { normalise, normaliseGradient, normaliseWeightGradient } from "../../kernels/families/normalise.ts";
import type { Tape, Tensor } from "../../tape/tape.ts";

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
  const shape = { width: input.width, lines, groups };
  const [scale, shift] = [weight?.offset ?? 0, bias?.offset ?? 0];
  const places = { input: input.offset, output: output.offset, statistics, eps: tape.number(eps) };
  tape.record(normalise({ ...places, weight: scale, bias: shift, isCentred: centred, ...shape }));
  return {
    output,
    backward(gradient, needsInput) {
      const back = { input: input.offset, gradient: gradient.offset, statistics, ...shape };
      if (weight) {
        const targets = { ofWeight: weight.gradient, ofBias: bias?.gradient ?? 0 };
        tape.record(normaliseWeightGradient({ ...back, ...targets }));
      }
      if (!needsInput) return undefined;
      tape.record(normaliseGradient({ ...back, weight: scale, isCentred: centred }));
      return gradient;
    },
  };
}
