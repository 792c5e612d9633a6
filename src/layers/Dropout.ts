import Type from "typebox";
import { type BufferSpec, defineLayer, type Forward, type LayerParameter } from "../contracts/layer.ts";
import { dropout, dropoutGradient } from "../kernels/families/dropout.ts";
import { uniform } from "../random/rng.ts";
import type { Tape, Tensor } from "../tape/tape.ts";

/** The counters of a layer's masks: a key of two whole numbers, drawn once, and the number of steps so far. */
const key: BufferSpec = {
  name: "key",
  shape: [4],
  stream: "dropout",
  fill(values, rng) {
    values.fill(0);
    for (let i = 0; i < 2; i++) values[i] = Math.floor(uniform(rng, 0, 1 << 24));
  },
};

/** Sets values to zero at random during training and scales the others by 1 / (1 − p). torch.nn.Dropout. */
export const Dropout = defineLayer({
  description: "During training, sets a random share of the values to zero and scales up the others to compensate.",
  source: "torch.nn.Dropout",
  use: {
    when: "The training loss is far below the validation loss, and you cannot get more data.",
    not: "The model underfits; or BatchNorm follows directly: it would see other statistics in training than in evaluation.",
  },
  params: Type.Object({
    p: Type.Number({ minimum: 0, maximum: 1, default: 0.5, description: "Share of the values to set to zero." }),
  }),
  torch: (_, { p }, { key: [first = 0, second = 0] = [] }) => ({
    callee: "Dropout",
    positional: [p as number],
    keywords: { key: [first, second] },
    carried: [PYTHON],
  }),
  plan({ p }, shape) {
    return {
      output: shape,
      parameters: [],
      buffers: [key],
      forward(tape, input, _, mode, [own]) {
        if (mode !== "evaluate" && p > 0) return emit(tape, input, p, own as LayerParameter);
        return { output: input, backward: (gradient) => gradient };
      },
    };
  },
});

/** The kernel's generator in NumPy: see src/kernels/families/dropout.ts. */
const PYTHON = `class Dropout(nn.Module):
    """nn.Dropout with lrsweep's masks: Threefry-2x32 of the layer's key, the step and the position in the batch."""

    def __init__(self, p, key):
        super().__init__()
        self.limit = int(float(np.float32(p)) * 2**24)
        self.scale = float(1 / (np.float32(1) - np.float32(p))) if p < 1 else 0.0
        self.key = key
        self.register_buffer("steps", torch.tensor(0), persistent=False)

    def forward(self, x):
        if not self.training or self.limit == 0:
            return x
        width, samples = x.shape[-1], len(x)
        stride = (width + 3) // 4 * 4
        floats = samples * (x[0].numel() // width) * stride
        bits = threefry(self.key, np.arange((floats + 7) // 8 * 4, dtype=np.uint32), int(self.steps))
        bits = np.stack([half.reshape(-1, 4) for half in bits], axis=1).reshape(-1)[:floats]
        kept = torch.from_numpy(bits.reshape(-1, stride)[:, :width] >> 8 >= self.limit)
        self.steps += 1
        return x * (kept.reshape(x.shape) * self.scale)


def threefry(key, counter, step):
    """Two arrays of 32 random bits for each counter. Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3"."""
    keys = np.array([key[0], key[1], key[0] ^ key[1] ^ 0x1BD11BDA], dtype=np.uint32)
    x0, x1 = counter + keys[0], np.full_like(counter, step) + keys[1]
    for block in range(5):
        for bits in ((17, 29, 16, 24) if block % 2 else (13, 15, 26, 6)):
            x0 = x0 + x1
            x1 = (x1 << np.uint32(bits) | x1 >> np.uint32(32 - bits)) ^ x0
        x0 = x0 + keys[(block + 1) % 3]
        x1 = x1 + keys[(block + 2) % 3] + np.uint32(block + 1)
    return x0, x1`;

function emit(tape: Tape, input: Tensor, p: number, { offset }: LayerParameter): Forward {
  const [output, mask] = [tape.tensor(input.shape), tape.tensor(input.shape)];
  const share = Math.fround(p);
  // In float32, as in PyTorch's factor.
  const kept = share < 1 ? 1 / Math.fround(1 - share) : 0;
  const places = { input: input.offset, output: output.offset, mask: mask.offset, floats: input.stride, key: offset };
  const limit = tape.constant(Int32Array.of(share * 0x1000000));
  tape.record(dropout({ ...places, limit, kept: tape.number(kept) }));
  return {
    output,
    backward(gradient, needsInput) {
      if (!needsInput) return undefined;
      tape.record(dropoutGradient({ mask: mask.offset, gradient: gradient.offset, floats: input.stride }));
      return gradient;
    },
  };
}
