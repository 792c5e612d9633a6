import { defineElementwiseLoss } from "../contracts/loss.ts";
import { squaredError } from "../kernels/families/losses.ts";

/** (output − target)². torch.nn.MSELoss. */
export const MSELoss = defineElementwiseLoss({
  description: "The squared difference of output and target.",
  source: "torch.nn.MSELoss",
  use: {
    when: "Regression with errors that are roughly normal.",
    not: "Targets with outliers, whose squares dominate. HuberLoss and L1Loss limit their influence.",
  },
  ...squaredError,
});
