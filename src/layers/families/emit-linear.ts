import type { Forward, LayerParameter } from "../../contracts/layer.ts";
import { Op } from "../../tape/op.ts";
import { stride } from "../../tape/shape.ts";
import type { Tape, Tensor } from "../../tape/tape.ts";

/** Records y = x·W + b for every line. @param parameters weight, stored transposed as [in, out], and optionally a bias */
export function emitLinear(tape: Tape, input: Tensor, outputs: number, parameters: readonly LayerParameter[]): Forward {
  const [weight, bias] = parameters as readonly [LayerParameter, LayerParameter?];
  const output = tape.tensor([...input.shape.slice(0, -1), outputs]);
  const sizes = [input.width, outputs, input.lines];
  tape.record(Op.Linear, input.offset, weight.offset, bias?.offset ?? 0, output.offset, ...sizes);
  return {
    output,
    backward({ offset }, needsInput) {
      tape.record(Op.WeightGradient, input.offset, offset, weight.gradient, ...sizes);
      if (bias) tape.record(Op.BiasGradient, offset, bias.gradient, outputs, input.lines);
      if (!needsInput) return undefined;
      const gradient = tape.tensor(input.shape);
      const scratch = tape.allocate(outputs * stride(input.width));
      tape.record(Op.InputGradient, offset, weight.offset, gradient.offset, scratch, ...sizes);
      return gradient;
    },
  };
}
