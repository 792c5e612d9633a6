import { defineElementwiseLoss } from "../contracts/loss.ts";
import { Op } from "../tape/op.ts";

/** (output − target)². torch.nn.MSELoss. */
export const MSELoss = defineElementwiseLoss({
  description: "The squared difference of output and target.",
  source: "torch.nn.MSELoss",
  record: () => [Op.MSELoss],
  laneOp: Op.LaneMSELoss,
});
