import Type from "typebox";
import { defineElementwiseLoss } from "../contracts/loss.ts";
import { Op } from "../tape/op.ts";
import { floatBits } from "../tape/tape.ts";

/** d²/2 where |d| ≤ delta, else delta·(|d| − delta/2). torch.nn.HuberLoss. */
export const HuberLoss = defineElementwiseLoss({
  description: "The squared difference of output and target where it is small, a straight line beyond.",
  source: "torch.nn.HuberLoss",
  use: {
    when: "Regression with some outliers: quadratic within delta, linear beyond.",
    not: "Errors are much smaller than delta: it is then half of MSELoss.",
  },
  params: Type.Object({
    delta: Type.Number({ exclusiveMinimum: 0, default: 1, description: "Differences beyond are not squared." }),
  }),
  record: ({ delta }) => [Op.SmoothL1Loss, floatBits(delta), floatBits(1)],
});
