import { defineElementwiseLoss } from "../contracts/loss.ts";
import { absoluteError } from "../kernels/families/losses.ts";

/** |output − target|. torch.nn.L1Loss. */
export const L1Loss = defineElementwiseLoss({
  description: "The absolute difference of output and target.",
  source: "torch.nn.L1Loss",
  use: {
    when: "Regression with outliers, or if you want to predict the median.",
    not: "Training has to converge closely: the gradient does not shrink near the target. SmoothL1Loss and HuberLoss are quadratic there.",
  },
  ...absoluteError,
});
