import Type from "typebox";
import { defineLayer, type Forward, type LayerParameter } from "../contracts/layer.ts";
import { Misfit } from "../contracts/part.ts";
import { prelu, preluGradient, preluWeightGradient } from "../kernels/families/prelu.ts";
import { formatShape, linesOf, type Shape } from "../tape/shape.ts";
import type { Tape, Tensor } from "../tape/tape.ts";

/** x, or weight·x below 0, with a learned weight. torch.nn.PReLU. */
export const PReLU = defineLayer({
  description: "LeakyReLU with a learned slope: one for all values, or one for each channel.",
  source: "torch.nn.PReLU",
  params: Type.Object({
    num_parameters: Type.Integer({
      minimum: 1,
      default: 1,
      description: "Number of slopes: 1, or the number of channels (the first dimension of a sample).",
    }),
    init: Type.Number({ default: 0.25, description: "Initial slope." }),
  }),
  plan({ num_parameters, init }, shape) {
    const linesEach = linesOfChannel(num_parameters, shape);
    const fill = (values: Float32Array) => void values.fill(init);
    return {
      output: shape,
      parameters: [{ name: "weight", shape: [num_parameters], transposed: false, fill }],
      forward: (tape, input, parameters) => emit(tape, input, parameters, linesEach),
    };
  },
});

/** Lines of a channel; 0 if the channels are the columns of a sample's only line. */
function linesOfChannel(channels: number, shape: Shape): number {
  if (channels === 1) return linesOf(shape);
  if (channels !== shape[0]) {
    const message = `num_parameters is ${channels}, but the input of shape ${formatShape(shape)} has ${shape[0]} channels`;
    throw new Misfit("num_parameters", message, `write 1 or ${shape[0]}`);
  }
  return linesOf(shape.slice(1)) * (shape.length > 1 ? 1 : 0);
}

function emit(tape: Tape, input: Tensor, parameters: readonly LayerParameter[], linesEach: number): Forward {
  const [weight] = parameters as readonly [LayerParameter];
  const output = tape.tensor(input.shape);
  const shared = { input: input.offset, width: input.width, lines: input.lines, linesEach };
  tape.record(prelu({ ...shared, weight: weight.offset, output: output.offset }));
  return {
    output,
    backward(gradient, needsInput) {
      tape.record(preluWeightGradient({ ...shared, gradient: gradient.offset, ofWeight: weight.gradient }));
      if (!needsInput) return undefined;
      tape.record(preluGradient({ ...shared, weight: weight.offset, gradient: gradient.offset }));
      return gradient;
    },
  };
}
