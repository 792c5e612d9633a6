import type { Forward, LayerParameter } from "../../contracts/layer.ts";
import { biasGradient, inputGradient, linear, weightGradient } from "../../kernels/products/linear.ts";
import { stride } from "../../tape/shape.ts";
import type { Tape, Tensor } from "../../tape/tape.ts";

/** Records y = x·W + b for every line. @param parameters weight, stored transposed as [in, out], and optionally a bias */
export function emitLinear(tape: Tape, input: Tensor, outputs: number, parameters: readonly LayerParameter[]): Forward {
  const [weight, bias] = parameters as readonly [LayerParameter, LayerParameter?];
  const output = tape.tensor([...input.shape.slice(0, -1), outputs]);
  const sizes = { inputs: input.width, outputs, lines: input.lines };
  const places = { input: input.offset, weight: weight.offset, bias: bias?.offset ?? 0, output: output.offset };
  tape.record(linear({ ...places, ...sizes }));
  return {
    output,
    backward({ offset }, needsInput) {
      tape.record(weightGradient({ input: input.offset, gradient: offset, ofWeight: weight.gradient, ...sizes }));
      if (bias) tape.record(biasGradient({ gradient: offset, ofBias: bias.gradient, outputs, lines: input.lines }));
      if (!needsInput) return undefined;
      const gradient = tape.tensor(input.shape);
      const scratch = tape.allocate(outputs * stride(input.width));
      const places = { gradient: offset, weight: weight.offset, ofInput: gradient.offset, scratch };
      tape.record(inputGradient({ ...places, ...sizes }));
      return gradient;
    },
  };
}
