import { softmax, softmaxGradient } from "../kernels/families/softmax.ts";
import { defineSoftmax } from "./families/softmax.ts";

/** eˣ / Σ eˣ along the last dimension. torch.nn.Softmax. */
export const Softmax = defineSoftmax({
  description: "Turns the values along the last dimension into shares that add up to 1.",
  source: "torch.nn.Softmax",
  use: {
    when: "Weights that add up to 1 inside a model.",
    not: "Before CrossEntropyLoss, which takes raw scores.",
  },
  forward: softmax,
  gradient: softmaxGradient,
});
