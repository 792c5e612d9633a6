import Type from "typebox";
import { defineLayer, type Forward, type LayerParameter, type ParameterSpec } from "../contracts/layer.ts";
import { Misfit } from "../contracts/part.ts";
import { attention, attentionGradient } from "../kernels/families/attention.ts";
import { MOST_THREADS } from "../kernels/language/kernel.ts";
import { uniform } from "../random/rng.ts";
import { formatShape, type Shape, stride, widthOf } from "../tape/shape.ts";
import { type Tape, type Tensor, tensorAt } from "../tape/tape.ts";
import { emitLinear } from "./families/emit-linear.ts";
import { inferred } from "./families/inferred.ts";

/** softmax(q·kᵀ/√d)·v, with q, k and v from the same sequence: [time, features] → [time, features]. torch.nn.MultiheadAttention (batch_first). */
export const MultiheadAttention = defineLayer({
  description:
    "Self-attention with several heads: each position of a sequence takes a weighted mean over all positions.",
  source: "torch.nn.MultiheadAttention",
  params: Type.Object({
    num_heads: Type.Integer({ minimum: 1, description: "Number of heads. It must divide the number of features." }),
    embed_dim: Type.Optional(
      Type.Integer({ minimum: 1, description: "Features of a position. Inferred, checked if given." }),
    ),
    causal: Type.Boolean({ default: false, description: "Whether a position sees only itself and earlier positions." }),
    bias: Type.Boolean({ default: true, description: "Whether the projections add learned constants." }),
  }),
  torch: ({ num_heads, embed_dim, ...keywords }, { causal }, { input = [] }) => ({
    callee: "SelfAttention",
    positional: [widthOf(input), num_heads as number],
    keywords: { ...keywords, causal: causal as boolean },
    carried: [PYTHON],
  }),
  // scaled_dot_product_attention.
  since: "2.0",
  plan({ num_heads, embed_dim, causal, bias }, shape) {
    const dim = featuresOf(shape, embed_dim, num_heads);
    return {
      output: shape,
      parameters: specify(dim, bias),
      forward: (tape, input, parameters) => emit(tape, input, parameters, num_heads, causal),
    };
  },
});

// PyTorch's own forward takes a tenth more time for a small transformer, with the same attention in it.
const PYTHON = `class SelfAttention(nn.MultiheadAttention):
    """Self-attention. If causal, a position sees only itself and earlier positions."""

    def __init__(self, embed_dim, num_heads, causal, **options):
        super().__init__(embed_dim, num_heads, batch_first=True, **options)
        self.causal = causal

    def forward(self, x):
        projected = nn.functional.linear(x, self.in_proj_weight, self.in_proj_bias)
        q, k, v = projected.unflatten(-1, (3, self.num_heads, -1)).permute(2, 0, 3, 1, 4)
        seen = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return self.out_proj(seen.transpose(1, 2).flatten(-2))`;

function featuresOf(shape: Shape, given: number | undefined, heads: number): number {
  const [, dim, ...more] = shape;
  if (dim === undefined || more.length > 0) {
    throw new Misfit(undefined, `it takes [time, features], but its input has the shape ${formatShape(shape)}`);
  }
  inferred("embed_dim", given, dim, "feature");
  if (dim % heads !== 0) throw new Misfit("num_heads", `${heads} heads do not divide ${dim} features evenly`);
  return dim;
}

/** Initial values as in torch.nn.MultiheadAttention: the first projection by Xavier, the second as in Linear, biases 0. */
function specify(dim: number, bias: boolean): ParameterSpec[] {
  const spread =
    (bound: number): ParameterSpec["fill"] =>
    (values, rng) => {
      for (let i = 0; i < values.length; i++) values[i] = uniform(rng, -bound, bound);
    };
  const zeros = (name: string, count: number): ParameterSpec => ({
    name,
    shape: [count],
    transposed: false,
    fill: (values) => void values.fill(0),
  });
  const matrix = (name: string, outputs: number, bound: number): ParameterSpec => ({
    name,
    shape: [outputs, dim],
    transposed: true,
    fill: spread(bound),
  });
  return [
    matrix("in_proj_weight", 3 * dim, Math.sqrt(6 / (4 * dim))),
    ...(bias ? [zeros("in_proj_bias", 3 * dim)] : []),
    matrix("out_proj.weight", dim, 1 / Math.sqrt(dim)),
    ...(bias ? [zeros("out_proj.bias", dim)] : []),
  ];
}

function emit(
  tape: Tape,
  input: Tensor,
  parameters: readonly LayerParameter[],
  heads: number,
  causal: boolean,
): Forward {
  const half = parameters.length / 2;
  const [time, dim] = input.shape as readonly [number, number];
  const into = emitLinear(tape, input, 3 * dim, parameters.slice(0, half));
  const mixed = tape.tensor(input.shape);
  const weights = tape.tensor([heads, time, time]);
  const scratch = tape.allocate(MOST_THREADS * (dim / heads + time) * stride(time));
  const shape = { time, dim, heads, isCausal: causal };
  const places = { projections: into.output.offset, weights: weights.offset, scratch };
  tape.record(attention({ ...places, ...shape, output: mixed.offset }));
  const out = emitLinear(tape, mixed, dim, parameters.slice(half));
  return {
    output: out.output,
    backward(gradient, needsInput) {
      const back = out.backward(gradient, true) as Tensor;
      const target = tensorAt(tape.allocate(tape.rows * into.output.stride), into.output.shape);
      tape.record(attentionGradient({ ...places, ...shape, gradient: back.offset, ofProjections: target.offset }));
      return into.backward(target, needsInput);
    },
  };
}
