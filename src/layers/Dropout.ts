import Type from "typebox";
import { type BufferSpec, defineLayer, type Forward, type Parameter } from "../definition/layer.ts";
import { uniform } from "../definition/rng.ts";
import { Op } from "../tape/op.ts";
import { floatBits, type Tape, type Tensor } from "../tape/tape.ts";

/** What numbers a layer's masks: two whole numbers drawn once, and the steps so far. */
const key: BufferSpec = {
  name: "key",
  shape: [4],
  stream: "dropout",
  fill(values, rng) {
    values.fill(0);
    for (let i = 0; i < 2; i++) values[i] = Math.floor(uniform(rng, 0, 1 << 24));
  },
};

/** Zeros at random while training, the rest scaled by 1 / (1 − p). torch.nn.Dropout. */
export const Dropout = defineLayer({
  description: "While training, sets a random share of the values to zero and scales up the others to make up for it.",
  source: "torch.nn.Dropout",
  params: Type.Object({
    p: Type.Number({ minimum: 0, maximum: 1, default: 0.5, description: "Share of the values to set to zero." }),
  }),
  plan({ p }, shape) {
    return {
      output: shape,
      parameters: [],
      buffers: [key],
      forward(tape, input, _, mode, [own]) {
        if (mode !== "evaluate" && p > 0) return emit(tape, input, p, own as Parameter);
        return { output: input, backward: (gradient) => gradient };
      },
    };
  },
});

function emit(tape: Tape, input: Tensor, p: number, { offset }: Parameter): Forward {
  const [output, mask] = [tape.tensor(input.shape), tape.tensor(input.shape)];
  tape.record(Op.Dropout, input.offset, output.offset, mask.offset, input.stride, offset, floatBits(p));
  return {
    output,
    backward(gradient, needsInput) {
      if (!needsInput) return undefined;
      tape.record(Op.DropoutGradient, mask.offset, gradient.offset, input.stride);
      return gradient;
    },
  };
}
