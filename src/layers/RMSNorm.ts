import Type from "typebox";
import { defineLayer } from "../contracts/layer.ts";
import { emitNormalise, scaleAndShift } from "./families/normalise.ts";
import { normalisedOver, normalizedShape, torchNormalised } from "./families/normalised-shape.ts";

/** PyTorch's default of eps: the machine epsilon of float32. */
const EPSILON = 1.1920928955078125e-7;

/** x / √(mean x² + eps)·weight over the last dimensions. torch.nn.RMSNorm. */
export const RMSNorm = defineLayer({
  description: "Normalizes each sample, or each position of a sequence, to a mean square of 1.",
  source: "torch.nn.RMSNorm",
  use: {
    when: "Transformers: it works like LayerNorm without subtracting the mean, and is cheaper.",
    not: "You port a model with LayerNorm: the results differ.",
  },
  params: Type.Object({
    ...normalizedShape,
    eps: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
      default: null,
      description: "Added to the mean square to avoid division by zero. null means the machine epsilon of float32.",
    }),
    elementwise_affine: Type.Boolean({ default: true, description: "Whether to learn a weight." }),
  }),
  torch: torchNormalised,
  since: "2.4",
  plan({ normalized_shape, eps, elementwise_affine }, input) {
    const [shape, lines] = normalisedOver(normalized_shape, input);
    const options = { lines, eps: eps ?? EPSILON, centred: false };
    return {
      output: input,
      parameters: scaleAndShift(shape, elementwise_affine, false),
      forward: (tape, x, parameters) => emitNormalise(tape, x, options, parameters),
    };
  },
});
