import { defineElementwiseLoss } from "../contracts/loss.ts";
import { Op } from "../tape/op.ts";

/** |output − target|. torch.nn.L1Loss. */
export const L1Loss = defineElementwiseLoss({
  description: "The absolute difference of output and target.",
  source: "torch.nn.L1Loss",
  record: () => [Op.L1Loss],
});
