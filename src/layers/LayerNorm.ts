import Type from "typebox";
import { defineLayer } from "../contracts/layer.ts";
import { idle } from "../contracts/part.ts";
import { elements } from "../tape/shape.ts";
import { emitNormalise, scaleAndShift } from "./families/normalise.ts";
import { normalisedOver, normalizedShape, torchNormalised } from "./families/normalised-shape.ts";

/** (x − mean) / √(variance + eps)·weight + bias over the last dimensions. torch.nn.LayerNorm. */
export const LayerNorm = defineLayer({
  description: "Normalizes each sample, or each position of a sequence, to mean 0 and variance 1.",
  source: "torch.nn.LayerNorm",
  use: {
    when: "Transformers, and any model whose rows should not depend on the rest of the batch.",
    not: "Convolutional networks with large batches: BatchNorm2d is usually better there.",
  },
  params: Type.Object({
    ...normalizedShape,
    eps: Type.Number({ minimum: 0, default: 1e-5, description: "Added to the variance to avoid division by zero." }),
    elementwise_affine: Type.Boolean({ default: true, description: "Whether to learn a weight and a bias." }),
    bias: Type.Boolean({ default: true, description: "Whether to learn a bias as well as a weight." }),
  }),
  torch: torchNormalised,
  since: { bias: "2.1" },
  idle: ({ elementwise_affine }) =>
    elementwise_affine ? [] : idle(["bias"], "with elementwise_affine: false", "elementwise_affine: true"),
  plan({ normalized_shape, eps, elementwise_affine, bias }, input) {
    const [shape, lines] = normalisedOver(normalized_shape, input);
    return {
      output: input,
      parameters: scaleAndShift(shape, elementwise_affine, elementwise_affine && bias),
      normalises: [
        { path: [], over: "row", values: elements(shape), refusesOne: { training: false, evaluation: false } },
      ],
      forward: (tape, x, parameters) => emitNormalise(tape, x, { lines, eps, centred: true }, parameters),
    };
  },
});
