import Type from "typebox";
import { defineClosedForm } from "../contracts/define-scheduler.ts";
import { allKeywords } from "../contracts/torch.ts";

/**
 * Up in a straight line for `warmup` ticks, then down with the inverse square root of the time. Vaswani et al.,
 * "Attention Is All You Need", 2017, section 5.3, scaled so that the peak is the base rate. As there, steps count from 1
 * (step = t + 1): the first one's rate is base / warmup, not 0, and the peak is the step numbered `warmup`.
 */
export const InverseSquareRootLR = defineClosedForm({
  description:
    "Raises the rate to the base rate in a straight line over warmup epochs, then lowers it by the inverse square root.",
  source: 'Vaswani et al., "Attention Is All You Need", 2017',
  params: Type.Object({
    warmup: Type.Integer({ minimum: 1, description: "Epochs of the way up; the last of them has the base rate." }),
  }),
  torch: (_, config) => ({ callee: "InverseSquareRootLR", keywords: allKeywords(config), carried: [PYTHON] }),
  at({ warmup }, base, t) {
    const step = t + 1;
    return base * Math.min(step / warmup, Math.sqrt(warmup / step));
  },
});

const PYTHON = `class InverseSquareRootLR(lr_scheduler.LRScheduler):
    """Up in a straight line for warmup ticks, then down with the inverse square root. Vaswani et al. 2017."""

    def __init__(self, optimizer, warmup):
        self.warmup = warmup
        super().__init__(optimizer)

    def get_lr(self):
        step = self.last_epoch + 1
        return [base * min(step / self.warmup, (self.warmup / step) ** 0.5) for base in self.base_lrs]`;
