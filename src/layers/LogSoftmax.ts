import { logSoftmax, logSoftmaxGradient } from "../kernels/families/softmax.ts";
import { defineSoftmax } from "./families/softmax.ts";

/** x − log Σ eˣ along the last dimension. torch.nn.LogSoftmax. */
export const LogSoftmax = defineSoftmax({
  description: "The logarithm of Softmax. NLLLoss takes its output.",
  source: "torch.nn.LogSoftmax",
  forward: logSoftmax,
  gradient: logSoftmaxGradient,
});
