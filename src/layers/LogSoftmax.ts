import { Op } from "../tape/op.ts";
import { defineSoftmax } from "./families/softmax.ts";

/** x − log Σ eˣ along the last dimension. torch.nn.LogSoftmax. */
export const LogSoftmax = defineSoftmax({
  description: "The logarithm of Softmax. NLLLoss takes its output.",
  source: "torch.nn.LogSoftmax",
  forward: Op.LogSoftmax,
  backward: Op.LogSoftmaxGradient,
});
