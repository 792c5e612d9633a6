import { defineElementwiseLoss } from "../contracts/loss.ts";
import { Op } from "../tape/op.ts";

/** |output − target|. torch.nn.L1Loss. */
export const L1Loss = defineElementwiseLoss({
  description: "The absolute difference of output and target.",
  source: "torch.nn.L1Loss",
  use: {
    when: "Regression with outliers, or when the median is what you want to predict.",
    not: "Training has to settle closely: the gradient has the same size near the target. SmoothL1Loss and HuberLoss become quadratic there.",
  },
  record: () => [Op.L1Loss],
});
