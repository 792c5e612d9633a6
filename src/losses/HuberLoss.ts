import Type from "typebox";
import { defineElementwiseLoss } from "../contracts/loss.ts";
import { smoothed } from "./families/smoothed.ts";

/** d²/2 where |d| ≤ delta, else delta·(|d| − delta/2). torch.nn.HuberLoss. */
export const HuberLoss = defineElementwiseLoss({
  description: "Quadratic in the difference of output and target up to delta, linear beyond.",
  source: "torch.nn.HuberLoss",
  use: {
    when: "Regression with some outliers.",
    not: "All errors are much smaller than delta: it then equals half of MSELoss.",
  },
  params: Type.Object({
    delta: Type.Number({
      exclusiveMinimum: 0,
      default: 1,
      description: "Difference up to which the loss is quadratic.",
    }),
  }),
  numbers: ({ delta }) => ({ threshold: delta, curvature: 1 }),
  ...smoothed,
});
